"""The closed lists of the reports."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.core.enums import Role, Tone


class ColumnKind(models.TextChoices):
    """What a column holds, and with it how each kind of file writes it."""

    TEXT = "text", _("Text")
    NUMBER = "number", _("Number")
    MONEY = "money", _("Money")
    DATE = "date", _("Date")
    INSTANT = "instant", _("Date and time")
    PERCENT = "percent", _("Percentage")


class FileFormat(models.TextChoices):
    """The kinds of file that a report is written to."""

    XLSX = "xlsx", _("Spreadsheet (XLSX)")
    CSV = "csv", _("Comma-separated text (CSV)")


class RunState(models.TextChoices):
    """Where a run stands. A file may be there in every state: the one of the last time that it was whole."""

    QUEUED = "queued", pgettext_lazy("report", "Waiting for its turn")
    RUNNING = "running", pgettext_lazy("report", "Being prepared")
    DONE = "done", pgettext_lazy("report", "Ready")
    FAILED = "failed", pgettext_lazy("report", "Not finished")
    CANCELLED = "cancelled", pgettext_lazy("report", "Cancelled")
    EXPIRED = "expired", pgettext_lazy("report", "File removed")

    @property
    def tone(self) -> Tone:
        return TONES[self]


TONES = {
    RunState.QUEUED: Tone.NEUTRAL,
    RunState.RUNNING: Tone.INFO,
    RunState.DONE: Tone.OK,
    RunState.FAILED: Tone.ERROR,
    RunState.CANCELLED: Tone.NEUTRAL,
    RunState.EXPIRED: Tone.WARN,
}

OPEN_STATES = (RunState.QUEUED, RunState.RUNNING)


class Failure(models.TextChoices):
    """Why a run was not finished, in words that say what to do."""

    MISTAKE = "mistake", _("Something went wrong on our side. It was noted; please try again later.")
    INTERRUPTED = "interrupted", _("The work was interrupted twice. Please try again later.")
    TOO_LONG = "too_long", _("It took too long. Please ask for a shorter period.")
    NO_ROOM = "no_room", _("There was no room to keep the file. Please tell the administrator of the portal.")
    NOT_ALLOWED = "not_allowed", _("Whoever asked for it may no longer run this report.")
    FILTERS = "filters", _("What was asked for no longer exists. Please ask for the report anew.")


class Every(models.TextChoices):
    """How often a schedule asks for its report."""

    MONTH = "month", _("Every month")
    QUARTER = "quarter", _("Every quarter")


# The city's own desk: they read the reports that others of the desk asked for, where they might ask for them too.
DESK = frozenset({Role.STAFF, Role.CITY_ADMIN, Role.FINANCE, Role.AUDITOR})


# --- Imports ---------------------------------------------------------------------------------------------------------
class CellKind(models.TextChoices):
    """How a cell of an imported file is written. A code is a text that a spreadsheet may keep as a number."""

    TEXT = "text", _("Text")
    CODE = "code", _("Code")
    EMAIL = "email", _("E-mail")
    DATE = "date", _("Date, like 28/11/2026")
    NUMBER = "number", _("Whole number")
    MONEY = "money", _("Amount of money")
    YES_NO = "yes_no", _("sí or no")
    CHOICE = "choice", _("One of the words of the list")


class ImportState(models.TextChoices):
    """Where an import stands: first the dry run, then, when somebody says so, the writing."""

    WAITING = "waiting", pgettext_lazy("import", "Waiting to be checked")
    CHECKING = "checking", pgettext_lazy("import", "Being checked")
    CHECKED = "checked", pgettext_lazy("import", "Checked: nothing is written yet")
    CONFIRMED = "confirmed", pgettext_lazy("import", "Waiting for its turn")
    WRITING = "writing", pgettext_lazy("import", "Being written")
    DONE = "done", pgettext_lazy("import", "Imported")
    FAILED = "failed", pgettext_lazy("import", "Not imported")
    CANCELLED = "cancelled", pgettext_lazy("import", "Cancelled")

    @property
    def tone(self) -> Tone:
        return IMPORT_TONES[self]


IMPORT_TONES = {
    ImportState.WAITING: Tone.NEUTRAL,
    ImportState.CHECKING: Tone.INFO,
    ImportState.CHECKED: Tone.WARN,
    ImportState.CONFIRMED: Tone.NEUTRAL,
    ImportState.WRITING: Tone.INFO,
    ImportState.DONE: Tone.OK,
    ImportState.FAILED: Tone.ERROR,
    ImportState.CANCELLED: Tone.NEUTRAL,
}
# A worker has something to do.
IMPORT_OPEN = (ImportState.WAITING, ImportState.CHECKING, ImportState.CONFIRMED, ImportState.WRITING)
IMPORT_HELD = (ImportState.CHECKING, ImportState.WRITING)  # a worker has it
IMPORT_ENDED = (ImportState.DONE, ImportState.CANCELLED)  # the file is removed


class ImportOutcome(models.TextChoices):
    """What comes of a row."""

    MAKE = "make", pgettext_lazy("row", "New")
    LINK = "link", pgettext_lazy("row", "Linked with what is registered; nothing of it changes")
    REFUSE = "refuse", pgettext_lazy("row", "Refused")


class ImportFailure(models.TextChoices):
    """Why nothing was imported, in words that say what to do."""

    MISTAKE = "mistake", _("Something went wrong on our side. It was noted; please try again later.")
    INTERRUPTED = "interrupted", _("The work was interrupted twice. Please try again later.")
    NOT_ALLOWED = "not_allowed", _("Whoever sent the file may no longer import it.")
    UNREADABLE = "unreadable", _("The file cannot be read to its end. Please see the notes.")
    CHANGED = "changed", _("Something changed since the check, and nothing was written. Please check it again.")
