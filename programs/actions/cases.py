"""The case follows its subject, in the same transaction; and officers take cases in turn, one at a time."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, TypeVar
from uuid import UUID

from django.db import models
from django.db.models import Q

from enterprises.models import Enterprise
from portal.core import clock, ledger
from portal.core.actions import action, locked, step
from portal.core.calendar import BusinessCalendar
from portal.core.enums import Role
from portal.organizations.models import Organization
from portal.organizations.roles import roles_in
from programs.case_kinds import PAUSED, PENDING, CaseKind, in_group, kind_of
from programs.models import Case
from programs.querysets import plain
from programs.refusals import HeldByAnother, NothingWaiting, NotYourQueue, OwnEnterprise

HOLD = timedelta(minutes=15)
REVIEW_DAYS = 10  # business days; a city says its own in the setting that the kind names
SubjectT = TypeVar("SubjectT", bound=models.Model)


@contextmanager
def moving(
    verb: str,
    subject: SubjectT,
    *,
    by: Any,
    note: str = "",
    takes: models.Model | None = None,
    expected_version: int | None = None,
) -> Iterator[SubjectT]:
    """Lead a subject along a verb of its workflow, its case with it. A step; see `Workflow.transition`."""
    workflow = kind_of(subject).workflow
    with workflow.transition(verb, subject, by=by, note=note, takes=takes, expected_version=expected_version) as moved:
        yield moved
    follow(moved)


@step
def open_case(subject: Any) -> Case:
    """Write the case of what was just sent, its legal clock running. LookupError when its kind is not registered."""
    kind = kind_of(subject)
    facts = kind.facts(subject)
    enterprise = facts.enterprise
    days = facts.municipality.setting(kind.term, REVIEW_DAYS)
    return Case.objects.create(
        kind=kind.value,
        enterprise=enterprise,
        source=facts.source,
        title=facts.title,
        folio=facts.folio,
        municipality=facts.municipality,
        organization=facts.organization,
        state=subject.state,
        size=enterprise.size if enterprise else "",
        sector=enterprise.sector_code if enterprise else "",
        line=facts.line,
        submitted_at=facts.submitted_at,
        due_at=BusinessCalendar.of(facts.municipality).due_at(facts.submitted_at, days),
        version=_version(kind, subject),
        search_text=search_text(facts.folio, enterprise, facts.words),
        **kind.link(subject),
    )


def search_text(folio: str, enterprise: Enterprise | None, words: str = "") -> str:
    """Return what the queue searches: folio, with and without hyphens, and the enterprise's names, without accents."""
    names = [enterprise.legal_name, enterprise.trade_name] if enterprise else []
    return plain(" ".join([folio, folio.replace("-", ""), *names, words]))


def _version(kind: CaseKind, subject: Any) -> int:
    return getattr(subject, kind.workflow.version_field, 0)


@step
def follow(subject: Any) -> None:
    """Bring the case up to its subject: state, version, decision and the legal clock. A draft has no case yet."""
    kind = kind_of(subject)
    case = Case.objects.filter(**{kind.subject: subject}).select_related("municipality").first()
    if case is None:
        return
    values: dict[str, Any] = {
        "state": subject.state,
        "version": _version(kind, subject),
        "decided_at": subject.decided_at,
        "decided_by": subject.decided_by_id,
        **_clock_of(case, kind, subject.state),
    }
    if not kind.has(PENDING, subject.state):
        values |= {"locked_by": None, "locked_until": None, "returned_at": None}
    elif case.is_paused:
        values["returned_at"] = clock.now()
    Case.objects.filter(pk=case.pk).update(**values)


def _clock_of(case: Case, kind: CaseKind, state: str) -> dict[str, Any]:
    """Return the legal clock: running while an officer owes an answer, standing still while the applicant does."""
    if kind.has(PENDING, state) and case.due_at is not None:
        return {}
    if not kind.has(PENDING, state) and not kind.has(PAUSED, state):
        return {"due_at": None, "days_left": None}
    calendar = BusinessCalendar.of(case.municipality)
    if kind.has(PENDING, state):
        # At least one business day: whoever gets the file back has the time to read it.
        return {"due_at": calendar.due_at(clock.now(), max(case.days_left or 0, 1)), "days_left": None}
    if case.due_at is None:
        return {}
    zone = case.municipality.zone
    left = calendar.between(clock.today(zone), case.due_at.astimezone(zone).date())
    return {"due_at": None, "days_left": max(left, 0)}


@step
def retitle(source: UUID, title: str) -> None:
    """Let the cases of a call or session bear the name that it has now."""
    Case.objects.filter(source=source).exclude(title=title).update(title=title)


@step
def refuse_unfit_reviewer(subject: Any, by: Any) -> None:
    """Raise OwnEnterprise when the officer is on the asking side, HeldByAnother when another has the file open."""
    if by is None:
        return
    kind = kind_of(subject)
    if kind.is_applicant(subject, by):
        raise OwnEnterprise
    case = Case.objects.filter(**{kind.subject: subject}).select_related("locked_by").first()
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
    for case in waiting.exclude(enterprise__in=own)[:5]:
        # Another officer may have taken it between the list and the lock: then the next one.
        if (taken := _take_if_free(case, by)) is not None:
            return taken
    raise NothingWaiting


@action("programs.case.release")
def release_case(case: Case, *, by: Any, keep_assigned: bool = True) -> Case:
    """Let go of a case that one holds; with `keep_assigned` false, give it back to the queue too."""
    case.of_kind.hold(case)
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


@step
def give_back(organization: Organization, *, user: Any, by: Any) -> int:
    """Put the undecided files that `user` (None: anybody) has in that organization back into its queue.

    Returns:
        How many they were. Who decided a file stays written in it.
    """
    given = 0
    for case in undecided_of(organization, user).order_by("pk"):
        case.of_kind.hold(case)  # the subject before its case, as every verb does it
        case = locked(case)
        given += _let_go(case, user, by)
    return given


def undecided_of(organization: Organization, user: Any) -> models.QuerySet[Case]:
    """The undecided files that `user` (None: anybody) has in the organization: assigned, or open."""
    undecided = Case.objects.filter(in_group(PENDING) | in_group(PAUSED), organization=organization)
    return undecided.filter(_had_by(user))


@step
def give_over(organization: Organization, *, user: Any, to: Any, by: Any) -> int:
    """Assign the undecided files of `user` in that organization to the officer `to`, and return how many they were.

    Left out are those that `to` may not review, as the file of an own enterprise.
    """
    given = 0
    for case in undecided_of(organization, user).filter(assignee=user).order_by("pk"):
        case.of_kind.hold(case)  # the subject before its case, as every verb does it
        case = locked(case)
        if case.assignee_id != user.pk or Role.OFFICER not in case.roles_of(to):
            continue
        case.assignee = to
        if case.locked_by_id == user.pk:
            case.locked_by = case.locked_until = None
        case.save(update_fields=["assignee", "locked_by", "locked_until"])
        ledger.append("programs.case.assign", by=by, obj=case, data={"to": to.pk, "why": "hand_over"})
        given += 1
    return given


def _had_by(user: Any) -> Q:
    if user is None:
        return Q(assignee__isnull=False) | Q(locked_by__isnull=False)
    return Q(assignee=user) | Q(locked_by=user)


def _let_go(case: Case, user: Any, by: Any) -> bool:
    was_assigned, was_open = (
        held is not None and (user is None or held == user.pk) for held in (case.assignee_id, case.locked_by_id)
    )
    if was_assigned:
        case.assignee = None
    if was_open:
        case.locked_by = case.locked_until = None
    if was_assigned or was_open:
        case.save(update_fields=["locked_by", "locked_until", "assignee"])
        ledger.append("programs.case.release", by=by, obj=case, data={"kept": False, "why": "role_ended"})
    return was_assigned or was_open


@action("programs.case.assign")
def assign_case(case: Case, *, by: Any, to: Any) -> Case:
    """Give a case to an officer of the same organization; whoever gives it away no longer holds it."""
    case.of_kind.hold(case)
    case = locked(case)
    if Role.OFFICER not in case.roles_of(by) or Role.OFFICER not in case.roles_of(to):
        raise NotYourQueue
    case.assignee = to
    if case.locked_by_id == by.pk and to.pk != by.pk:
        case.locked_by = case.locked_until = None
    case.save(update_fields=["assignee", "locked_by", "locked_until"])
    ledger.append("programs.case.assign", by=by, obj=case, data={"to": to.pk})
    return case


def _take_if_free(case: Case, by: Any) -> Case | None:
    subject = case.of_kind.hold(case)
    case = locked(case)
    if case.assignee_id is not None or case.is_locked_for(by) or not case.is_pending:
        return None
    return _hold(case, subject, by)


def _take(case: Case, by: Any) -> Case:
    # The subject before its case, as every verb does it: in the other order two verbs would wait for each other.
    subject = case.of_kind.hold(case)
    refuse_unfit_reviewer(subject, by)
    case = locked(case)
    if Role.OFFICER not in subject.roles_of(by):
        raise NotYourQueue
    return _hold(case, subject, by)


def _hold(case: Case, subject: Any, by: Any) -> Case:
    kind = case.of_kind
    if subject.state in kind.workflow.edge(kind.begins).sources:
        with moving(kind.begins, subject, by=by):
            pass
        case.refresh_from_db()
    if case.is_pending:
        case.assignee = case.assignee or by
        case.locked_by, case.locked_until = by, clock.now() + HOLD
        case.save(update_fields=["assignee", "locked_by", "locked_until"])
    ledger.append("programs.case.take", by=by, obj=case)
    return case
