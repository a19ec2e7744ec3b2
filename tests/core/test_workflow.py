from contextlib import contextmanager

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction

from portal.core import checks, diagrams
from portal.core.enums import Role
from portal.core.models import LedgerEntry
from portal.core.workflow import Conflict, State, Transition, TransitionNotAllowed, Workflow, registered


@pytest.fixture
def flow(permit):
    from tests.core.permits.workflow import PermitWorkflow

    return PermitWorkflow


@contextmanager
def refused(code):
    with pytest.raises(TransitionNotAllowed) as refusal, transaction.atomic():
        yield
    assert refusal.value.code == code


def test_a_step_sets_the_state_and_leaves_a_row_and_a_ledger_entry(flow, permit, officer):
    with transaction.atomic(), flow.transition("refuse", permit, by=officer, note="Falta el plano") as held:
        held.officer_id = officer.pk
    permit.refresh_from_db()
    assert (permit.state, permit.version) == ("refused", 1)
    row = permit.transitions.get()
    assert (row.from_state, row.to_state, row.verb, row.by, row.note) == (
        "asked",
        "refused",
        "refuse",
        officer,
        "Falta el plano",
    )
    entry = LedgerEntry.objects.get()
    assert (entry.action, entry.object_public_id) == ("permits.permit.refuse", permit.public_id)
    assert entry.data["to"] == "refused"
    assert "plano" not in str(entry.data)


def test_the_state_is_read_again_under_the_lock(flow, permit, officer):
    type(permit).objects.filter(pk=permit.pk).update(state="given")
    with refused("wrong_state"), flow.transition("give", permit, by=officer):
        pytest.fail("the body must not run")
    assert permit.state == "asked"  # what the caller holds is old; the row decided


def test_who_has_another_role_is_refused(flow, permit, officer):
    other = type(officer)(pk=officer.pk + 1)
    with refused("wrong_role"), flow.transition("give", permit, by=other):
        pytest.fail("the body must not run")
    with refused("wrong_role"), flow.transition("give", permit, by=None):
        pytest.fail("a job is not an officer")


def test_a_needed_note_cannot_be_blank(flow, permit, officer):
    with refused("note_required"), flow.transition("refuse", permit, by=officer, note="  "):
        pytest.fail("the body must not run")


def test_who_opened_an_older_version_is_told_so(flow, permit, officer):
    type(permit).objects.filter(pk=permit.pk).update(version=3)
    with pytest.raises(Conflict), transaction.atomic(), flow.transition("give", permit, by=officer, expected_version=2):
        pytest.fail("the body must not run")
    with transaction.atomic(), flow.transition("give", permit, by=officer, expected_version=3) as held:
        pass
    assert held.version == 4


def test_the_scarce_row_is_locked_first_and_found_on_the_object(flow, permit, officer, django_assert_num_queries):
    with transaction.atomic(), flow.transition("give", permit, by=officer, takes=permit.quota) as held:
        with django_assert_num_queries(0):
            assert held.quota.places == 1
        assert held.quota is not permit.quota


def test_an_error_in_the_body_leaves_nothing(flow, permit, officer):
    with pytest.raises(ZeroDivisionError), transaction.atomic(), flow.transition("give", permit, by=officer):
        1 / 0  # noqa: B018
    permit.refresh_from_db()
    assert (permit.state, permit.transitions.count(), LedgerEntry.objects.count()) == ("asked", 0, 0)


def test_buttons_are_what_state_and_role_allow(flow, permit, officer):
    assert [t.verb for t in flow.allowed(permit, officer)] == ["give", "refuse"]
    assert flow.allowed(permit, type(officer)(pk=officer.pk + 1)) == []
    permit.state = "given"
    assert [t.verb for t in flow.allowed(permit, None)] == ["lapse"]


def test_a_table_with_an_unknown_state_does_not_load():
    with pytest.raises(ImproperlyConfigured, match="nowhere"):
        type(
            "Broken",
            (Workflow,),
            {
                "name": "broken",
                "states": (State("a", "A", "A", "A"),),
                "initial": "a",
                "transitions": (Transition("go", ("a",), "nowhere", (Role.STAFF,), "Go"),),
                "log": "x.Y",
            },
        )
    assert "broken" not in registered


def test_the_checks_find_a_state_that_the_model_lacks(flow, monkeypatch):
    assert list(checks.check_workflow(flow)) == []
    monkeypatch.setattr(flow, "states", (*flow.states, State("lost", "Lost", "Lost", "Lost")))
    assert [problem.id for problem in checks.check_workflow(flow)] == ["core.E002"]


@pytest.mark.usefixtures("in_english")
def test_the_diagram_shows_every_edge_and_where_it_ends(flow):
    text = diagrams.section(flow)
    assert "    asked --> refused: refuse\n" in text
    assert "    refused --> [*]\n" in text
    assert "| `refuse` | Refuse | `asked` | `refused` | Reviewing officer | required |" in text
