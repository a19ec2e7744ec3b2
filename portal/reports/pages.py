"""What the pages of the reports show, made ready for the templates."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from portal.core import formats
from portal.core.models import Municipality
from portal.core.querysets import AnyUser
from portal.reports.enums import Failure, FileFormat, RunState
from portal.reports.models import ReportRun
from portal.reports.registry import reports_for

CONTENT_TYPES = {
    FileFormat.CSV: "text/csv; charset=utf-8",
    FileFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
QUARTER = 25  # percent; a screen reader is told at each


def sections(user: AnyUser, cities: list[Municipality]) -> list[dict[str, Any]]:
    """By city, the reports that the user may run there."""
    return [{"city": city, "reports": reports_for(user, city)} for city in cities]


def card(run: ReportRun) -> dict[str, Any]:
    """One run in the history."""
    city = run.municipality
    return {
        "run": run,
        "title": run.title,
        "url": reverse("reports:run", args=[run.public_id]),
        "state": run.get_state_display(),
        "tone": run.tone,
        "asked_at": formats.instant(run.created_at, city),
        "asked_by": run.requested_by.full_name,
        "rows": formats.number(run.rows, city) if run.stored_name else "",
        "kept_until": formats.date(run.expires_at, city, "short") if run.has_file else "",
    }


def described(run: ReportRun) -> list[dict[str, str]]:
    """What was asked for; nothing when it can no longer be said, because the report or a call is gone."""
    if run.report is None:
        return []
    criteria = run.report.criteria(run.filters, user=run.requested_by, municipality=run.municipality)
    pairs = criteria.described() if criteria.is_valid() else []
    return [{"label": label, "value": value} for label, value in pairs]


def progress_facts(run: ReportRun) -> dict[str, Any]:
    """How far a run is: for its page, and as JSON for the page's script."""
    city, percent = run.municipality, run.percent
    return {
        "open": run.is_open,
        "percent": percent if run.state == RunState.RUNNING else None,
        "label": _how_far(run, city),
        "said": _("%(percent)s percent done") % {"percent": percent // QUARTER * QUARTER}
        if run.state == RunState.RUNNING and percent is not None
        else "",
    }


def _how_far(run: ReportRun, city: Municipality) -> str:
    if run.state == RunState.QUEUED:
        ahead = ReportRun.objects.ahead_of(run).count()
        if ahead:
            return _("Waiting for its turn: number %(place)s in the queue.") % {"place": ahead + 1}
        return _("It is the next one.")
    if run.state == RunState.RUNNING:
        done = formats.number(run.rows_done, city)
        if run.rows_total is None:
            return _("Being prepared: %(done)s rows so far.") % {"done": done}
        total = formats.number(run.rows_total, city)
        return _("Being prepared: %(done)s of %(total)s rows.") % {"done": done, "total": total}
    if run.state == RunState.FAILED:
        return str(Failure(run.failure).label)
    return str(run.get_state_display())
