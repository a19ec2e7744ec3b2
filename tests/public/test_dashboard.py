"""`/gestion/`: who reads it, what the filters do, and the files."""

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.core.enums import Role
from programs.enums import EnrollmentState as S
from programs.models import Call
from tests.factories.accounts import UserFactory
from tests.factories.organizations import MembershipFactory, city_member, city_organization, member_of
from tests.factories.programs import CallFactory, EnrollmentFactory

pytestmark = pytest.mark.django_db

PAGE, FILE = "/gestion/", "/gestion/cifras/estado-de-las-solicitudes.csv"


@pytest.fixture
def call() -> Call:
    call = CallFactory(places=40)
    for state in S.values:
        EnrollmentFactory(call=call, state=state)
    return call


def rows(response) -> list[list[str]]:
    return list(csv.reader(io.StringIO(response.getvalue().decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("role", [Role.STAFF, Role.CITY_ADMIN, Role.AUDITOR, Role.FINANCE])
def test_the_desk_reads_the_figures_of_its_city(client, call, role):
    client.force_login(city_member(call.municipality, role))
    response = client.get(PAGE)
    assert [panel["slug"] for panel in response.context["panels"]][:2] == [
        "camino-de-las-solicitudes", "estado-de-las-solicitudes",
    ]  # fmt: skip
    assert response.content.decode().count('role="img"') >= 6
    assert "/gestion/metas.pdf" in response.content.decode()
    assert client.get(FILE).status_code == 200


@pytest.mark.parametrize("role", [Role.CONTRIBUTOR, Role.OFFICER, Role.TRAINER, Role.EVALUATOR])
def test_others_find_nothing_there(client, call, role):
    for user in (UserFactory(), member_of(call.reviewer, role)):
        client.force_login(user)
        assert client.get(PAGE).status_code == 404
        assert client.get(FILE).status_code == 404


def test_another_city_is_not_found_and_whoever_has_two_chooses(client, call):
    other = CallFactory()
    staff = city_member(call.municipality, Role.STAFF)
    client.force_login(staff)
    assert client.get(PAGE, {"ciudad": other.municipality.slug}).status_code == 404
    MembershipFactory(user=staff, organization=city_organization(other.municipality), role=Role.STAFF)
    response = client.get(PAGE, {"ciudad": other.municipality.slug})
    assert response.context["city"] == other.municipality
    assert 'name="ciudad"' in response.content.decode()


def test_the_filters_stand_in_the_address_and_reach_the_file(client, call):
    other = CallFactory(program=call.program, places=9)
    EnrollmentFactory(call=other, state=S.APPROVED)
    client.force_login(city_member(call.municipality, Role.STAFF))
    response = client.get(PAGE, {"convocatoria": str(other.public_id), "desde": "2020-01-01"})
    assert f"convocatoria={other.public_id}&amp;desde=2020-01-01" in response.content.decode()
    found = rows(client.get(FILE, {"convocatoria": str(other.public_id)}))
    assert sum(int(row[1]) for row in found[1:]) == 1
    assert sum(int(row[1]) for row in rows(client.get(FILE))[1:]) == len(S.values) + 1


@pytest.mark.parametrize(
    "query",
    [
        {"desde": "2026-05-02", "hasta": "2026-05-01"},
        {"desde": "ayer"},
        {"convocatoria": "x"},
        {"programa": "00000000-0000-0000-0000-000000000000"},
    ],
)
def test_a_wrong_filter_is_said_and_no_number_is_shown(client, call, query):
    client.force_login(city_member(call.municipality, Role.STAFF))
    response = client.get(PAGE, query)
    assert response.context["panels"] == []
    assert response.content.decode().count('class="error"') == 1
    assert client.get(FILE, query).status_code == 404


def test_the_call_of_another_city_is_no_choice(client, call):
    client.force_login(city_member(call.municipality, Role.STAFF))
    response = client.get(PAGE, {"convocatoria": str(CallFactory().public_id)})
    assert response.context["form"].errors


def test_a_file_holds_no_formula(client, call):
    enrollment = EnrollmentFactory(call=call, state=S.SUBMITTED)
    enrollment.case.line = "=cmd|' /C calc'!A0"
    enrollment.case.save()
    client.force_login(city_member(call.municipality, Role.STAFF))
    found = rows(client.get("/gestion/cifras/solicitudes-por-linea.csv"))
    assert "'=cmd|' /C calc'!A0" in [row[0] for row in found]


def test_who_may_is_shown_the_way(client, call):
    client.force_login(city_member(call.municipality, Role.AUDITOR))
    assert 'href="/gestion/"' in client.get("/mi/").content.decode()
    assert 'href="/gestion/"' in client.get("/admin/").content.decode()
    client.force_login(UserFactory())
    assert 'href="/gestion/"' not in client.get("/mi/").content.decode()


def test_as_many_queries_for_more_rows(client, call):
    client.force_login(city_member(call.municipality, Role.STAFF))

    def queries() -> int:
        with CaptureQueriesContext(connection) as made:
            client.get(PAGE)
        return len(made)

    few = queries()
    for state in S.values:
        EnrollmentFactory(call=call, state=state)
        EnrollmentFactory(call=CallFactory(program=call.program, places=9), state=state)
    assert queries() == few <= 25
