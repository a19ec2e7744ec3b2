"""The officers' side: the file of a request in the queue, its three decisions, and a session with who asked."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal.accounts.models import User
from portal.core.models import Municipality
from tests.factories.programs import DecisionReasonFactory
from tests.factories.trainings import PriorityRuleFactory, SessionFactory, ask, company, workers_of
from tests.trainings.conftest import assert_counted, officer_of, reload
from trainings.enums import RequestState as R
from trainings.models import SeatRequest, Session

pytestmark = pytest.mark.django_db


@pytest.fixture
def by_officer(juarez: Municipality) -> Session:
    PriorityRuleFactory(municipality=juarez, message="Tiene su domicilio en Juárez")
    return SessionFactory(municipality=juarez, by_officer=True)


@pytest.fixture
def officer(by_officer: Session, client: Client) -> User:
    user = officer_of(by_officer)
    client.force_login(user)
    return user


def at(page: str, row: SeatRequest) -> str:
    return reverse(f"seats:{page}", args=[row.case.public_id])


def decide(client: Client, page: str, row: SeatRequest, **data: Any) -> Any:
    return client.post(at(page, row), {"version": reload(row).version, "note": "", **data}, follow=True)


def test_a_request_is_in_the_queue_and_its_file_says_who_comes_why_it_stands_there_and_what_is_left(
    client: Client, by_officer: Session, officer: User
) -> None:
    enterprise = company(by_officer.municipality)
    people = workers_of(enterprise)
    row = ask(by_officer, enterprise, seats=2, people=people[:1])
    assert at("file", row) in client.get(reverse("console:queue")).content.decode()
    page = client.get(at("file", row)).content.decode()
    for text in (row.folio, people[0].full_name, enterprise.legal_name, "Tiene su domicilio en Juárez", "4 "):
        assert text in page
    assert at("approve", row) in page


def test_the_officer_gives_the_seats_and_the_second_that_does_not_fit_goes_to_the_waiting_list(
    client: Client, by_officer: Session, officer: User
) -> None:
    Session.objects.filter(pk=by_officer.pk).update(capacity=3)
    first, second = (ask(by_officer, seats=2) for _ in range(2))
    decide(client, "approve", first)
    assert reload(first).state == R.CONFIRMED
    assert at("approve", second) not in client.get(at("file", second)).content.decode()
    decide(client, "approve", second)
    assert reload(second).state == R.SUBMITTED
    decide(client, "waitlist", second)
    assert reload(second).state == R.WAITLISTED
    assert_counted(by_officer)


def test_who_accepts_fewer_is_given_those_that_are_left(client: Client, by_officer: Session, officer: User) -> None:
    Session.objects.filter(pk=by_officer.pk).update(capacity=1)
    row = ask(by_officer, seats=2, least=1)
    decide(client, "approve", row)
    assert (reload(row).state, reload(row).seats_given) == (R.CONFIRMED, 1)


def test_without_a_reason_nothing_is_rejected_and_with_one_the_enterprise_reads_it(
    client: Client, by_officer: Session, officer: User
) -> None:
    reason = DecisionReasonFactory(municipality=by_officer.municipality, text="El curso es para otro sector.")
    row = ask(by_officer)
    assert decide(client, "reject", row, note="x").status_code == 200
    assert reload(row).state == R.SUBMITTED
    decide(client, "reject", row, reason=reason.code)
    assert reload(row).state == R.REJECTED
    client.force_login(row.applicant)
    assert (
        "El curso es para otro sector."
        in client.get(reverse("trainings:request", args=[row.public_id])).content.decode()
    )


def test_the_officer_of_another_chamber_gets_404_and_whoever_asked_does_not_decide(
    client: Client, by_officer: Session, juarez: Municipality
) -> None:
    row = ask(by_officer)
    client.force_login(officer_of(SessionFactory(municipality=juarez)))
    pages = [at(page, row) for page in ("file", "approve", "reject", "waitlist")]
    pages.append(reverse("seats:session", args=[by_officer.public_id]))
    assert {client.get(page).status_code for page in pages} == {404}
    client.force_login(row.applicant)
    assert {client.get(page).status_code for page in pages} == {404}


def test_the_session_lists_who_asked_in_order_with_the_reasons(
    client: Client, by_officer: Session, officer: User
) -> None:
    rows = [ask(by_officer) for _ in range(3)]
    decide(client, "approve", rows[2])
    page = client.get(reverse("seats:session", args=[by_officer.public_id])).content.decode()
    places = [page.index(row.folio) for row in (rows[0], rows[1], rows[2])]
    assert places == sorted(places)
    assert "Tiene su domicilio en Juárez" in page


def test_the_officer_adds_seats_which_go_to_the_waiting_list_and_cancels_with_a_reason(
    client: Client, juarez: Municipality
) -> None:
    session = SessionFactory(municipality=juarez, capacity=1)
    rows = [ask(session) for _ in range(2)]
    assert reload(rows[1]).state == R.WAITLISTED
    client.force_login(officer_of(session))
    address = reverse("seats:session", args=[session.public_id])
    client.post(address, {"verb": "capacity", "capacity": "9999"})
    session.refresh_from_db()
    assert session.capacity == 1
    client.post(address, {"verb": "capacity", "capacity": "2"})
    assert reload(rows[1]).state == R.CONFIRMED
    client.post(address, {"verb": "cancel", "note": " "})
    assert reload(rows[0]).state == R.CONFIRMED
    client.post(address, {"verb": "cancel", "note": "No hay quién lo imparta."})
    assert {reload(row).state for row in rows} == {R.CANCELLED}


def test_a_draft_says_what_keeps_it_from_being_published_and_is_published_when_mended(
    client: Client, juarez: Municipality, english: None
) -> None:
    session = SessionFactory(municipality=juarez, draft=True, capacity=31)
    client.force_login(officer_of(session))
    address = reverse("seats:session", args=[session.public_id])
    page = client.get(address).content.decode()
    assert "More people are to come than fit in the venue." in page
    client.post(address, {"verb": "publish"})
    session.refresh_from_db()
    assert session.state == "draft"
    client.post(address, {"verb": "capacity", "capacity": "30"})
    client.post(address, {"verb": "publish"})
    session.refresh_from_db()
    assert session.state == "published"


@pytest.mark.parametrize("name", ["sessions", "session"])
def test_the_lists_take_as_many_queries_for_many_rows_as_for_one(
    client: Client, by_officer: Session, officer: User, name: str
) -> None:
    address = reverse(f"seats:{name}", args=[by_officer.public_id] if name == "session" else [])
    ask(by_officer, seats=2)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    for _ in range(3):
        ask(by_officer, seats=1)
        SessionFactory(municipality=by_officer.municipality, course=by_officer.course)
    with CaptureQueriesContext(connection) as many:
        client.get(address)
    assert len(few) == len(many)
