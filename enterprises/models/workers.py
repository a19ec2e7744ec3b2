"""The workers of an enterprise, as the enterprise wrote them down."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from enterprises.models.enterprise import Enterprise
from enterprises.querysets import WorkerQuerySet
from portal.accounts.models import Person
from portal.core.models import PublicIdModel


class Worker(PublicIdModel):
    """Someone who works there. What the enterprise types stays here; only the person or staff change the Person."""

    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="workers", verbose_name=_("enterprise"))
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="worker_rows", verbose_name=_("person")
    )
    full_name = models.CharField(_("full name"), max_length=200)
    position = models.CharField(_("position"), max_length=120, blank=True)
    since = models.DateField(_("working since"), null=True, blank=True)
    until = models.DateField(_("worked until"), null=True, blank=True)

    objects = WorkerQuerySet.as_manager()

    class Meta:
        verbose_name = _("worker")
        verbose_name_plural = _("workers")

    def __str__(self) -> str:
        return self.full_name
