"""The table of the workflow, written a second time by hand: a change of one without the other is a mistake."""

from itertools import product
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import transaction

from portal.core.enums import Role
from portal.core.models import LedgerEntry
from portal.core.workflow import TransitionNotAllowed
from programs.enums import CallState, EnrollmentState
from programs.models import EnrollmentTransition
from programs.workflow import CallWorkflow, EnrollmentWorkflow
from tests.factories.programs import EnrollmentFactory
from tests.programs.conftest import in_state, owner_of

EXPECTED: dict[str, tuple[set[str], str, set[Role]]] = {
    "submit": ({"draft"}, "submitted", {Role.ENTREPRENEUR}),
    "start_review": ({"submitted"}, "in_review", {Role.OFFICER}),
    "request_changes": ({"in_review"}, "changes_requested", {Role.OFFICER}),
    "resubmit": ({"changes_requested"}, "in_review", {Role.ENTREPRENEUR}),
    "approve": ({"in_review"}, "approved", {Role.OFFICER}),
    "reject": ({"in_review"}, "rejected", {Role.OFFICER}),
    "waitlist": ({"in_review"}, "waitlisted", {Role.OFFICER}),
    "offer": ({"waitlisted"}, "offered", {Role.SYSTEM}),
    "accept_offer": ({"offered"}, "approved", {Role.ENTREPRENEUR}),
    "decline_offer": ({"offered"}, "withdrawn", {Role.ENTREPRENEUR}),
    "lapse_offer": ({"offered"}, "expired", {Role.SYSTEM}),
    "withdraw": (
        {"submitted", "in_review", "changes_requested", "waitlisted", "approved"},
        "withdrawn",
        {Role.ENTREPRENEUR},
    ),
    "expire": ({"draft", "changes_requested"}, "expired", {Role.SYSTEM}),
    "complete": ({"approved"}, "completed", {Role.STAFF}),
}


@pytest.mark.parametrize(("state", "role"), list(product(EnrollmentState.values, Role)))
def test_in_each_state_each_role_may_do_what_the_table_says_and_nothing_else(state: str, role: Role) -> None:
    user: Any = None if role == Role.SYSTEM else object()
    enrollment = SimpleNamespace(state=state, roles_of=lambda asked: {role})
    allowed = {transition.verb: transition.target for transition in EnrollmentWorkflow.allowed(enrollment, user)}
    assert allowed == {
        verb: target for verb, (sources, target, roles) in EXPECTED.items() if state in sources and role in roles
    }


@pytest.mark.parametrize("state", EnrollmentState.values)
def test_a_verb_outside_the_table_changes_nothing(db: None, state: str) -> None:
    enrollment = EnrollmentFactory(state=state)
    forbidden = [verb for verb, (sources, _target, _roles) in EXPECTED.items() if state not in sources]
    for verb, by in product(forbidden, (None, owner_of(enrollment))):
        with (
            pytest.raises(TransitionNotAllowed),
            transaction.atomic(),
            EnrollmentWorkflow.transition(verb, enrollment, by=by, note="nota"),
        ):
            pytest.fail("the body ran")
    enrollment.refresh_from_db()
    assert enrollment.state == state
    assert not EnrollmentTransition.objects.exists()


def test_every_state_says_what_it_means_to_the_applicant() -> None:
    assert {state.value for state in EnrollmentWorkflow.states} == set(EnrollmentState.values)
    assert {state.value for state in CallWorkflow.states} == set(CallState.values)
    assert all(str(state.explanation) for state in EnrollmentWorkflow.states)


def test_a_step_leaves_a_transition_and_a_ledger_row(call: Any, officer: Any) -> None:
    enrollment = in_state(call, EnrollmentState.SUBMITTED)
    with transaction.atomic(), EnrollmentWorkflow.transition("start_review", enrollment, by=officer):
        pass
    row = EnrollmentTransition.objects.get(subject=enrollment)
    assert (row.from_state, row.to_state, row.by) == ("submitted", "in_review", officer)
    assert LedgerEntry.objects.filter(action="enrollment.start_review", object_id=enrollment.pk).count() == 1
