"""What the officers of the organization that gives the seats decide, in sessions that are given one by one."""

from typing import Any

from django.utils.translation import gettext as _

from portal.core import clock
from portal.core.actions import Refused, action, step
from portal.notifications.actions import notify
from programs.actions.cases import moving, refuse_unfit_reviewer
from programs.models import DecisionReason
from trainings.actions.seats import promote, release_seats, seats_for, take_seats
from trainings.enums import SeatMode
from trainings.models import SeatRequest
from trainings.notifications import SeatsConfirmed, SeatsRejected, SeatsWaitlisted
from trainings.refusals import NoSeatsLeft, NotByOfficer, SeatsLeft


@step
def _refuse_unfit(request: SeatRequest, by: Any) -> None:
    if request.session.seat_mode != SeatMode.BY_OFFICER:
        raise NotByOfficer
    refuse_unfit_reviewer(request, by)


@action("trainings.seat_request.start_review")
def start_request_review(request: SeatRequest, *, by: Any, expected_version: int | None = None) -> SeatRequest:
    """Begin to review a submitted request. Raise NotByOfficer, OwnEnterprise, HeldByAnother."""
    _refuse_unfit(request, by)
    with moving("start_review", request, by=by, expected_version=expected_version) as reviewed:
        return reviewed


@action("trainings.seat_request.approve")
def approve_request(
    request: SeatRequest, *, by: Any, note: str = "", expected_version: int | None = None
) -> SeatRequest:
    """Give the seats: all that were asked for, or as many as are free where the enterprise accepts fewer.

    Raise NoSeatsLeft, NotByOfficer, OwnEnterprise.
    """
    _refuse_unfit(request, by)
    with moving(
        "approve", request, by=by, note=note, takes=request.session, expected_version=expected_version
    ) as approved:
        session = approved.session
        promote(session)  # who waits goes first
        if not (count := seats_for(approved, session.seats_left)):
            raise NoSeatsLeft
        take_seats(approved, session, count)
        _decide(approved, by, note)
        notify(SeatsConfirmed(approved))
    return approved


@action("trainings.seat_request.waitlist")
def waitlist_request(
    request: SeatRequest, *, by: Any, note: str = "", expected_version: int | None = None
) -> SeatRequest:
    """Put a request on the waiting list in its order. Raise SeatsLeft while it fits, NotByOfficer, OwnEnterprise."""
    _refuse_unfit(request, by)
    with moving(
        "waitlist", request, by=by, note=note, takes=request.session, expected_version=expected_version
    ) as waiting:
        promote(waiting.session)
        if seats_for(waiting, waiting.session.seats_left):
            raise SeatsLeft
        _decide(waiting, by, note)
        notify(SeatsWaitlisted(waiting))
    return waiting


@action("trainings.seat_request.reject")
def reject_request(
    request: SeatRequest, *, by: Any, reason: DecisionReason, note: str = "", expected_version: int | None = None
) -> SeatRequest:
    """Do not give the seats, for a reason of the city's list that the enterprise reads, with `note`.

    Raise NotByOfficer, OwnEnterprise. Refused: "no_such_reason".
    """
    _refuse_unfit(request, by)
    if reason.municipality_id != request.municipality.pk or not reason.is_active:
        raise Refused("no_such_reason", _("Choose a reason of the city's list."))
    with moving(
        "reject", request, by=by, note=note, takes=request.session, expected_version=expected_version
    ) as rejected:
        release_seats(rejected, rejected.session)
        rejected.reason = reason
        _decide(rejected, by, note)
        notify(SeatsRejected(rejected))
    return rejected


def _decide(request: SeatRequest, by: Any, note: str) -> None:
    request.decided_at, request.decided_by, request.decision_note = clock.now(), by, note.strip()
