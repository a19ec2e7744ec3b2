"""Reports that come by themselves."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.core import clock
from portal.core.models import Municipality, PublicIdModel
from portal.reports.enums import Every, FileFormat
from portal.reports.querysets import ScheduleQuerySet
from portal.reports.registry import Report, registered


class ReportSchedule(PublicIdModel):
    """A report that somebody gets each month or quarter, on `next_on` and then a period later, for the one before."""

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+", verbose_name=_("city"))
    slug = models.SlugField(_("report"), max_length=60)
    filters = models.JSONField(_("filters"), default=dict, blank=True)
    format = models.CharField(_("format"), max_length=4, choices=FileFormat)
    every = models.CharField(_("how often"), max_length=7, choices=Every)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("recipient")
    )
    next_on = models.DateField(_("next on"))
    created_at = models.DateTimeField(_("asked for"), default=clock.now)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    objects = ScheduleQuerySet.as_manager()

    class Meta:
        verbose_name = _("scheduled report")
        verbose_name_plural = _("scheduled reports")
        ordering = ("next_on", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("municipality", "slug", "filters", "every", "format", "recipient"),
                condition=models.Q(ended_at__isnull=True),
                name="reports_one_schedule_of_a_kind",
                violation_error_message=_("You already receive this report."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.slug} {self.every}"

    @property
    def report(self) -> Report | None:
        """The report, or None when the code that wrote it is gone."""
        return registered.get(self.slug)
