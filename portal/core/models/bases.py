import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.core import clock


class PublicIdModel(models.Model):
    """An object that a URL names. The id is made in Python, so that it is known before the row is written."""

    public_id = models.UUIDField(_("public id"), default=uuid.uuid4, unique=True, editable=False)

    class Meta:
        abstract = True


class LoadedRow(models.Model):
    """A row that a city file may load: it keeps the digest it was loaded with, and changes only while that matches."""

    loaded_digest = models.CharField(_("digest as loaded"), max_length=64, blank=True, editable=False)

    class Meta:
        abstract = True


class TransitionRow(models.Model):
    """One step of an object through its workflow. A subclass adds the foreign key `subject`."""

    from_state = models.CharField(_("from"), max_length=32)
    to_state = models.CharField(_("to"), max_length=32)
    verb = models.CharField(_("action"), max_length=32)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("by"),
        null=True,  # a job
        blank=True,
        on_delete=models.PROTECT,  # a person who asks to be forgotten is emptied, not deleted
        related_name="+",
    )
    at = models.DateTimeField(_("at"), default=clock.now)
    note = models.TextField(_("note"), blank=True)

    class Meta:
        abstract = True
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"{self.from_state} → {self.to_state}"
