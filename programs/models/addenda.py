"""What was changed in a call after its publication, as it was announced."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.core.models import Municipality
from programs.models.calls import Call, CallVersion


class Addendum(models.Model):
    """An announced change of a published call: why, and what changed.

    `changes` are those of `programs.changes`, frozen; their words are made when they are read, in the reader's
    language. With a `version` it changed what is asked; without one, the dates.
    """

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="addenda", verbose_name=_("call"))
    number = models.PositiveSmallIntegerField(_("number"))
    version = models.OneToOneField(
        CallVersion,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="addendum",
        verbose_name=_("version"),
    )
    note = models.TextField(_("why"))
    changes = models.JSONField(_("what changed"), default=list)
    published_at = models.DateTimeField(_("published"))
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("published by"),
    )

    class Meta:
        verbose_name = _("amendment")
        verbose_name_plural = _("amendments")
        constraints = [
            models.UniqueConstraint(fields=["call", "number"], name="addendum_number_unique_in_call"),
            models.CheckConstraint(condition=Q(number__gte=1), name="addendum_number_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.call} · {self.number}"

    @property
    def municipality(self) -> Municipality:
        return self.call.municipality
