"""The officer's side: the documents one by one, the rules, the correction, the decision."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from portal.core import clock, ledger
from portal.core.actions import Refused, action, locked, step
from portal.core.calendar import BusinessCalendar
from portal.core.enums import Role
from portal.notifications.actions import notify
from programs.actions.cases import moving, refuse_unfit_reviewer
from programs.actions.corrections import Point, write_items
from programs.actions.evaluations import checklist, evidence, waiting_key
from programs.actions.places import settle_offers, take_place
from programs.eligibility import Outcome
from programs.enums import EnrollmentState, ReviewState
from programs.models import Correction, DecisionReason, Enrollment, EnrollmentDocument, RuleOverride
from programs.notifications import (
    ChangesRequested,
    EnrollmentApproved,
    EnrollmentCompleted,
    EnrollmentRejected,
    EnrollmentWaitlisted,
)
from programs.refusals import Missing, NotInReview, NotYourQueue, PlacesLeft, ReviewIncomplete
from programs.requirements import requirements_of


@action("programs.enrollment.start_review")
def start_review(enrollment: Enrollment, *, by: Any, expected_version: int | None = None) -> Enrollment:
    """Begin the review of a sent application."""
    refuse_unfit_reviewer(enrollment, by)
    with moving("start_review", enrollment, by=by, expected_version=expected_version) as reviewed:
        return reviewed


@step
def under_review(enrollment: Enrollment, by: Any) -> Enrollment:
    """Lock an application that this officer may review now. Raises what a decision raises."""
    enrollment = locked(enrollment)
    refuse_unfit_reviewer(enrollment, by)
    if Role.OFFICER not in enrollment.roles_of(by):
        raise NotYourQueue
    if enrollment.state != EnrollmentState.IN_REVIEW:
        raise NotInReview
    return enrollment


@action("programs.document.accept")
def accept_document(item: EnrollmentDocument, *, by: Any, note: str = "") -> EnrollmentDocument:
    """Accept a document of an application in review; one that is still being checked cannot be accepted yet."""
    enrollment = under_review(item.enrollment, by)
    item = locked(item)
    if not item.document.is_clean:
        raise Refused("not_checked", _("The file is still being checked. Wait a moment and try again."))
    return _judge(enrollment, item, ReviewState.ACCEPTED, by, note)


@action("programs.document.reject")
def reject_document(item: EnrollmentDocument, *, by: Any, note: str) -> EnrollmentDocument:
    """Say why a document does not serve. It is replaced by a correction that names it."""
    enrollment = under_review(item.enrollment, by)
    if not note.strip():
        raise Refused("note_required", _("Write why the document does not serve: the applicant will read it."))
    return _judge(enrollment, locked(item), ReviewState.REJECTED, by, note)


def _judge(
    enrollment: Enrollment, item: EnrollmentDocument, verdict: ReviewState, by: Any, note: str
) -> EnrollmentDocument:
    if item.removed_at is not None:
        raise Refused("replaced", _("The document was replaced meanwhile. Look at the new one."))
    item.judge(verdict, by=by, note=note.strip(), at=clock.now())
    ledger.append(
        f"programs.document.{verdict}", by=by, obj=enrollment, data={"requirement": item.requirement, "item": item.pk}
    )
    return item


@action("programs.enrollment.override_rule")
def override_rule(enrollment: Enrollment, *, by: Any, rule_code: str, reason: str) -> RuleOverride:
    """Let a rule count as met for this application, for a reason that stays with it and in the ledger's digest."""
    enrollment = under_review(enrollment, by)
    if not enrollment.call_version.rules.filter(code=rule_code).exists():
        raise Refused("no_such_rule", _("The call has no such rule."))
    if not reason.strip():
        raise Refused("note_required", _("Write the reason of the exception: it stays in the file."))
    override, _made = RuleOverride.objects.update_or_create(
        enrollment=enrollment, rule_code=rule_code, defaults={"reason": reason.strip(), "by": by, "at": clock.now()}
    )
    ledger.append(
        "programs.enrollment.override_rule",
        by=by,
        obj=enrollment,
        data={"rule": rule_code, "reason_digest": ledger.digest(reason.strip())},
    )
    return override


@action("programs.enrollment.withdraw_override")
def withdraw_override(enrollment: Enrollment, *, by: Any, rule_code: str) -> None:
    """Take an exception back while the application is in review; the rule stands as its fact says again."""
    enrollment = under_review(enrollment, by)
    override = RuleOverride.objects.filter(enrollment=enrollment, rule_code=rule_code).first()
    if override is None:
        raise Refused("no_such_override", _("This rule has no exception in this file."))
    data = {"rule": rule_code, "by": override.by_id, "reason_digest": ledger.digest(override.reason)}
    override.delete()
    ledger.append("programs.enrollment.withdraw_override", by=by, obj=enrollment, data=data)


@action("programs.enrollment.request_changes")
def request_changes(
    enrollment: Enrollment, *, by: Any, items: Iterable[Point], note: str, expected_version: int | None = None
) -> Enrollment:
    """Ask the enterprise to mend the named points, within the call's business days for it.

    The legal clock stands still meanwhile. Raises NothingAsked for a point that the call does not ask.
    """
    points = list(items)
    if not points or not all(point.note.strip() for point in points):
        raise Refused("points_required", _("Name at least one point, and say for each what to mend."))
    refuse_unfit_reviewer(enrollment, by)
    with moving("request_changes", enrollment, by=by, note=note, expected_version=expected_version) as asked:
        calendar = BusinessCalendar.of(asked.municipality)
        asked.correction_due_at = calendar.due_at(clock.now(), asked.call.correction_days)
        correction = Correction.objects.create(
            enrollment=asked, requested_at=clock.now(), requested_by=by, due_at=asked.correction_due_at, note=note
        )
        write_items(correction, points)
        notify(ChangesRequested(asked, correction))
    return asked


@action("programs.enrollment.approve")
def approve(enrollment: Enrollment, *, by: Any, note: str = "", expected_version: int | None = None) -> Enrollment:
    """Approve an application; it takes one of the call's places.

    Raises:
        NoPlacesLeft: all places are held; the waiting list remains.
        ReviewIncomplete: a required document is not accepted, or a required rule neither met nor excepted.
        OwnEnterprise, HeldByAnother, Conflict, TransitionNotAllowed.
    """
    refuse_unfit_reviewer(enrollment, by)
    with moving(
        "approve", enrollment, by=by, note=note, takes=enrollment.call, expected_version=expected_version
    ) as approved:
        outcomes = _complete_review(approved)
        settle_offers(approved.call)
        take_place(approved.call)
        _decide(approved, outcomes, by, note)
        notify(EnrollmentApproved(approved))
    return approved


@action("programs.enrollment.waitlist")
def waitlist(enrollment: Enrollment, *, by: Any, note: str = "", expected_version: int | None = None) -> Enrollment:
    """Put an application that could be approved on the waiting list, because no place is left.

    Raises PlacesLeft when there is one, and what an approval raises.
    """
    refuse_unfit_reviewer(enrollment, by)
    with moving(
        "waitlist", enrollment, by=by, note=note, takes=enrollment.call, expected_version=expected_version
    ) as waiting:
        outcomes = _complete_review(waiting)
        settle_offers(waiting.call)
        if waiting.call.places_left > 0:
            raise PlacesLeft
        _decide(waiting, outcomes, by, note)
        waiting.waiting_key, waiting.waiting_reasons = waiting_key(waiting, outcomes)
        notify(EnrollmentWaitlisted(waiting))
    return waiting


@action("programs.enrollment.reject")
def reject(
    enrollment: Enrollment, *, by: Any, reason: DecisionReason, note: str = "", expected_version: int | None = None
) -> Enrollment:
    """Do not approve an application, for a reason of the city's list that the letter says."""
    refuse_unfit_reviewer(enrollment, by)
    if reason.municipality_id != enrollment.call.municipality_id or not reason.is_active:
        raise Refused("no_such_reason", _("Choose a reason of the city's list."))
    with moving("reject", enrollment, by=by, note=note, expected_version=expected_version) as rejected:
        rejected.reason = reason
        _decide(rejected, checklist(rejected), by, note)
        notify(EnrollmentRejected(rejected))
    return rejected


@action("programs.enrollment.complete")
def complete(enrollment: Enrollment, *, by: Any, note: str = "") -> Enrollment:
    """Close an approved application whose program was completed; it keeps its place."""
    with moving("complete", enrollment, by=by, note=note) as completed:
        notify(EnrollmentCompleted(completed))
    return completed


def _decide(enrollment: Enrollment, outcomes: list[Outcome], by: Any, note: str) -> None:
    enrollment.decided_at, enrollment.decided_by, enrollment.decision_note = clock.now(), by, note
    enrollment.evaluation = {**enrollment.evaluation, "decision": evidence(outcomes, enrollment.call_version)}


def open_points(enrollment: Enrollment, outcomes: list[Outcome] | None = None) -> list[Missing]:
    """Return what still keeps an application from being approved: documents to accept, rules to settle."""
    documents = [
        Missing("document", item.code, item.name)
        for item in requirements_of(enrollment)
        if not item.is_accepted and (item.required or item.given is not None)
    ]
    outcomes = checklist(enrollment) if outcomes is None else outcomes
    rules = [Missing("rule", each.rule.code, each.rule.message) for each in outcomes if not each.is_settled]
    return [*documents, *rules]


def _complete_review(enrollment: Enrollment) -> list[Outcome]:
    outcomes = checklist(enrollment)
    if items := open_points(enrollment, outcomes):
        raise ReviewIncomplete(items)
    return outcomes
