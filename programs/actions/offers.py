"""After the decision: the offered place, the withdrawal, and what time runs out on."""

from typing import Any

from portal.core import clock
from portal.core.actions import action, locked
from portal.notifications.actions import notify
from programs.actions.cases import moving
from programs.actions.places import lapse, offer_next, release_place
from programs.enums import HOLDING, CallState, EnrollmentState
from programs.models import Enrollment
from programs.notifications import (
    CorrectionExpired,
    DraftExpired,
    EnrollmentWithdrawn,
    OfferAccepted,
    OfferDeclined,
)
from programs.refusals import NotDue, OfferExpired


@action("programs.enrollment.accept_offer")
def accept_offer(enrollment: Enrollment, *, by: Any) -> Enrollment:
    """Accept the offered place, which the offer already holds. Raise OfferExpired when its time ran out."""
    with moving("accept_offer", enrollment, by=by, takes=enrollment.call) as accepted:
        if accepted.offer_expires_at <= clock.now():
            raise OfferExpired
        accepted.offer_expires_at = None
        accepted.decided_at = clock.now()
        # It spoke of the waiting list, and the letter of approval prints it; the step to the list keeps it.
        accepted.decision_note = ""
        notify(OfferAccepted(accepted))
    return accepted


@action("programs.enrollment.decline_offer")
def decline_offer(enrollment: Enrollment, *, by: Any, note: str = "") -> Enrollment:
    """Decline the offered place; it goes to the next in order in the same transaction."""
    with moving("decline_offer", enrollment, by=by, note=note, takes=enrollment.call) as declined:
        declined.offer_expires_at = None
        release_place(declined.call)
        notify(OfferDeclined(declined))
    offer_next(declined.call)
    return declined


@action("programs.enrollment.withdraw")
def withdraw(enrollment: Enrollment, *, by: Any, note: str = "") -> Enrollment:
    """Withdraw an application; a place that it held goes to the next in order in the same transaction."""
    with moving("withdraw", enrollment, by=by, note=note, takes=enrollment.call) as withdrawn:
        # The state is read under the lock: what the caller saw may be old.
        held = withdrawn.state in HOLDING
        withdrawn.correction_due_at = None
        if held:
            release_place(withdrawn.call)
        notify(EnrollmentWithdrawn(withdrawn))
    if held:
        offer_next(withdrawn.call)
    return withdrawn


@action("programs.enrollment.lapse_offer")
def lapse_offer(enrollment: Enrollment, *, by: None = None) -> Enrollment:
    """Let an offer lapse whose time ran out (a job); its place goes to the next. Raise NotDue before."""
    call = locked(enrollment.call)
    due = call.enrollments.offers_due(clock.now()).filter(pk=enrollment.pk).first()
    if due is None:
        raise NotDue
    return lapse(due, call)


@action("programs.enrollment.expire")
def expire(enrollment: Enrollment, *, by: None = None) -> Enrollment:
    """Let a draft of a closed call, or a correction that was not sent in time, expire (a job). Raise NotDue before."""
    with moving("expire", enrollment, by=by) as expired:
        was_draft = expired.state == EnrollmentState.DRAFT
        if was_draft and expired.call.is_open:
            raise NotDue
        if not was_draft and expired.correction_due_at > clock.now():
            raise NotDue
        expired.correction_due_at = None
        if not was_draft:
            notify(CorrectionExpired(expired))
        elif expired.call.state != CallState.CANCELLED:  # of a cancelled call everybody was told
            notify(DraftExpired(expired))
    return expired
