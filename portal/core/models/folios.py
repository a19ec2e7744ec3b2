from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.core.models.municipality import Municipality


class FolioCounter(models.Model):
    """The last number given in a city and year."""

    municipality = models.ForeignKey(Municipality, verbose_name=_("city"), on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField(_("year"))
    last = models.PositiveIntegerField(_("last number"), default=0)

    class Meta:
        verbose_name = _("folio counter")
        verbose_name_plural = _("folio counters")
        constraints = (models.UniqueConstraint(fields=("municipality", "year"), name="one_folio_counter_per_year"),)

    def __str__(self) -> str:
        return f"{self.municipality.folio_prefix}-{self.year}: {self.last}"
