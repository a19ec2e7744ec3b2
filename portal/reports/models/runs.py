"""A run: somebody asked for a report, a worker writes it, the file is kept for some weeks."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from portal.core import clock
from portal.core.models import Municipality, PublicIdModel
from portal.reports.enums import OPEN_STATES, Failure, FileFormat, RunState
from portal.reports.models.schedules import ReportSchedule
from portal.reports.querysets import RunQuerySet
from portal.reports.registry import Report, registered


class ReportRun(PublicIdModel):
    """One report that was asked for, and its file.

    `due_at` is when a worker may take it: at once, after a pause, or when the lease of its holder ends. The file is
    described by `stored_name` (its name in the storage, sealed; empty when there is none), `size` and `sha256` of what
    is downloaded, `rows` without the heading, `made_at` (the instant of the data) and `expires_at`. It is replaced
    when a new one is whole, and stays as it is through a new run that fails.
    """

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+", verbose_name=_("city"))
    slug = models.SlugField(_("report"), max_length=60)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("asked for by")
    )
    schedule = models.ForeignKey(
        ReportSchedule, models.PROTECT, null=True, blank=True, related_name="runs", verbose_name=_("schedule")
    )
    period_start = models.DateField(_("period from"), null=True, blank=True)
    filters = models.JSONField(_("filters"), default=dict, blank=True)
    format = models.CharField(_("format"), max_length=4, choices=FileFormat)
    language = models.CharField(_("language"), max_length=5)
    state = models.CharField(_("state"), max_length=9, choices=RunState, default=RunState.QUEUED)
    failure = models.CharField(_("why it was not finished"), max_length=12, choices=Failure, blank=True)
    rows_done = models.PositiveBigIntegerField(_("rows written"), default=0)
    rows_total = models.PositiveBigIntegerField(_("rows to write"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    due_at = models.DateTimeField(_("to be written from"), default=clock.now)
    lease = models.UUIDField(_("lease"), null=True, blank=True, editable=False)
    lease_until = models.DateTimeField(_("held until"), null=True, blank=True)
    created_at = models.DateTimeField(_("asked for"), default=clock.now)
    started_at = models.DateTimeField(_("begun"), null=True, blank=True)
    finished_at = models.DateTimeField(_("ended"), null=True, blank=True)
    stored_name = models.CharField(_("file"), max_length=120, blank=True, editable=False)
    size = models.PositiveBigIntegerField(_("bytes"), default=0)
    sha256 = models.CharField(_("SHA-256"), max_length=64, blank=True)
    rows = models.PositiveBigIntegerField(_("rows"), default=0)
    made_at = models.DateTimeField(_("data of"), null=True, blank=True)
    expires_at = models.DateTimeField(_("kept until"), null=True, blank=True)

    objects = RunQuerySet.as_manager()

    class Meta:
        verbose_name = _("report run")
        verbose_name_plural = _("report runs")
        ordering = ("-created_at", "-pk")
        indexes = (
            models.Index(fields=("due_at", "id"), name="reports_to_run", condition=Q(state__in=OPEN_STATES)),
            models.Index(fields=("municipality", "-created_at"), name="reports_history"),
            models.Index(fields=("expires_at",), name="reports_files", condition=~Q(stored_name="")),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(state=RunState.RUNNING, lease__isnull=False, lease_until__isnull=False)
                | (~Q(state=RunState.RUNNING) & Q(lease__isnull=True, lease_until__isnull=True)),
                name="reports_lease_iff_running",
            ),
            models.CheckConstraint(
                condition=~Q(state=RunState.DONE) | ~Q(stored_name=""), name="reports_done_has_a_file"
            ),
            models.CheckConstraint(
                condition=Q(stored_name="")
                | (~Q(sha256="") & Q(size__gt=0, made_at__isnull=False, expires_at__isnull=False)),
                name="reports_file_is_described",
            ),
            models.CheckConstraint(
                condition=(Q(state=RunState.FAILED) & ~Q(failure="")) | (~Q(state=RunState.FAILED) & Q(failure="")),
                name="reports_failed_says_why",
            ),
            models.UniqueConstraint(fields=("schedule", "period_start"), name="reports_once_per_period"),
        )

    def __str__(self) -> str:
        return f"{self.slug} {self.created_at:%Y-%m-%d}"

    @property
    def report(self) -> Report | None:
        """The report, or None when the code that wrote it is gone."""
        return registered.get(self.slug)

    @property
    def title(self) -> str:
        return str(self.report.title) if self.report else self.slug

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES

    @property
    def has_file(self) -> bool:
        return bool(self.stored_name) and self.expires_at is not None and self.expires_at > clock.now()

    @property
    def percent(self) -> int | None:
        """How much is written, 0 to 100; None while nobody knows how much there will be."""
        if self.rows_total is None:
            return None
        return min(100, self.rows_done * 100 // self.rows_total) if self.rows_total else 100

    @property
    def tone(self) -> str:
        return RunState(self.state).tone

    @property
    def sha256_parts(self) -> list[str]:
        """The digest in parts of sixteen digits, between which a narrow page may break it."""
        return [self.sha256[start : start + 16] for start in range(0, len(self.sha256), 16)]

    @property
    def file_name(self) -> str:
        """How the file is called when it is saved: report, city and the day of the data."""
        day = self.made_at.astimezone(self.municipality.zone).date() if self.made_at else ""
        return f"{slugify(self.slug)}-{self.municipality.slug}-{day}.{self.format}"
