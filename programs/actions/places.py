"""The places of a call: a counter changed by a guarded update, in the transaction that changes the holder.

Every step here runs with the call's row locked by the verb that calls it (`takes=enrollment.call`), and with the
CHECK (taken ≤ places) beneath: the guard gives the message, the constraint gives the certainty.
"""

from portal.core import clock
from portal.core.actions import step
from portal.core.calendar import BusinessCalendar
from portal.notifications.actions import notify
from programs.actions.cases import moving
from programs.enums import CallState, EnrollmentState
from programs.models import Call, Enrollment
from programs.notifications import OfferLapsed, PlaceOffered
from programs.refusals import NoPlacesLeft


@step
def take_place(call: Call) -> None:
    """Take one place. Raise NoPlacesLeft when all are held."""
    if not Call.objects.all().take_one(call):
        raise NoPlacesLeft
    call.refresh_from_db(fields=["taken"])


@step
def release_place(call: Call) -> None:
    """Give one place back; the verb that calls this has just taken the holder out of it."""
    if not Call.objects.all().give_back_one(call):
        raise RuntimeError(f"Call {call.pk} has no place to give back: its counter and its holders differ.")
    call.refresh_from_db(fields=["taken"])


@step
def offer_next(call: Call) -> Enrollment | None:
    """Offer a free place to the first of the waiting list, skipping nobody; None when there is no place or nobody.

    The offer holds the place until the end of the call's `offer_days`-th business day.
    """
    if call.state == CallState.CANCELLED or call.places_left <= 0:
        return None
    first = call.enrollments.waiting().first()
    if first is None:
        return None
    with moving("offer", first, by=None) as offered:
        offered.call = call
        take_place(call)
        offered.offer_expires_at = BusinessCalendar.of(call.municipality).due_at(clock.now(), call.offer_days)
        notify(PlaceOffered(offered))
    return offered


@step
def offer_all(call: Call) -> list[Enrollment]:
    """Offer every free place, in order."""
    offered = []
    while (enrollment := offer_next(call)) is not None:
        offered.append(enrollment)
    return offered


@step
def settle_offers(call: Call) -> None:
    """Let the offers whose time ran out lapse, each place going to the next, before anyone counts the places."""
    for enrollment in call.enrollments.offers_due(clock.now()).order_by("pk"):
        lapse(enrollment, call)


@step
def lapse(enrollment: Enrollment, call: Call) -> Enrollment:
    """Let an offer lapse and offer its place to the next."""
    with moving("lapse_offer", enrollment, by=None) as lapsed:
        lapsed.call = call
        lapsed.offer_expires_at = None
        release_place(call)
        notify(OfferLapsed(lapsed))
    offer_next(call)
    return lapsed


def holders(call: Call) -> int:
    """Count who holds a place; what `call.taken` must equal."""
    return call.enrollments.filter(
        state__in=(EnrollmentState.OFFERED, EnrollmentState.APPROVED, EnrollmentState.COMPLETED)
    ).count()
