"""What a line of the queue and the head of a file show of a case, in words and in a tone."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from enterprises.enums import EnterpriseSize
from portal.core import clock, formats
from portal.core.calendar import BusinessCalendar
from portal.core.enums import Tone
from programs.models import Case

SOON = 2  # business days


def rows_of(cases: Iterable[Case], user: Any) -> list[dict[str, Any]]:
    """Return the lines of the queue; the calendar of a city is read once for all of its cases."""
    calendars: dict[int, BusinessCalendar] = {}
    rows = []
    for case in cases:
        calendar = calendars.setdefault(case.municipality_id, BusinessCalendar.of(case.municipality))
        rows.append(_row(case, user, calendar))
    return rows


def _row(case: Case, user: Any, calendar: BusinessCalendar) -> dict[str, Any]:
    return {
        "case": case,
        "city": case.municipality,
        "url": case.get_absolute_url(),
        "state": case.of_kind.state(case),
        "size": EnterpriseSize(case.size).label if case.size else "",
        "term": term_of(case, calendar),
        "holder": holder_of(case, user),
    }


def term_of(case: Case, calendar: BusinessCalendar | None = None) -> dict[str, Any]:
    """Return the legal term in words and tone: business days left, overdue, or standing still."""
    if case.is_paused:
        return {"text": _("Paused: the applicant is correcting"), "tone": Tone.NEUTRAL}
    if not case.is_pending or case.due_at is None:
        return {"text": "", "tone": Tone.NEUTRAL}
    zone = case.municipality.zone
    today, due = clock.today(zone), case.due_at.astimezone(zone).date()
    calendar = calendar or BusinessCalendar.of(case.municipality)
    if due < today:
        late = calendar.between(due, today)
        return {
            "text": ngettext("%(n)s business day late", "%(n)s business days late", late) % {"n": late},
            "tone": Tone.ERROR,
        }
    left = calendar.between(today, due)
    if left == 0:
        return {"text": _("Due today"), "tone": Tone.WARN}
    text = ngettext("%(n)s business day left", "%(n)s business days left", left) % {"n": left}
    return {"text": text, "tone": Tone.WARN if left <= SOON else Tone.NEUTRAL}


def holder_of(case: Case, user: Any) -> str:
    """Return who has the file open now, and since when it is theirs; empty when nobody else has it."""
    if not case.is_locked_for(user) or case.locked_by is None:
        return ""
    return _("%(name)s has it open until %(time)s") % {
        "name": case.locked_by.full_name,
        "time": formats.time(case.locked_until, case.municipality),
    }
