"""The kinds of case: what the console must know of what a case stands for, told by the app that owns it.

Applications register theirs here, and an upper floor registers its own from its `registrations.py`, so that the queue,
the turn, the legal clock and the reports work on every kind without knowing any.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar
from uuid import UUID

from django.db.models import Q
from django.urls import reverse

from portal.core.actions import locked
from portal.core.enums import Role
from portal.core.workflow import State, Text, Transition, Workflow

if TYPE_CHECKING:
    from django.db.models import Model

    from enterprises.models import Enterprise
    from portal.core.models import Municipality
    from portal.organizations.models import Organization
    from programs.models import Case

PENDING, PAUSED, WAITING, DECIDED = "pending", "paused", "waiting", "decided"
"""The groups of states: an officer owes an answer; the applicant does; it waits for a place; it has its decision."""

APPLICANTS = {Role.ENTREPRENEUR, Role.CITIZEN}


@dataclass(frozen=True)
class CaseFacts:
    """What a case copies of its subject when it is opened.

    Args:
        source: the public id of what was asked for (a call, a session), by which the queue is narrowed.
        title: its name.
        enterprise: who asks; None where a person asks for herself.
        words: what the queue's search finds beside the folio and the enterprise's names.
    """

    folio: str
    municipality: Municipality
    organization: Organization
    source: UUID
    title: str
    submitted_at: datetime
    enterprise: Enterprise | None = None
    line: str = ""
    words: str = ""


class CaseKind:
    """Subclass and `register` an instance.

    The subject has `state`, `municipality`, `decided_at`, `decided_by_id` and `roles_of(user)`, the counter that its
    workflow names, and is moved by `programs.actions.cases.moving` alone, so that its case follows it.
    """

    value: ClassVar[str]
    label: ClassVar[Text]
    workflow: ClassVar[type[Workflow]]
    model: ClassVar[type[Model]]
    subject: ClassVar[str]
    """The one-to-one relation from Case to the subject, whichever side holds the key."""
    page: ClassVar[str]
    """The name of the address of its file page, which takes the case's public id."""
    begins: ClassVar[str] = "start_review"
    """The verb by which a file that an officer takes goes into review."""
    decides: ClassVar[str] = "approve"
    """The verb whose being allowed means that the officer may review and decide."""
    term: ClassVar[str] = "review_days"
    """The city's setting with the business days of the legal term."""
    groups: ClassVar[dict[str, tuple[str, ...]]]
    """The states in each of the four groups; one that is in none is over without a decision."""

    def facts(self, subject: Any) -> CaseFacts:
        """Return what the case of a subject just sent says."""
        raise NotImplementedError

    def link(self, subject: Any) -> dict[str, Any]:
        """Return the fields of Case that point to the subject; none where the subject points to its case."""
        return {}

    def subject_of(self, case: Case) -> Any:
        return getattr(case, self.subject)

    def hold(self, case: Case) -> Any:
        """Lock the subject, before its case. A kind whose review takes a scarce row locks that one first."""
        return locked(self.subject_of(case))

    def roles_of(self, case: Case, user: Any) -> set[Role]:
        return self.subject_of(case).roles_of(user)

    def is_applicant(self, subject: Any, user: Any) -> bool:
        """Whether the user is on the side that asks, and so cannot review."""
        return bool(subject.roles_of(user) & APPLICANTS)

    def state(self, case: Case) -> State:
        return self.workflow.state(case.state)

    def allowed(self, case: Case, user: Any) -> list[Transition]:
        return self.workflow.allowed(self.subject_of(case), user)

    def has(self, group: str, state: str) -> bool:
        return state in self.groups.get(group, ())

    def address(self, case: Case) -> str:
        return reverse(self.page, args=[case.public_id])


_kinds: dict[str, CaseKind] = {}


def register(kind: CaseKind) -> CaseKind:
    """Make a kind known; the same value again replaces it. Returns it."""
    _kinds[kind.value] = kind
    return kind


def kinds() -> list[CaseKind]:
    """Return the registered kinds, in the order of the floors."""
    return list(_kinds.values())


def kind_named(value: str) -> CaseKind:
    """Return the kind of that value; KeyError when there is none."""
    return _kinds[value]


def kind_of(subject: Any) -> CaseKind:
    """Return the kind whose subject this is; LookupError when none is registered."""
    for kind in _kinds.values():
        if isinstance(subject, kind.model):
            return kind
    raise LookupError(f"No kind of case is registered for {type(subject).__name__}.")


def in_group(group: str) -> Q:
    """Return the condition on Case that its state is in that group of its kind."""
    found = Q(pk__in=())
    for kind in _kinds.values():
        if states := kind.groups.get(group):
            found |= Q(kind=kind.value, state__in=states)
    return found
