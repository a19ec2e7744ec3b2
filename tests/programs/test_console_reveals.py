"""Personal ids in the console: masked, shown once to an officer who asks, and the asking written down."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from portal.accounts.models import User
from portal.core.enums import Role
from portal.core.models import LedgerEntry
from programs.models import Call, Case, Enrollment
from tests.factories.organizations import city_member
from tests.factories.programs import CallFactory
from tests.programs.conftest import S, in_state

pytestmark = pytest.mark.django_db

CURP = "PRBX800101MGTRRN09"
SCHEMA: dict[str, Any] = {
    "project": "none",
    "pages": [
        {
            "code": "quien",
            "title": "Quién solicita",
            "questions": [
                {"code": "curp", "kind": "personal_id", "label": "CURP"},
                {"code": "que-vende", "kind": "text", "label": "¿Qué vende?"},
            ],
        }
    ],
}


@pytest.fixture
def call(db: None) -> Call:
    return CallFactory(schema=SCHEMA)


@pytest.fixture
def case(call: Call) -> Case:
    answers = {"answers": {"que-vende": "Zapato"}, "private_answers": f'{{"curp": "{CURP}"}}'}
    return in_state(call, S.IN_REVIEW, **answers).case


@pytest.fixture
def desk(client: Client, officer: User) -> Client:
    client.force_login(officer)
    return client


def at(page: str, case: Case, *more: str) -> str:
    return reverse(f"console:{page}", args=[case.public_id, *more])


def page_of(client: Client, case: Case) -> str:
    response = client.get(at("file", case))
    assert "no-store" in response["Cache-Control"]
    return response.content.decode()


@pytest.mark.parametrize(("page", "more"), [("reveal_tax_id", ()), ("reveal_answer", ("curp",))])
def test_an_id_is_shown_whole_once_and_the_look_is_written_down(
    desk: Client, officer: User, case: Case, page: str, more: tuple[str, ...]
) -> None:
    whole = CURP if more else case.enterprise.tax_id
    assert whole not in page_of(desk, case)
    assert desk.post(at(page, case, *more))["Location"].startswith(at("file", case))
    assert whole in page_of(desk, case)
    assert whole not in page_of(desk, case)
    row = LedgerEntry.objects.get(action=f"programs.case.{page}")
    assert (row.by_id, row.object_id) == (officer.pk, case.pk)
    assert whole not in str(row.data)


def test_what_is_revealed_of_one_file_is_not_shown_in_another(desk: Client, call: Call, case: Case) -> None:
    other = in_state(call, S.IN_REVIEW).case
    desk.post(at("reveal_tax_id", case))
    assert other.enterprise.tax_id not in page_of(desk, other)
    assert case.enterprise.tax_id in page_of(desk, case)


def test_who_reads_the_city_reveals_nothing_and_other_answers_are_no_ids(
    client: Client, officer: User, case: Case
) -> None:
    client.force_login(city_member(case.municipality, Role.AUDITOR))
    assert "clave-fiscal" not in page_of(client, case)
    client.post(at("reveal_tax_id", case))
    assert case.enterprise.tax_id not in page_of(client, case)
    client.force_login(officer)
    client.post(at("reveal_answer", case, "que-vende"))
    assert not LedgerEntry.objects.filter(action="programs.case.reveal_answer").exists()


def test_a_file_is_found_by_its_whole_tax_id_in_every_view(desk: Client, call: Call, case: Case) -> None:
    in_state(call, S.IN_REVIEW)
    Enrollment.objects.filter(pk=case.enrollment_id).update(state=S.WITHDRAWN)
    Case.objects.filter(pk=case.pk).update(state=S.WITHDRAWN)
    tax_id = case.enterprise.tax_id
    for text in (tax_id, f" {tax_id[:3]}-{tax_id[3:]} ".lower()):
        response = desk.get(reverse("console:queue"), {"buscar": text, "vista": "pending"})
        assert [row["case"] for row in response.context["rows"]] == [case]
    assert desk.get(reverse("console:queue"), {"buscar": tax_id[:-1]}).context["rows"] == []
