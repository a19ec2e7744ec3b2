"""The yearly figures of an enterprise, from which its size is computed."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from enterprises.enums import FigureSource
from enterprises.models.enterprise import Enterprise
from enterprises.querysets import FiguresQuerySet
from portal.core.money import MoneyField


class YearlyFigures(models.Model):
    """Workers and sales of one closed year. Sales are in the currency of the enterprise's country."""

    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="figures", verbose_name=_("enterprise"))
    year = models.PositiveSmallIntegerField(_("year"))
    workers = models.PositiveIntegerField(_("workers"))
    workers_women = models.PositiveIntegerField(_("of them, women"), null=True, blank=True)
    sales = MoneyField(_("sales of the year"))
    source = models.CharField(_("source"), max_length=8, choices=FigureSource.choices, default=FigureSource.DECLARED)
    recorded_at = models.DateTimeField(_("recorded"))

    objects = FiguresQuerySet.as_manager()

    class Meta:
        verbose_name = _("figures of a year")
        verbose_name_plural = _("yearly figures")
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise", "year"],
                name="enterprises_figures_once_a_year",
                violation_error_message=_("The figures of this year are already written down; please correct those."),
            ),
            models.CheckConstraint(condition=Q(year__gte=1900, year__lte=2200), name="enterprises_figures_year"),
            models.CheckConstraint(condition=Q(sales__gte=0), name="enterprises_sales_not_negative"),
            models.CheckConstraint(
                condition=Q(workers_women__isnull=True) | Q(workers_women__lte=F("workers")),
                name="enterprises_women_among_workers",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enterprise} · {self.year}"
