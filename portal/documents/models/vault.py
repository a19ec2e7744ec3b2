from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.core.models import Municipality, PublicIdModel


class Vault(PublicIdModel):
    """Where one owner's documents are kept. The owner (an enterprise, a person) points here, not the other way."""

    municipality = models.ForeignKey(
        Municipality, verbose_name=_("city"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    label = models.CharField(_("label"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("vault")
        verbose_name_plural = _("vaults")
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.label or str(self.public_id)
