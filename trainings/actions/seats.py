"""The seats of a session: a counter changed by a guarded update, in the transaction that changes the holder.

Every step here runs with the session's row locked by the verb that calls it, and with the constraints beneath: CHECK
(taken ≤ capacity − social seats), UNIQUE (session, enterprise, slot) and CHECK (slot ≤ cap). The guard gives the
message, the constraints give the certainty.
"""

from portal.core import clock
from portal.core.actions import step
from portal.notifications.actions import notify
from programs.actions.cases import moving
from trainings.enums import RequestState
from trainings.models import Seat, SeatRequest, Session
from trainings.notifications import SeatsConfirmed, SeatsWaitlisted
from trainings.refusals import NoSeatsLeft, OverCap


def seats_for(request: SeatRequest, free: int) -> int:
    """Return how many of `free` seats the request would take; 0 when they are fewer than the least it accepts."""
    return min(request.seats_wanted, free) if free >= request.least_accepted else 0


@step
def take_seats(request: SeatRequest, session: Session, count: int) -> None:
    """Take `count` seats for a request, its first people first; the verb saves it. Raise NoSeatsLeft, OverCap."""
    if count < 1 or not Session.objects.all().take(session, count):
        raise NoSeatsLeft
    session.refresh_from_db(fields=["taken"])
    seats = list(request.seats.active().order_by("position"))
    for seat, slot in zip(seats[:count], _free_slots(request, session, count), strict=True):
        seat.slot, seat.cap = slot, session.company_cap
        seat.save(update_fields=["slot", "cap"])
    Seat.objects.filter(pk__in=[seat.pk for seat in seats[count:]]).update(is_active=False)
    request.seats_given = count


def _free_slots(request: SeatRequest, session: Session, count: int) -> list[int]:
    held = Seat.objects.held().filter(session=session, enterprise=request.enterprise_id)
    used = set(held.values_list("slot", flat=True))
    free = [slot for slot in range(1, session.company_cap + 1) if slot not in used]
    if len(free) < count:
        raise OverCap(session.company_cap, len(used))
    return free[:count]


@step
def release_seats(request: SeatRequest, session: Session) -> int:
    """Give back what a request held, which the verb that calls this takes out of its state; returns how many seats."""
    freed = request.seats_given
    if freed and not Session.objects.all().give_back(session, freed):
        raise RuntimeError(f"Session {session.pk} has no {freed} seats to give back: counter and holders differ.")
    request.seats.active().update(is_active=False)
    request.seats_given = 0
    session.refresh_from_db(fields=["taken"])
    return freed


@step
def give_or_queue(request: SeatRequest, session: Session) -> SeatRequest:
    """Give a submitted request its seats where they are free for it, else put it on the waiting list in its order."""
    count = seats_for(request, session.seats_left)
    if session.in_priority_window and not request.has_priority:
        count = 0
    if count:
        return give(request, session, count)
    with moving("queue", request, by=None) as waiting:
        waiting.session = session
        notify(SeatsWaitlisted(waiting))
    return waiting


@step
def give(request: SeatRequest, session: Session, count: int) -> SeatRequest:
    """Confirm `count` seats of a request that is submitted or waits."""
    with moving("give", request, by=None) as given:
        given.session = session
        take_seats(given, session, count)
        given.decided_at = clock.now()
        notify(SeatsConfirmed(given))
    return given


@step
def promote(session: Session) -> list[SeatRequest]:
    """Give the free seats to the waiting list in its order.

    A request that accepts no fewer seats than are free is passed over and keeps its place. While the priority window is
    open, only local enterprises are served.
    """
    promoted: list[SeatRequest] = []
    while session.is_live and not session.has_started and session.seats_left > 0:
        waiting = session.requests.waiting().filter(least_accepted__lte=session.seats_left)
        if session.in_priority_window:
            waiting = waiting.filter(has_priority=True)
        first = waiting.first()
        if first is None:
            break
        promoted.append(give(first, session, seats_for(first, session.seats_left)))
    return promoted


@step
def allocate(session: Session) -> int:
    """Give the seats of a ranked session by rank, once, to who asked while the window was open; the others wait.

    Returns how many requests were answered.
    """
    if session.allocated_at is not None or session.priority_until is None:
        return 0
    session.allocated_at = clock.now()
    session.save(update_fields=["allocated_at"])
    gathered = session.requests.filter(state=RequestState.SUBMITTED, submitted_at__lt=session.priority_until)
    answered = [give_or_queue(request, session) for request in gathered.in_order()]
    return len(answered)


def holders(session: Session) -> int:
    """Count the seats that companies hold; what `session.taken` must equal."""
    return Seat.objects.held().filter(session=session, enterprise__isnull=False).count()
