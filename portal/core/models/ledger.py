"""Evidence. Rows name their objects by id, without foreign keys: they outlive what they tell of, and never change."""

import uuid
from typing import Any, NoReturn

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.core import clock
from portal.core.querysets import LedgerQuerySet


class LedgerOnlyGrows(TypeError):
    """Code tried to change or delete a row of the ledger. Database triggers refuse the same from anywhere else."""


class OnlyGrows(models.Model):
    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise LedgerOnlyGrows(f"{self._meta.label} {self.pk} cannot be changed.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise LedgerOnlyGrows(f"{self._meta.label} {self.pk} cannot be deleted.")


class LedgerEntry(OnlyGrows):
    """Who did what to which object, and when. Written by `portal.core.ledger.append` alone."""

    uid = models.UUIDField(_("nonce"), default=uuid.uuid4, unique=True, editable=False)
    chain = models.PositiveBigIntegerField(_("chain"), help_text=_("The city's number; 0 for the installation."))
    at = models.DateTimeField(_("at"), default=clock.now)
    action = models.CharField(_("action"), max_length=100)
    by_id = models.BigIntegerField(_("user number"), null=True, blank=True)
    object_type = models.CharField(_("kind of object"), max_length=80, blank=True)
    object_id = models.BigIntegerField(_("object number"), null=True, blank=True)
    object_public_id = models.UUIDField(_("public id of the object"), null=True, blank=True)
    request_id = models.CharField(_("request"), max_length=64, blank=True)
    data = models.JSONField(_("facts"), default=dict, blank=True, encoder=DjangoJSONEncoder)
    once_key = models.CharField(_("once"), max_length=160, null=True, blank=True, unique=True)  # NULLs do not clash
    mac = models.CharField(_("row code"), max_length=64)

    objects = LedgerQuerySet.as_manager()

    class Meta:
        verbose_name = _("ledger entry")
        verbose_name_plural = _("ledger")
        ordering = ("-pk",)
        indexes = (
            models.Index(fields=("chain", "id"), name="ledger_chain_id"),
            models.Index(fields=("object_type", "object_id", "id"), name="ledger_object"),
            models.Index(fields=("by_id", "id"), name="ledger_by"),
        )

    def __str__(self) -> str:
        return f"{self.action} #{self.pk}"


class Seal(OnlyGrows):
    """The place of one ledger entry in its chain: made by the sealer, bound to the seal before it by a keyed code."""

    chain = models.PositiveBigIntegerField(_("chain"))
    position = models.PositiveBigIntegerField(_("position"))  # 1, 2, 3… without gaps
    entry_id = models.BigIntegerField(_("ledger entry"), unique=True)
    previous = models.CharField(_("code of the seal before"), max_length=64)
    mac = models.CharField(_("code"), max_length=64)
    sealed_at = models.DateTimeField(_("sealed at"), default=clock.now)

    class Meta:
        verbose_name = _("seal")
        verbose_name_plural = _("seals")
        constraints = (models.UniqueConstraint(fields=("chain", "position"), name="one_seal_per_position"),)

    def __str__(self) -> str:
        return f"{self.chain}:{self.position}"
