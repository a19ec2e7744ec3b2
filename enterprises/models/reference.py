"""Law and classification as dated rows with their source: sectors, size limits, values such as the UVT of a year."""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from enterprises.enums import EnterpriseSize, SizeMeasure, Stratum
from enterprises.querysets import DatedQuerySet, SectorQuerySet
from enterprises.words import plain
from portal.core.enums import Country
from portal.core.models import LoadedRow


class SectorCode(LoadedRow):
    """A sector of the country's classification: SCIAN in Mexico, CIIU in Colombia."""

    country = models.CharField(_("country"), max_length=2, choices=Country.choices)
    code = models.CharField(_("code"), max_length=6)
    name = models.CharField(_("name"), max_length=200)
    stratum = models.CharField(_("group for the size"), max_length=13, choices=Stratum.choices, blank=True)
    eligible = models.BooleanField(_("an enterprise can be of it"), default=True)
    words = models.CharField(_("everyday words"), max_length=300, blank=True)
    search_text = models.CharField(max_length=700, blank=True, editable=False)
    source = models.CharField(_("source"), max_length=300)

    objects = SectorQuerySet.as_manager()

    class Meta:
        verbose_name = _("sector")
        verbose_name_plural = _("sectors")
        constraints = [models.UniqueConstraint(fields=["country", "code"], name="enterprises_sector_code")]

    def __str__(self) -> str:
        return f"{self.code} · {self.name}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the text that searches read in step with code, name and everyday words."""
        self.search_text = plain(f"{self.code} {self.name} {self.words}")
        if fields := kwargs.get("update_fields"):
            kwargs["update_fields"] = {*fields, "search_text"}
        super().save(*args, **kwargs)


class SizeRule(LoadedRow):
    """The limit of one size for one group of sectors, from one day to another. Above the medium one it is large."""

    country = models.CharField(_("country"), max_length=2, choices=Country.choices)
    stratum = models.CharField(_("group of sectors"), max_length=13, choices=Stratum.choices)
    size = models.CharField(_("size"), max_length=7, choices=EnterpriseSize.choices)
    measure = models.CharField(_("measure"), max_length=5, choices=SizeMeasure.choices)
    cap = models.DecimalField(_("limit, included"), max_digits=14, decimal_places=2)
    valid_from = models.DateField(_("in force from"))
    valid_until = models.DateField(_("in force until"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=300)

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = _("size limit")
        verbose_name_plural = _("size limits")
        constraints = [
            models.UniqueConstraint(
                fields=["country", "stratum", "size", "valid_from"], name="enterprises_size_rule_once"
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="enterprises_size_rule_dates",
            ),
            models.CheckConstraint(condition=Q(cap__gt=0), name="enterprises_size_rule_cap"),
        ]

    def __str__(self) -> str:
        return f"{self.country} {self.stratum} {self.size} ≤ {self.cap}"


class ReferenceValue(LoadedRow):
    """A number of the law that changes with time: the UVT of a year, the weights of Mexico's score."""

    country = models.CharField(_("country"), max_length=2, choices=Country.choices)
    code = models.CharField(_("code"), max_length=40)
    name = models.CharField(_("name"), max_length=120)
    value = models.DecimalField(_("value"), max_digits=14, decimal_places=2)
    valid_from = models.DateField(_("in force from"))
    valid_until = models.DateField(_("in force until"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=300)

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = _("value of reference")
        verbose_name_plural = _("values of reference")
        constraints = [
            models.UniqueConstraint(fields=["country", "code", "valid_from"], name="enterprises_value_once"),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="enterprises_value_dates",
            ),
        ]

    def __str__(self) -> str:
        return self.name
