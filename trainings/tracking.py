"""Where a request for seats is, why, and what comes: for the pages on which an enterprise follows it."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.core import formats
from trainings.enums import OPEN, PENDING, RequestState, SeatMode
from trainings.models import SeatRequest, SeatRequestTransition, Session
from trainings.priority import reasons_in_words
from trainings.querysets import waiting_position
from trainings.workflow import SeatRequestWorkflow

R = RequestState
OVER = (R.REJECTED, R.WITHDRAWN, R.EXPIRED, R.CANCELLED)


def card_of(request: SeatRequest) -> dict[str, Any]:
    """Return what the list shows of one request."""
    return {
        "request_row": request,
        "state": SeatRequestWorkflow.state(request.state),
        "city": request.municipality,
    }


def tracking_context(request: SeatRequest, user: Any) -> dict[str, Any]:
    """Return what the page of a request shows."""
    session = request.session
    seats = list(request.seats.active().order_by("position"))
    is_running = request.state in OPEN and not session.has_started
    verbs = {edge.verb for edge in SeatRequestWorkflow.allowed(request, user)}
    return card_of(request) | {
        "session": session,
        "seats": seats,
        "unnamed": sum(not seat.full_name for seat in seats),
        "position": waiting_position(request),
        "rank": _rank_so_far(request),
        "reasons": reasons_in_words(request) if request.state in (*PENDING, R.WAITLISTED) else [],
        "answer": answer_of(request),
        "events": _events(request),
        "can_withdraw": "withdraw" in verbs and not (request.holds_seats and session.has_started),
        "can_name": is_running and request.enterprise is not None and bool(seats),
    }


def answer_of(request: SeatRequest) -> str:
    """Return what the state's own words leave out: how many seats were given, or until when requests are gathered."""
    session = request.session
    if request.state == R.CONFIRMED:
        given, wanted = request.seats_given, request.seats_wanted
        text = ngettext("You have %(given)s seat.", "You have %(given)s seats.", given) % {"given": given}
        if given == wanted:
            return text
        return f"{text} " + _("You asked for %(wanted)s: there were no more.") % {"wanted": wanted}
    if request.state == R.SUBMITTED and session.seat_mode == SeatMode.RANKED:
        return _("Requests are gathered until %(until)s. Then the seats are given in order, and we write to you.") % {
            "until": formats.deadline(session.priority_until, session.municipality)
        }
    if request.state in PENDING and session.seat_mode == SeatMode.BY_OFFICER:
        return _("%(name)s answers it.") % {"name": session.reviewer.name}
    return ""


def _rank_so_far(request: SeatRequest) -> dict[str, int] | None:
    """Return the place among those gathered until now, `number` of `total`; None where nothing is gathered."""
    session = request.session
    if request.state != R.SUBMITTED or session.seat_mode != SeatMode.RANKED or session.allocated_at is not None:
        return None
    gathered = session.requests.filter(state=R.SUBMITTED)
    ahead = gathered.filter(waiting_key__lt=request.waiting_key)
    return {"number": ahead.count() + 1, "total": gathered.count()}


def seats_asked(session: Session, enterprise: Any) -> int:
    """Count the seats of the session that the enterprise has or waits for, as its cap counts them."""
    rows = SeatRequest.objects.filter(session=session, enterprise=enterprise, state__in=OPEN)
    return sum(given or wanted for given, wanted in rows.values_list("seats_given", "seats_wanted"))


def _events(request: SeatRequest) -> list[dict[str, Any]]:
    """Return what happened and what comes, in the words of who asked: officers by their organization, not by name."""
    asked = _event(SeatRequestWorkflow.state(R.SUBMITTED).applicant_label, request.submitted_at, request, is_own=True)
    steps = SeatRequestTransition.objects.filter(subject=request).order_by("at", "pk")
    events = [asked, *(_of_step(step, request) for step in steps)]
    events[-1]["status"] = "done" if request.state in OVER else "current"
    if request.state in PENDING:
        events.append({"title": _("Answer"), "status": "next"})
    elif request.state == R.WAITLISTED:
        events.append({"title": _("A seat, when one is freed"), "status": "next"})
    return events


def _of_step(step: SeatRequestTransition, request: SeatRequest) -> dict[str, Any]:
    title = SeatRequestWorkflow.state(step.to_state).applicant_label
    event = _event(title, step.at, request, is_own=step.verb == "withdraw")
    if step.verb != "withdraw":
        event["by"] = request.session.reviewer.name if step.by_id else ""
    return event


def _event(title: Any, at: Any, request: SeatRequest, *, is_own: bool) -> dict[str, Any]:
    return {
        "title": title,
        "status": "done",
        "when": formats.instant(at, request.municipality),
        "iso": at.isoformat(),
        "by": _("Your enterprise") if is_own else "",
    }
