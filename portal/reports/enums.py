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
