"""`/mi/capacitaciones/`: an enterprise asks for seats, names its people, follows and withdraws the request."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from enterprises.models import Enterprise
from portal.core.models import Municipality
from portal.notifications.models import OutboxMessage
from tests.factories.accounts import UserFactory
from tests.factories.enterprises import EnterpriseFactory
from tests.factories.trainings import PriorityRuleFactory, SessionFactory, ask, company, owner_of, workers_of
from tests.trainings.conftest import officer_of, reload
from trainings.enums import RequestState as R
from trainings.models import SeatRequest, Session

pytestmark = pytest.mark.django_db


@pytest.fixture
def enterprise(juarez: Municipality, client: Client) -> Enterprise:
    enterprise = company(juarez)
    client.force_login(owner_of(enterprise))
    return enterprise


def ask_page(session: Session) -> str:
    return reverse("trainings:ask", args=[session.public_id])


def page_of(row: SeatRequest, page: str = "request") -> str:
    return reverse(f"trainings:{page}", args=[row.public_id])


def send(client: Client, session: Session, **data: Any) -> Any:
    return client.post(ask_page(session), {name.replace("_", "-"): value for name, value in data.items()}, follow=True)


def test_two_people_one_of_the_list_and_one_new_get_their_seats_at_once(
    client: Client, session: Session, enterprise: Enterprise
) -> None:
    worker = workers_of(enterprise)[0]
    answer = send(client, session, seats=2, worker_1=worker.public_id, name_2="Rosa Prueba", position_2="Tornera")
    row = SeatRequest.objects.get()
    assert answer.redirect_chain[-1][0] == page_of(row)
    assert (row.state, row.seats_given, row.least_accepted) == (R.CONFIRMED, 2, 2)
    assert [seat.full_name for seat in row.seats.all()] == [worker.full_name, "Rosa Prueba"]
    assert enterprise.workers.get(full_name="Rosa Prueba").position == "Tornera"
    assert "Rosa Prueba" in answer.content.decode()


def test_a_refused_request_writes_down_nobody_and_keeps_what_was_typed(
    client: Client, session: Session, enterprise: Enterprise
) -> None:
    worker = workers_of(enterprise)[0]
    ask(session, enterprise, people=[worker])
    answer = send(client, session, seats=1, worker_1=worker.public_id)
    assert worker.full_name in answer.content.decode()
    before = enterprise.workers.count()
    Session.objects.filter(pk=session.pk).update(company_cap=3)
    send(client, session, seats=2, worker_1=worker.public_id, name_2="Rosa Prueba", position_2="Tornera")
    assert enterprise.workers.count() == before
    assert SeatRequest.objects.count() == 1


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({}, "seats"),
        ({"seats": "0"}, "seats"),
        ({"seats": "3-o-menos"}, "seats"),
        ({"seats": 1, "name_1": "Rosa Prueba"}, "position-1"),
        ({"seats": 1, "position_1": "Tornera"}, "name-1"),
        ({"seats": 1, "name_1": "A", "position_1": "B", "name_2": "C", "position_2": "D"}, "seats"),
        ({"seats": 1, "worker_1": "no-existe"}, "worker-1"),
    ],
)
def test_what_is_missing_or_wrong_is_said_beside_its_field(
    client: Client, session: Session, enterprise: Enterprise, data: dict[str, Any], field: str
) -> None:
    answer = client.post(ask_page(session), {key.replace("_", "-"): value for key, value in data.items()} or {"x": "1"})
    assert field in answer.context["form"].errors
    assert not SeatRequest.objects.exists()


def test_where_requests_are_gathered_the_page_says_until_when_and_why_one_stands_where_one_stands(
    client: Client, juarez: Municipality, enterprise: Enterprise, english: None
) -> None:
    PriorityRuleFactory(municipality=juarez, message="Tiene su domicilio en Juárez")
    ranked = SessionFactory(municipality=juarez, ranked=True)
    page = client.get(ask_page(ranked)).content.decode()
    assert "Tiene su domicilio en Juárez" in page
    assert "Requests are gathered until" in page
    answer = send(client, ranked, seats=1).content.decode()
    assert "Requests are gathered until" in answer
    assert "Tiene su domicilio en Juárez (20 points)" in answer
    assert "number <strong>1</strong> of 1" in answer


def test_names_come_later_and_somebody_else_is_sent(client: Client, session: Session, enterprise: Enterprise) -> None:
    row = ask(session, enterprise, seats=2)
    first, second = workers_of(enterprise)
    client.post(page_of(row, "people"), {"worker-1": first.public_id, "worker-2": second.public_id})
    assert [seat.full_name for seat in row.seats.all()] == [first.full_name, second.full_name]
    client.post(
        page_of(row, "people"), {"worker-1": second.public_id, "name-2": "Rosa Prueba", "position-2": "Tornera"}
    )
    assert [seat.full_name for seat in row.seats.all()] == [second.full_name, "Rosa Prueba"]
    answer = client.post(page_of(row, "people"), {"worker-1": second.public_id, "worker-2": second.public_id})
    assert "worker-2" in answer.context["form"].errors


def test_the_waiting_list_says_the_place_and_whoever_withdraws_makes_room(
    client: Client, session: Session, enterprise: Enterprise, english: None
) -> None:
    Session.objects.filter(pk=session.pk).update(capacity=1)
    holder = ask(session)
    row = ask(session, enterprise)
    assert "You are number <strong>1</strong> on the waiting list." in client.get(page_of(row)).content.decode()
    client.force_login(holder.applicant)
    client.post(page_of(holder, "withdraw"), {"note": "No podemos ir."})
    assert (reload(holder).state, reload(row).state) == (R.WITHDRAWN, R.CONFIRMED)


def test_with_the_cap_used_up_or_the_session_closed_the_page_says_so(
    client: Client, session: Session, enterprise: Enterprise
) -> None:
    ask(session, enterprise, seats=2)
    assert "form" not in client.get(ask_page(session)).context
    Session.objects.filter(pk=session.pk).update(state="closed", company_cap=3)
    assert "form" not in client.get(ask_page(session)).context


def test_who_has_several_enterprises_chooses_and_who_has_none_is_led_to_register(
    client: Client, session: Session, enterprise: Enterprise
) -> None:
    other = EnterpriseFactory(municipality=session.municipality, owner=owner_of(enterprise))
    assert str(other.public_id) in client.get(ask_page(session)).content.decode()
    assert client.get(f"{ask_page(session)}?empresa={other.public_id}").context["enterprise"] == other
    assert client.get(f"{ask_page(session)}?empresa=x").status_code == 404
    stranger = company(session.municipality)
    assert client.get(f"{ask_page(session)}?empresa={stranger.public_id}").status_code == 404
    client.force_login(UserFactory())
    assert reverse("enterprises:new") in client.get(ask_page(session)).content.decode()


def test_another_enterprises_request_is_404_and_so_is_a_session_that_is_not_public(
    client: Client, session: Session, enterprise: Enterprise
) -> None:
    row = ask(session)
    for page in ("request", "people", "withdraw"):
        assert client.get(page_of(row, page)).status_code == 404
    assert client.get(ask_page(SessionFactory(municipality=session.municipality, draft=True))).status_code == 404


def test_the_mails_lead_to_the_request_and_to_its_file(juarez: Municipality) -> None:
    session = SessionFactory(municipality=juarez, by_officer=True)
    officer_of(session)
    row = ask(session)
    facts = " ".join(str(facts) for facts in OutboxMessage.objects.values_list("facts", flat=True))
    assert page_of(row) in facts
    assert reverse("seats:file", args=[row.case.public_id]) in facts


def test_my_space_shows_what_is_under_way(client: Client, session: Session, enterprise: Enterprise) -> None:
    row = ask(session, enterprise)
    assert page_of(row) in client.get(reverse("public:mine")).content.decode()
    assert page_of(row) in client.get(reverse("trainings:list")).content.decode()
