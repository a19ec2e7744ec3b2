"""Sessions are published, grow, close, are held or cancelled; and what time brings to them."""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Max, Min
from django.utils.translation import gettext as _

from enterprises.facts import FactContext
from portal.core import clock, ledger
from portal.core.actions import Refused, action, locked, step
from portal.core.enums import Role
from portal.notifications.actions import notify
from programs.actions.cases import moving
from programs.eligibility import check_rule
from trainings.actions.seats import allocate, promote, release_seats
from trainings.enums import OPEN, RequestState, SeatMode, SessionState
from trainings.models import Meeting, PriorityRule, Seat, SeatRequest, Session
from trainings.notifications import SeatsExpired, SessionCancelled
from trainings.refusals import BelowTaken, NotDue, NotPublishable, NotYourSession, TooSmall, VenueTaken
from trainings.workflow import RUNS, SessionWorkflow


@step
def refresh_dates(session: Session) -> Session:
    """Write the session's first and last instant from its meetings; called with every change of the meetings."""
    found = session.meetings.aggregate(starts=Min("starts_at"), ends=Max("ends_at"))
    session.starts_at, session.ends_at = found["starts"], found["ends"]
    session.save(update_fields=["starts_at", "ends_at"])
    return session


@action("trainings.session.publish")
def publish_session(session: Session, *, by: Any) -> Session:
    """Publish a session. Its venue is locked, so that no two sessions are ever in it at once.

    Raise NotPublishable with every fault; VenueTaken.
    """
    with SessionWorkflow.transition("publish", session, by=by, takes=session.venue) as published:
        refresh_dates(published)
        if faults := faults_of_session(published):
            raise NotPublishable(faults)
        _refuse_taken_venue(published)
    return published


@step
def _refuse_taken_venue(session: Session) -> None:
    for meeting in session.meetings.order_by("starts_at"):
        others = Meeting.objects.in_room(session.venue_id, meeting.starts_at, meeting.ends_at)
        clash = others.exclude(session=session).select_related("session__course").first()
        if clash is not None:
            raise VenueTaken(clash.session, clash.starts_at, session.municipality)


def faults_of_session(session: Session) -> list[str]:
    """Return everything that keeps a session from being published, in words."""
    meetings = list(session.meetings.order_by("starts_at"))
    overlapping = any(after.starts_at < before.ends_at for before, after in pairwise(meetings))
    starts = meetings[0].starts_at if meetings else None
    faults = {
        _("Write the meetings first."): not meetings,
        _("Two meetings are at the same time."): overlapping,
        _("The first meeting has passed."): starts is not None and starts <= clock.now(),
        _("Requests close after the first meeting."): starts is not None and session.closes_at > starts,
        _("The closing date of the requests has passed."): session.closes_at <= clock.now(),
        _("Publish the course first."): not session.course.is_published,
        _("The venue is not in use."): not session.venue.is_active,
        _("More people are to come than fit in the venue."): session.capacity > session.venue.capacity,
        _("The organization that gives the seats is not active."): not session.reviewer.is_active,
        _("The term of the agreement of the course does not cover every day of the session."): bool(meetings)
        and not _is_covered(session, meetings),
    }
    return [*(fault for fault, is_there in faults.items() if is_there), *_faults_of_rules(session)]


def _is_covered(session: Session, meetings: Sequence[Meeting]) -> bool:
    """Whether the course's agreement, where it has one, or one that it renews, covers every day of the session."""
    agreement, zone = session.course.agreement, session.municipality.zone
    return agreement is None or all(agreement.covers(each.ends_at.astimezone(zone).date()) for each in meetings)


def _faults_of_rules(session: Session) -> list[str]:
    context = FactContext(municipality=session.municipality, on=clock.today(session.municipality.zone))
    faults: list[str] = []
    for rule in PriorityRule.objects.of_session(session):
        try:
            check_rule(rule.as_rule(), context)
        except ValidationError as error:
            faults.extend(error.messages)
    return faults


@action("trainings.session.change_capacity")
def change_capacity(session: Session, *, by: Any, capacity: int) -> Session:
    """Change how many people fit; new seats go to the waiting list in the same transaction.

    Raise NotYourSession; TooSmall for the venue; BelowTaken. Refused: "over", "below_minimum".
    """
    venue = locked(session.venue)
    session = locked(session)
    if not session.roles_of(by) & set(RUNS):
        raise NotYourSession
    if session.state in (SessionState.HELD, SessionState.CANCELLED):
        raise Refused("over", _("The session is over; its seats do not change any more."))
    if capacity > venue.capacity:
        raise TooSmall(venue.capacity)
    if capacity < session.taken + session.social_seats:
        raise BelowTaken(session.taken + session.social_seats)
    if capacity < session.min_to_run:
        raise Refused("below_minimum", _("More people are needed to hold the session than would fit."))
    before, session.capacity = session.capacity, capacity
    session.save(update_fields=["capacity"])
    ledger.append("trainings.session.change_capacity", by=by, obj=session, data={"from": before, "to": capacity})
    promote(session)
    return session


@action("trainings.session.close")
def close_session(session: Session, *, by: Any, note: str = "") -> Session:
    """Take no more requests: by staff at any time, by the job when the date has passed. Raise NotDue."""
    with SessionWorkflow.transition("close", session, by=by, note=note) as closed:
        if by is None and closed.closes_at > clock.now():
            raise NotDue
        allocate_if_due(closed)
    return closed


@step
def allocate_if_due(session: Session) -> None:
    """Give the seats of a ranked session that closes before its window was answered."""
    if session.seat_mode == SeatMode.RANKED and not session.in_priority_window:
        allocate(session)


@action("trainings.session.allocate")
def allocate_session(session: Session, *, by: None = None) -> Session:
    """Give the seats of a ranked session by rank, once the window closed (a job). Raise NotDue before, and after."""
    session = locked(session)
    is_due = Session.objects.due_to_allocate(clock.now()).filter(pk=session.pk).exists()
    if not is_due:
        raise NotDue
    answered = allocate(session)
    ledger.append("trainings.session.allocate", by=by, obj=session, data={"requests": answered})
    return session


@action("trainings.session.promote")
def promote_waiting(session: Session, *, by: None = None) -> list[SeatRequest]:
    """Give free seats to the waiting list (a job): when the priority window ends, or after a fault. Raise NotDue."""
    session = locked(session)
    if not (promoted := promote(session)):
        raise NotDue
    return promoted


@action("trainings.session.expire")
def expire_unanswered(session: Session, *, by: None = None) -> int:
    """Let the requests of a session that began without a seat for them expire (a job). Raise NotDue before."""
    session = locked(session)
    if not session.has_started:
        raise NotDue
    return _expire_all(session)


@step
def _expire_all(session: Session) -> int:
    unanswered = list(session.requests.unanswered().in_order())
    for request in unanswered:
        with moving("expire", request, by=None) as expired:
            expired.session = session
            release_seats(expired, session)
            notify(SeatsExpired(expired))
    return len(unanswered)


@action("trainings.session.cancel")
def cancel_session(session: Session, *, by: Any, note: str) -> Session:
    """Cancel a session; every request of it is cancelled with it and every enterprise is told why."""
    with SessionWorkflow.transition("cancel", session, by=by, note=note) as cancelled:
        for request in list(cancelled.requests.filter(state__in=OPEN).in_order()):
            with moving("cancel", request, by=None) as over:
                over.session = cancelled
                release_seats(over, cancelled)
                notify(SessionCancelled(over, note.strip()))
    return cancelled


@action("trainings.session.complete")
def complete_session(session: Session, *, by: Any, absent: Iterable[Seat] = ()) -> Session:
    """Say that a session was held, and which of its people did not come; it counts in their enterprise's priority.

    Raise NotDue before its last meeting ended. Refused: "not_of_session" for a seat of another one.
    """
    with SessionWorkflow.transition("complete", session, by=by) as held:
        if held.ends_at is None or held.ends_at > clock.now():
            raise NotDue
        missing = {seat.pk for seat in absent}
        seats = Seat.objects.held().filter(session=held, request__state=RequestState.CONFIRMED)
        if missing - set(seats.values_list("pk", flat=True)):
            raise Refused("not_of_session", _("Someone on the list holds no seat in this session."))
        seats.exclude(pk__in=missing).update(came=True)
        seats.filter(pk__in=missing).update(came=False)
        _expire_all(held)
    return held


def may_run(session: Session, user: Any) -> bool:
    """Whether the user may publish, change and cancel the session."""
    return bool(session.roles_of(user) & {*RUNS} - {Role.SYSTEM})
