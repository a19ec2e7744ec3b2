"""The case follows its application, in the same transaction; and officers take cases in turn, one at a time."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from portal.core import clock, ledger
from portal.core.actions import action, locked, step
from portal.core.calendar import BusinessCalendar
from portal.core.enums import Role
from portal.organizations.models import Organization
from portal.organizations.roles import roles_in
from programs.enums import PENDING, EnrollmentState
from programs.models import Call, Case, Enrollment
from programs.querysets import plain
from programs.refusals import HeldByAnother, NothingWaiting, NotYourQueue, OwnEnterprise
from programs.workflow import EnrollmentWorkflow

HOLD = timedelta(minutes=15)
REVIEW_DAYS = 10  # business days; a city says its own in settings.review_days


@contextmanager
def moving(
    verb: str,
    enrollment: Enrollment,
    *,
    by: Any,
    note: str = "",
    takes: Call | None = None,
    expected_version: int | None = None,
) -> Iterator[Enrollment]:
    """Lead an application along a verb of its workflow, its case with it. A step; see `Workflow.transition`."""
    with EnrollmentWorkflow.transition(
        verb, enrollment, by=by, note=note, takes=takes, expected_version=expected_version
    ) as moved:
        yield moved
    follow(moved)


@step
def open_case(enrollment: Enrollment) -> Case:
    """Write the case of an application just sent, its legal clock running."""
    enterprise, call = enrollment.enterprise, enrollment.call
    days = call.municipality.setting("review_days", REVIEW_DAYS)
    project = enrollment.project
    return Case.objects.create(
        enrollment=enrollment,
        folio=enrollment.folio,
        municipality=call.municipality,
        organization=call.reviewer,
        state=enrollment.state,
        size=enterprise.size,
        sector=enterprise.sector_code,
        line=project.line.name if project and project.line else "",
        submitted_at=enrollment.submitted_at,
        due_at=BusinessCalendar.of(call.municipality).due_at(enrollment.submitted_at, days),
        version=enrollment.version,
        search_text=search_text(enrollment),
    )


def search_text(enrollment: Enrollment) -> str:
    """Return what the queue searches: folio, with and without hyphens, and the enterprise's names, without accents."""
    enterprise, folio = enrollment.enterprise, enrollment.folio or ""
    return plain(" ".join([folio, folio.replace("-", ""), enterprise.legal_name, enterprise.trade_name]))


@step
def follow(enrollment: Enrollment) -> None:
    """Bring the case up to its application: state, version and the legal clock. A draft has no case yet."""
    case = Case.objects.filter(enrollment=enrollment).select_related("municipality").first()
    if case is None:
        return
    values: dict[str, Any] = {"state": enrollment.state, "version": enrollment.version, **_clock_of(case, enrollment)}
    if enrollment.state not in PENDING:
        values |= {"locked_by": None, "locked_until": None}
    Case.objects.filter(pk=case.pk).update(**values)


def _clock_of(case: Case, enrollment: Enrollment) -> dict[str, Any]:
    """Return the legal clock: running while an officer owes an answer, standing still during a correction."""
    calendar = BusinessCalendar.of(case.municipality)
    if enrollment.state == EnrollmentState.CHANGES_REQUESTED and case.due_at is not None:
        zone = case.municipality.zone
        left = calendar.between(clock.today(zone), case.due_at.astimezone(zone).date())
        return {"due_at": None, "days_left": max(left, 0)}
    if enrollment.state in PENDING and case.due_at is None:
        # At least one business day: whoever gets the file back has the time to read it.
        return {"due_at": calendar.due_at(clock.now(), max(case.days_left or 0, 1)), "days_left": None}
    if enrollment.state in PENDING:
        return {}
    return {"due_at": None, "days_left": None if enrollment.state != EnrollmentState.CHANGES_REQUESTED else 0}


@step
def refuse_unfit_reviewer(enrollment: Enrollment, by: Any) -> None:
    """Raise OwnEnterprise when the officer belongs to the enterprise, HeldByAnother when another has the file open."""
    if by is None:
        return
    if Role.ENTREPRENEUR in enrollment.enterprise.roles_of(by):
        raise OwnEnterprise
    case = Case.objects.filter(enrollment=enrollment).select_related("locked_by").first()
    if case is not None and case.is_locked_for(by):
        raise HeldByAnother(case.locked_by.full_name, case.locked_until)


@action("programs.case.take")
def take_case(case: Case, *, by: Any) -> Case:
    """Open a case to review it: assign it, and hold it for a quarter of an hour against others.

    A sent application goes into review by it. Raise HeldByAnother, OwnEnterprise, NotYourQueue.
    """
    return _take(case, by)


@action("programs.case.take_next")
def take_next(organization: Organization, *, by: Any) -> Case:
    """Take the case that is due first, among those of the organization that nobody has. Raise NothingWaiting."""
    if Role.OFFICER not in roles_in(by, organization):
        raise NotYourQueue
    waiting = Case.objects.filter(organization=organization).pending().unassigned().free_for(by).in_turn()
    own = by.enterprise_memberships.filter(ended_at__isnull=True).values("enterprise")
    for case in waiting.exclude(enrollment__enterprise__in=own)[:5]:
        # Another officer may have taken it between the list and the lock: then the next one.
        if (taken := _take_if_free(case, by)) is not None:
            return taken
    raise NothingWaiting


@action("programs.case.release")
def release_case(case: Case, *, by: Any, keep_assigned: bool = True) -> Case:
    """Let go of a case that one holds; with `keep_assigned` false, give it back to the queue too."""
    locked(case.enrollment)
    case = locked(case)
    if Role.OFFICER not in case.roles_of(by):
        raise NotYourQueue
    if case.is_locked_for(by):
        raise HeldByAnother(case.locked_by.full_name, case.locked_until)
    case.locked_by = case.locked_until = None
    if not keep_assigned:
        case.assignee = None
    case.save(update_fields=["locked_by", "locked_until", "assignee"])
    ledger.append("programs.case.release", by=by, obj=case, data={"kept": keep_assigned})
    return case


@action("programs.case.assign")
def assign_case(case: Case, *, by: Any, to: Any) -> Case:
    """Give a case to an officer of the same organization."""
    locked(case.enrollment)
    case = locked(case)
    if Role.OFFICER not in case.roles_of(by) or Role.OFFICER not in case.roles_of(to):
        raise NotYourQueue
    case.assignee = to
    case.save(update_fields=["assignee"])
    ledger.append("programs.case.assign", by=by, obj=case, data={"to": to.pk})
    return case


def _take_if_free(case: Case, by: Any) -> Case | None:
    locked(case.enrollment)
    case = locked(case)
    if case.assignee_id is not None or case.is_locked_for(by) or case.state not in PENDING:
        return None
    return _hold(case, by)


def _take(case: Case, by: Any) -> Case:
    # The application before its case, as every verb does it: in the other order two verbs would wait for each other.
    enrollment = locked(case.enrollment)
    refuse_unfit_reviewer(enrollment, by)
    case = locked(case)
    if Role.OFFICER not in case.roles_of(by):
        raise NotYourQueue
    return _hold(case, by)


def _hold(case: Case, by: Any) -> Case:
    enrollment = case.enrollment
    if enrollment.state == EnrollmentState.SUBMITTED:
        with moving("start_review", enrollment, by=by):
            pass
        case.refresh_from_db()
    if case.state in PENDING:
        case.assignee = case.assignee or by
        case.locked_by, case.locked_until = by, clock.now() + HOLD
        case.save(update_fields=["assignee", "locked_by", "locked_until"])
    ledger.append("programs.case.take", by=by, obj=case)
    return case
