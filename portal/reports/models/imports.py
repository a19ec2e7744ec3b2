"""An import: a file that somebody sent, what a dry run said of each row, and whether it was written."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.core import clock
from portal.core.encryption import aad_of, open_bytes, seal_bytes
from portal.core.models import Municipality, PublicIdModel
from portal.reports.enums import (
    IMPORT_ENDED,
    IMPORT_HELD,
    IMPORT_OPEN,
    ImportFailure,
    ImportOutcome,
    ImportState,
)
from portal.reports.imports.registry import Importer, registered
from portal.reports.querysets import ImportRowQuerySet, ImportRunQuerySet


class ImportRun(PublicIdModel):
    """One file on its way into the city's rows.

    `due_at` is when a worker may take it: at once, or when the lease of its holder ends. `sha256` is that of the file,
    which is kept sealed in `upload` until the import has ended. The three counts are of the dry run, then of what was
    written; with `leaves_out` the refused rows are left out, else one refused row keeps everything out.
    """

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+", verbose_name=_("city"))
    slug = models.SlugField(_("what is imported"), max_length=60)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("sent by")
    )
    file_name = models.CharField(_("file"), max_length=120)
    size = models.PositiveIntegerField(_("bytes"))
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    language = models.CharField(_("language"), max_length=5)
    state = models.CharField(_("state"), max_length=9, choices=ImportState, default=ImportState.WAITING)
    failure = models.CharField(_("why it was not imported"), max_length=12, choices=ImportFailure, blank=True)
    notes = models.JSONField(_("notes"), default=list, blank=True)
    leaves_out = models.BooleanField(_("refused rows are left out"), default=False)
    rows_done = models.PositiveIntegerField(_("rows done"), default=0)
    rows_total = models.PositiveIntegerField(_("rows"), null=True, blank=True)
    to_make = models.PositiveIntegerField(_("new"), default=0)
    to_link = models.PositiveIntegerField(_("linked"), default=0)
    to_refuse = models.PositiveIntegerField(_("refused"), default=0)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    due_at = models.DateTimeField(_("due from"), default=clock.now)
    lease = models.UUIDField(_("lease"), null=True, blank=True, editable=False)
    lease_until = models.DateTimeField(_("held until"), null=True, blank=True)
    created_at = models.DateTimeField(_("sent"), default=clock.now)
    finished_at = models.DateTimeField(_("ended"), null=True, blank=True)

    objects = ImportRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ("-created_at", "-pk")
        indexes = (
            models.Index(fields=("due_at", "id"), name="imports_to_run", condition=Q(state__in=IMPORT_OPEN)),
            models.Index(fields=("municipality", "-created_at"), name="imports_history"),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=IMPORT_HELD, lease__isnull=False, lease_until__isnull=False)
                | (~Q(state__in=IMPORT_HELD) & Q(lease__isnull=True, lease_until__isnull=True)),
                name="imports_lease_iff_held",
            ),
            models.CheckConstraint(
                condition=(Q(state=ImportState.FAILED) & ~Q(failure=""))
                | (~Q(state=ImportState.FAILED) & Q(failure="")),
                name="imports_failed_says_why",
            ),
        )

    def __str__(self) -> str:
        return f"{self.title} · {self.file_name}"

    @property
    def importer(self) -> Importer | None:
        """What reads it, or None when the code that did is gone."""
        return registered.get(self.slug)

    @property
    def title(self) -> str:
        return str(self.importer.title) if self.importer else self.slug

    @property
    def is_open(self) -> bool:
        return self.state in IMPORT_OPEN

    @property
    def has_ended(self) -> bool:
        return self.state in IMPORT_ENDED

    @property
    def tone(self) -> str:
        return ImportState(self.state).tone

    @property
    def percent(self) -> int | None:
        """How much is done, 0 to 100; None while nobody knows how much there will be."""
        if not self.rows_total:
            return None
        return min(100, self.rows_done * 100 // self.rows_total)


class ImportUpload(models.Model):
    """The bytes of the file, encrypted and bound to their import. They hold tax ids, and leave when it has ended."""

    run = models.OneToOneField(ImportRun, models.CASCADE, related_name="upload", verbose_name=_("import"))
    sealed = models.BinaryField()

    class Meta:
        verbose_name = _("file of an import")
        verbose_name_plural = _("files of imports")

    def __str__(self) -> str:
        return str(self.run_id)

    @staticmethod
    def aad(run: ImportRun) -> bytes:
        return aad_of("reports.importrun", run.public_id, "upload")

    @classmethod
    def keep(cls, run: ImportRun, content: bytes) -> "ImportUpload":
        return cls.objects.create(run=run, sealed=seal_bytes(content, cls.aad(run)))

    def content(self) -> bytes:
        """The file as it was sent. Raises DecryptionError."""
        return open_bytes(bytes(self.sealed), self.aad(self.run))


class ImportRow(models.Model):
    """What the last check, or the writing, said of one row of the file. `made_id` is the public id of what was made."""

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="results", verbose_name=_("import"))
    number = models.PositiveIntegerField(_("row"))
    label = models.CharField(_("name"), max_length=200, blank=True)
    outcome = models.CharField(_("result"), max_length=6, choices=ImportOutcome)
    faults = models.JSONField(_("what is wrong"), default=list, blank=True)
    made_id = models.UUIDField(_("what was made"), null=True, blank=True)

    objects = ImportRowQuerySet.as_manager()

    class Meta:
        verbose_name = _("row of an import")
        verbose_name_plural = _("rows of imports")
        ordering = ("run", "number")
        constraints = (models.UniqueConstraint(fields=("run", "number"), name="imports_row_once"),)

    def __str__(self) -> str:
        return f"{self.number} {self.outcome}"

    @property
    def outcome_label(self) -> str:
        """What came of it, in the words of the import."""
        importer = self.run.importer
        return importer.outcome_label(self.outcome) if importer else str(ImportOutcome(self.outcome).label)
