"""What an enterprise does: ask for seats, name or change its people, withdraw."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from enterprises.actions import write_worker
from enterprises.models import Enterprise, Worker
from portal.core import clock, ledger
from portal.core.actions import Refused, action, locked, step
from portal.core.enums import Role
from portal.core.folios import reserve_folio
from portal.notifications.actions import notify
from programs.actions.cases import moving, open_case
from programs.refusals import JoinPending
from trainings.actions.seats import allocate, give_or_queue, promote, release_seats
from trainings.enums import OPEN, SeatMode
from trainings.models import Seat, SeatRequest, Session
from trainings.notifications import SeatsRequested, SeatsToReview, SeatsWithdrawn
from trainings.priority import standing_of
from trainings.refusals import AlreadyInSession, NotOfTheEnterprise, NotYours, OverCap, RequestsNotOpen, WrongNumber


def ask_for_seats(
    session: Session,
    enterprise: Enterprise,
    *,
    by: Any,
    seats: int,
    people: Sequence[Worker] = (),
    least: int | None = None,
) -> SeatRequest:
    """Ask for seats. The state of what is returned says what came of it.

    AT_ONCE: confirmed, or on the waiting list. RANKED: submitted until the window closes. BY_OFFICER: submitted.

    Args:
        seats: how many, 1 up to the session's `company_cap` with all that the enterprise has asked for.
        people: who they are for; fewer than `seats` when the others are named later. A `Worker` without a key is
            written down among the enterprise's workers first.
        least: the fewest seats that help; all of them when it is not said.

    Raises:
        RequestsNotOpen, NotYours, JoinPending, WrongNumber, OverCap, NotOfTheEnterprise, AlreadyInSession.
    """
    folio = reserve_folio(session.municipality)
    least = seats if least is None else least
    return _ask(session, by=by, enterprise=enterprise, seats=seats, people=people, least=least, folio=folio)


@action("trainings.seat_request.ask")
def _ask(
    session: Session,
    *,
    by: Any,
    enterprise: Enterprise,
    seats: int,
    people: Sequence[Worker],
    least: int,
    folio: str,
) -> SeatRequest:
    _refuse_stranger(enterprise, by)
    people = _written_down(enterprise, people, by)
    session = locked(session)
    if not session.is_open:
        raise RequestsNotOpen
    if not 1 <= least <= seats or len(people) > seats:
        raise WrongNumber
    _refuse_over_cap(session, enterprise, seats)
    workers = _fit_workers(session, enterprise, people)
    request = _write(session, enterprise, by=by, seats_wanted=seats, least_accepted=least, folio=folio)
    _write_seats(request, workers)
    data = {"session": session.pk, "seats": seats, "least": least, "points": request.points}
    ledger.append("trainings.seat_request.ask", by=by, obj=request, data=data)
    return _answer(request, session)


def _refuse_stranger(enterprise: Enterprise, by: Any) -> None:
    if Role.ENTREPRENEUR not in enterprise.roles_of(by) or enterprise.merged_into_id is not None:
        raise NotYours
    if enterprise.awaits_join:
        raise JoinPending


@step
def _written_down(enterprise: Enterprise, people: Sequence[Worker], by: Any) -> list[Worker]:
    """Write down who has no key yet; this locks the enterprise, so that it comes before the session is locked."""
    return [
        person if person.pk else write_worker(enterprise, by=by, full_name=person.full_name, position=person.position)
        for person in people
    ]


def _refuse_over_cap(session: Session, enterprise: Enterprise, seats: int) -> None:
    """Raise OverCap when the enterprise would have more seats than it may, what it waits for counted too."""
    rows = SeatRequest.objects.filter(session=session, enterprise=enterprise, state__in=OPEN)
    asked = sum(given or wanted for given, wanted in rows.values_list("seats_given", "seats_wanted"))
    if asked + seats > session.company_cap:
        raise OverCap(session.company_cap, asked)


@step
def _fit_workers(
    session: Session, enterprise: Enterprise, people: Sequence[Worker], *, besides: SeatRequest | None = None
) -> list[Worker]:
    """Read the people again. Raise NotOfTheEnterprise, AlreadyInSession. The seats of `besides` do not count."""
    own = Worker.objects.current().filter(enterprise=enterprise, pk__in=[person.pk for person in people])
    current = {worker.pk: worker for worker in own}
    taken = Seat.objects.active().filter(session=session)
    if besides is not None:
        taken = taken.exclude(request=besides)
    workers: list[Worker] = []
    for person in people:
        worker = current.get(person.pk)
        if worker is None:
            raise NotOfTheEnterprise(person.full_name)
        same = Q(worker=worker) | (Q(person=worker.person_id) if worker.person_id else Q(pk__in=()))
        if worker in workers or taken.filter(same).exists():
            raise AlreadyInSession(worker.full_name)
        workers.append(worker)
    return workers


def _write(session: Session, enterprise: Enterprise, *, by: Any, folio: str, **values: Any) -> SeatRequest:
    standing, now = standing_of(session, enterprise), clock.now()
    return SeatRequest.objects.create(
        session=session,
        enterprise=enterprise,
        applicant=by,
        folio=folio,
        submitted_at=now,
        has_priority=standing.is_local,
        points=standing.points,
        waiting_key=standing.key(now, folio),
        waiting_reasons=standing.earned,
        **values,
    )


def _write_seats(request: SeatRequest, workers: list[Worker]) -> None:
    rows = [
        Seat(
            request=request,
            session_id=request.session_id,
            enterprise_id=request.enterprise_id,
            position=position,
            **_of_worker(workers[position - 1] if position <= len(workers) else None),
        )
        for position in range(1, request.seats_wanted + 1)
    ]
    Seat.objects.bulk_create(rows)


def _of_worker(worker: Worker | None) -> dict[str, Any]:
    if worker is None:
        return {"worker": None, "person_id": None, "full_name": ""}
    return {"worker": worker, "person_id": worker.person_id, "full_name": worker.full_name}


@step
def _answer(request: SeatRequest, session: Session) -> SeatRequest:
    """Do at once what the session's way of giving seats says, and tell the enterprise."""
    if session.seat_mode == SeatMode.BY_OFFICER:
        request.case = open_case(request)
        request.save(update_fields=["case"])
        notify(SeatsRequested(request))
        notify(SeatsToReview(request))
        return request
    if session.seat_mode == SeatMode.RANKED and session.in_priority_window:
        notify(SeatsRequested(request))
        return request
    if session.seat_mode == SeatMode.RANKED:
        allocate(session)  # where the job has not come by yet: who asked while the window was open goes first
    promote(session)
    return give_or_queue(request, session)


@action("trainings.seat_request.withdraw")
def withdraw_request(request: SeatRequest, *, by: Any, note: str = "") -> SeatRequest:
    """Withdraw a request; seats that it held go to the waiting list in the same transaction.

    Refused: "started" for a confirmed one whose session has begun.
    """
    with moving("withdraw", request, by=by, note=note, takes=request.session) as withdrawn:
        session = withdrawn.session
        # The state is read under the lock: what the caller saw may be old.
        if withdrawn.holds_seats and session.has_started:
            raise Refused("started", _("The session has begun; its seats are not given to others any more."))
        release_seats(withdrawn, session)
        notify(SeatsWithdrawn(withdrawn))
    promote(session)
    return withdrawn


@action("trainings.seat_request.change_people")
def change_people(request: SeatRequest, *, by: Any, people: Sequence[Worker]) -> SeatRequest:
    """Say who the seats are for, in this order; the seats stay as they are. Fewer people leave the last ones unnamed.

    Refused: "started"; "closed" for a request that is over; NotYours, WrongNumber, NotOfTheEnterprise,
    AlreadyInSession.
    """
    if request.enterprise is None or Role.ENTREPRENEUR not in request.roles_of(by):
        raise NotYours
    people = _written_down(request.enterprise, people, by)
    session = locked(request.session)
    request = locked(request)
    if request.enterprise is None or Role.ENTREPRENEUR not in request.roles_of(by):
        raise NotYours
    if request.state not in OPEN:
        raise Refused("closed", _("This request is over; its people do not change any more."))
    if session.has_started:
        raise Refused("started", _("The session has begun; its people do not change any more."))
    seats = list(request.seats.active().order_by("position"))
    if len(people) > len(seats):
        raise WrongNumber
    workers = _fit_workers(session, request.enterprise, people, besides=request)
    # All names are cleared first, so that two people may change places.
    request.seats.active().update(worker=None, person=None, full_name="")
    for seat, worker in zip(seats, workers, strict=False):
        Seat.objects.filter(pk=seat.pk).update(**_of_worker(worker))
    ledger.append("trainings.seat_request.change_people", by=by, obj=request, data={"named": len(workers)})
    return request
