"""The officer's queue: what is theirs, narrowed and found, in as many queries as it takes for one row."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal.accounts.models import User
from portal.core import clock
from portal.core.enums import Role
from programs.models import Call, Case
from tests.factories.enterprises import EnterpriseFactory
from tests.factories.organizations import MembershipFactory, OrganizationFactory, member_of
from tests.factories.programs import CallFactory, ProgramFactory
from tests.programs.conftest import S, in_state

pytestmark = pytest.mark.django_db

QUEUE = reverse("console:queue")


def folios(client: Client, **asked: str) -> list[str]:
    response = client.get(QUEUE, asked)
    assert response.status_code == 200
    return [row["case"].folio for row in response.context["rows"]]


@pytest.fixture
def queue(client: Client, officer: User) -> Client:
    client.force_login(officer)
    return client


def test_the_queue_holds_what_waits_for_ones_own_organization_what_is_due_first_on_top(
    queue: Client, call: Call
) -> None:
    late, soon = in_state(call, S.SUBMITTED), in_state(call, S.IN_REVIEW)
    Case.objects.filter(enrollment=soon).update(due_at=clock.now() + timedelta(days=1))
    in_state(call, S.APPROVED)
    in_state(CallFactory(program=call.program), S.SUBMITTED)
    assert folios(queue) == [soon.folio, late.folio]


@pytest.mark.parametrize(
    ("view", "states"),
    [
        ("pending", {S.SUBMITTED, S.IN_REVIEW}),
        ("correction", {S.CHANGES_REQUESTED}),
        ("waiting", {S.WAITLISTED, S.OFFERED}),
        ("decided", {S.APPROVED, S.REJECTED, S.COMPLETED}),
        ("all", set(S) - {S.DRAFT}),
    ],
)
def test_a_view_shows_its_states_and_its_count(queue: Client, call: Call, view: str, states: set[str]) -> None:
    Call.objects.filter(pk=call.pk).update(places=20)
    call.refresh_from_db()
    for state in S:
        in_state(call, state)
    response = queue.get(QUEUE, {"vista": view})
    assert {row["case"].state for row in response.context["rows"]} == states
    assert next(item["count"] for item in response.context["views"] if item["name"] == view) == len(states)


def test_a_view_that_is_none_is_the_first(queue: Client, call: Call) -> None:
    waiting = in_state(call, S.SUBMITTED)
    assert folios(queue, vista="' OR 1=1") == [waiting.folio]


def test_a_file_is_found_by_folio_and_by_name(queue: Client, call: Call) -> None:
    enterprise = EnterpriseFactory(municipality=call.municipality, legal_name="Peletería Ñandú", trade_name="")
    wanted, other = in_state(call, S.SUBMITTED, enterprise=enterprise), in_state(call, S.SUBMITTED)
    Case.objects.filter(enrollment=wanted).update(search_text="pru-1 peleteria nandu")
    assert folios(queue, buscar="ÑANDÚ") == [wanted.folio]
    assert folios(queue, buscar=other.folio.lower()) == [other.folio]
    response = queue.get(QUEUE, {"buscar": "nada parecido"})
    assert response.context["rows"] == []
    assert "?" in response.content.decode()  # the way back: without filters


def test_the_filters_narrow_by_call_size_and_officer(queue: Client, call: Call, officer: User) -> None:
    other_call = CallFactory(program=call.program, reviewer=call.reviewer)
    mine, small, elsewhere = in_state(call, S.IN_REVIEW), in_state(call, S.SUBMITTED), in_state(other_call, S.SUBMITTED)
    Case.objects.filter(enrollment=mine).update(assignee=officer)
    Case.objects.filter(enrollment=small).update(size="small")
    assert folios(queue, asignado="me") == [mine.folio]
    assert set(folios(queue, asignado="nobody")) == {small.folio, elsewhere.folio}
    assert folios(queue, tamano="small") == [small.folio]
    choices = queue.get(QUEUE).context["filter"].form.fields["convocatoria"].choices
    chosen = next(str(value) for value, label in choices if label == str(other_call))
    assert folios(queue, convocatoria=chosen) == [elsewhere.folio]


def test_two_cities_may_call_their_calls_the_same(client: Client) -> None:
    """An organization of the state reviews in several cities, and a call's address is unique in one."""
    chamber = OrganizationFactory(municipality=None)
    client.force_login(member_of(chamber))
    calls = [CallFactory(program=ProgramFactory(), reviewer=chamber, slug="academia") for _ in range(2)]
    waiting = [in_state(call, S.SUBMITTED).folio for call in calls]
    assert set(folios(client)) == set(waiting)
    choices = client.get(QUEUE).context["filter"].form.fields["convocatoria"].choices
    found = [folios(client, convocatoria=str(value)) for value, _label in choices if value]
    assert sorted(found) == sorted([folio] for folio in waiting)


@pytest.mark.parametrize(
    "asked", ["convocatoria=nada", "convocatoria=%00", "tamano=x", "asignado=x", "page=x", "buscar=%00"]
)
def test_what_is_no_filter_fails_nothing(queue: Client, call: Call, asked: str) -> None:
    in_state(call, S.SUBMITTED)
    assert queue.get(f"{QUEUE}?{asked}").status_code == 200


def queries_of(client: Client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(
        connection,
    ) as made:
        assert client.get(url).status_code == 200
    return len(made)


def test_the_queue_takes_no_more_queries_for_more_rows(queue: Client, call: Call, officer: User) -> None:
    Call.objects.filter(pk=call.pk).update(places=50)
    call.refresh_from_db()

    def fill(rows: int) -> None:
        for state in (S.SUBMITTED, S.IN_REVIEW, S.CHANGES_REQUESTED) * rows:
            Case.objects.filter(enrollment=in_state(call, state)).update(
                assignee=member_of(call.reviewer), locked_by=officer, locked_until=clock.now() + timedelta(minutes=5)
            )

    fill(1)
    few = queries_of(queue, f"{QUEUE}?vista=all")
    fill(6)
    assert queries_of(queue, f"{QUEUE}?vista=all") == few


def test_the_next_file_is_taken_from_every_organization_of_the_officer(client: Client, call: Call) -> None:
    other = CallFactory()
    officer = member_of(call.reviewer)
    MembershipFactory(user=officer, organization=other.reviewer, role=Role.OFFICER)
    waiting = in_state(other, S.SUBMITTED)
    client.force_login(officer)
    response = client.post(reverse("console:next"))
    assert response["Location"] == reverse("console:file", args=[waiting.case.public_id])
    waiting.case.refresh_from_db()
    assert (waiting.case.locked_by, waiting.case.state) == (officer, S.IN_REVIEW)


def test_with_nothing_waiting_the_officer_is_told_and_stays_at_the_queue(queue: Client, call: Call) -> None:
    response = queue.post(reverse("console:next"), follow=True)
    assert response.redirect_chain == [(QUEUE, 302)]
    assert len(response.context["messages"]) == 1


def test_a_role_that_ended_closes_the_queue_in_the_next_request(queue: Client, officer: User) -> None:
    assert queue.get(QUEUE).status_code == 200
    officer.memberships.update(ended_at=clock.now())
    assert queue.get(QUEUE).status_code == 404
