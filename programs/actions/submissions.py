"""Sending: the application once, and its corrections."""

from typing import Any

from django.utils.translation import gettext as _

from enterprises.enums import JoinRequestState
from enterprises.models import JoinRequest, Project
from portal.core import clock
from portal.core.actions import action, locked, step
from portal.core.enums import Role
from portal.core.folios import reserve_folio
from portal.notifications.actions import notify, notify_all
from programs import declarations
from programs.actions.cases import moving, open_case
from programs.actions.corrections import CorrectionScope, project_print
from programs.actions.drafts import move_to_newest
from programs.actions.evaluations import evidence, first_checklist
from programs.eligibility import NotEligible
from programs.enums import CorrectionKind, Result
from programs.models import Enrollment
from programs.notifications import CorrectionAnswered, EnrollmentSubmitted
from programs.receipts import receipt_facts
from programs.refusals import (
    CallNotOpen,
    DeclarationNotAccepted,
    Incomplete,
    JoinPending,
    Missing,
    NotMended,
    NotYours,
)
from programs.requirements import Contents
from programs.workflow import EnrollmentWorkflow

# What sending reads of an application, fetched with its lock: few enough that PostgreSQL plans it in no time.
SENT_WITH = ("call__municipality", "call__program", "call__reviewer", "enterprise")


def submit(enrollment: Enrollment, *, by: Any, declaration: str) -> Enrollment:
    """Send an application. Sending it again returns it as it was sent: one folio, one receipt, one notice.

    Args:
        declaration: the version of the declaration that was accepted (`declarations.VERSION`).

    Raises:
        CallNotOpen: the call closed, perhaps while the page was open.
        JoinPending: the user only asked to join the enterprise.
        DeclarationNotAccepted: not accepted, or the words changed meanwhile.
        Incomplete: `items` say what is missing.
        NotEligible: a required rule is known not to be met; what is not known does not hold it back.
    """
    folio = reserve_folio(enrollment.municipality) if enrollment.submitted_at is None else ""
    return _send(enrollment, by=by, declaration=declaration, folio=folio)


@action("programs.enrollment.submit")
def _send(enrollment: Enrollment, *, by: Any, declaration: str, folio: str) -> Enrollment:
    enrollment = locked(enrollment, reading=SENT_WITH)
    members = list(enrollment.enterprise.members.active().select_related("user").order_by("pk"))
    if by is None or by.pk not in {member.user_id for member in members}:
        raise NotYours
    if enrollment.submitted_at is not None:
        return enrollment
    if not enrollment.call.is_open:
        raise CallNotOpen(enrollment.call)
    if declaration != declarations.VERSION:
        raise DeclarationNotAccepted
    refuse_pending_member(enrollment)
    _share_what_is_read(enrollment, by)
    with EnrollmentWorkflow.transition("submit", enrollment, by=by, locked_as={Role.ENTREPRENEUR}) as sent:
        move_to_newest(sent)
        _hold_project(sent)
        contents = Contents.of(sent)
        if items := missing_items(sent, contents):
            raise Incomplete(items)
        _keep_evidence(sent)
        sent.declaration, sent.submitted_at = declaration, clock.now()
        sent.unfinished = {}
        sent.folio = folio
        sent.receipt = receipt_facts(sent, contents)
    open_case(sent)
    notify_all([EnrollmentSubmitted(sent, members)])
    return sent


def _share_what_is_read(enrollment: Enrollment, by: Any) -> None:
    """Let the version that is answered, its call and the sender be found where they were read already."""
    asks = enrollment.asks
    asks.call = enrollment.call
    if enrollment.call_version_id == asks.pk:
        enrollment.call_version = asks
    if enrollment.applicant_id == by.pk:
        enrollment.applicant = by


@step
def _hold_project(enrollment: Enrollment) -> None:
    """Read the project again and hold it, so that it is sent as it stands and no change slips in beside."""
    if enrollment.project_id is not None:
        enrollment.project = locked(Project.objects.filter(pk=enrollment.project_id).select_related("line"))


@step
def refuse_pending_member(enrollment: Enrollment) -> None:
    """Raise JoinPending when the enterprise is only what someone prepares while waiting to join the real one."""
    pending = JoinRequest.objects.filter(draft_enterprise=enrollment.enterprise_id, state=JoinRequestState.PENDING)
    if pending.exists():
        raise JoinPending


def missing_items(enrollment: Enrollment, contents: Contents | None = None) -> list[Missing]:
    """Return what the application still lacks, in the order of the form; `contents` where the caller has read it."""
    contents = contents or Contents.of(enrollment)
    answers = contents.answers
    items = []
    if answers.schema.needs_project and enrollment.project_id is None:
        items.append(Missing("project", "project", _("The project")))
    for page in answers.schema.pages:
        for question in page.questions:
            if answers.is_missing(question):
                items.append(Missing("answer", question.code, question.label, page.code))
    for requirement in contents.requirements:
        if requirement.is_owed:
            items.append(Missing("document", requirement.code, requirement.name, requirement.page))
    return items


def _keep_evidence(enrollment: Enrollment) -> None:
    outcomes = first_checklist(enrollment)
    broken = [outcome for outcome in outcomes if outcome.is_hard and outcome.result == Result.DOES_NOT]
    if broken:
        raise NotEligible(broken)
    enrollment.evaluation = {**enrollment.evaluation, "submission": evidence(outcomes, enrollment.call_version)}


@action("programs.enrollment.resubmit")
def resubmit(enrollment: Enrollment, *, by: Any) -> Enrollment:
    """Send the corrections. Raise NotMended while a point is open, Incomplete while what follows from one is owed."""
    with moving("resubmit", enrollment, by=by) as sent:
        scope = CorrectionScope.of(sent)
        if any(item.kind == CorrectionKind.PROJECT for item in scope.items):
            # The project itself may have been mended, on its own page.
            _hold_project(sent)
            scope.mend_project(project_print(sent.project))
        contents = Contents.of(sent)
        scope.mend(contents)
        if items := scope.open_items():
            raise NotMended(items)
        if lacking := missing_items(sent, contents):
            raise Incomplete(lacking)
        scope.correction.answered_at = clock.now()
        scope.correction.save(update_fields=["answered_at"])
        sent.correction_due_at = None
        sent.receipt = {**sent.receipt, **receipt_facts(sent, contents), "corrected_at": clock.now().isoformat()}
        notify(CorrectionAnswered(sent))
    return sent


def can_submit(enrollment: Enrollment, user: Any) -> bool:
    """Whether the button is shown: the draft's people, nothing missing, the call open."""
    verbs = {transition.verb for transition in EnrollmentWorkflow.allowed(enrollment, user)}
    return "submit" in verbs and enrollment.call.is_open and not missing_items(enrollment)
