"""Open data: the numbers of the page, the lawful columns and no other, told in a dictionary, fetched again for free."""

import csv
import datetime as dt
import io
import json

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from portal.accounts.enums import Sex
from portal.core import ledger
from portal.core.models import Municipality
from portal.reports.open_data import datasets
from programs.enums import EnrollmentState as S
from programs.models import Call, Target
from programs.public_figures import PublicFigures
from tests.factories.accounts import PersonFactory
from tests.factories.core import MunicipalityFactory
from tests.factories.enterprises import EnterpriseFactory
from tests.factories.programs import CallFactory, EnrollmentFactory, ProgramFactory, member
from tests.factories.trainings import SessionFactory

pytestmark = pytest.mark.django_db

SLUGS = [dataset.slug for dataset in datasets()]


def url(page: str, city: Municipality, slug: str) -> str:
    return reverse(f"public:dataset_{page}", args=[city.slug, slug])


def rows(client: Client, city: Municipality, slug: str) -> list[dict[str, str]]:
    body = client.get(url("csv", city, slug)).getvalue().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(body, newline="")))


@pytest.fixture
def call() -> Call:
    call = CallFactory(places=80, title="=HYPERLINK(1)")
    for state in (S.APPROVED, S.COMPLETED, S.REJECTED, S.SUBMITTED):
        for _ in range(6):
            EnrollmentFactory(call=call, state=state)
    Target.objects.create(
        municipality=call.municipality, program=call.program, slug="m", name="Empresas", unit="enterprise", number=100
    )
    SessionFactory(municipality=call.municipality)
    return call


@pytest.fixture
def city(call: Call) -> Municipality:
    return call.municipality


def test_the_calls_are_those_that_anyone_may_read(client, call, city):
    CallFactory(program=call.program, draft=True)
    CallFactory(program=call.program, state="cancelled")
    CallFactory(program=ProgramFactory(municipality=city, is_published=False))
    CallFactory(program=call.program, state="closed")
    found = rows(client, city, "convocatorias")
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT count(*), sum(places) FROM programs_call c JOIN programs_program p ON p.id = c.program_id
               WHERE c.municipality_id = %s AND c.state IN ('published', 'closed') AND p.is_published""",
            [city.pk],
        )
        assert (len(found), sum(int(row["lugares"]) for row in found)) == cursor.fetchone() == (2, 83)
    assert found[0]["convocatoria"] == "'=HYPERLINK(1)"  # no spreadsheet runs it
    assert found[0]["direccion"].endswith(f"/{city.slug}/convocatorias/{call.slug}/")


def test_counts_and_targets_are_those_of_the_page(client, call, city):
    figures = PublicFigures(city)
    told = [group.count for breakdown in figures.breakdowns for group in breakdown.groups]
    assert [row["cuenta"] for row in rows(client, city, "conteos-de-solicitudes")] == [
        "" if count is None else str(count) for count in told
    ]
    (target,) = rows(client, city, "metas")
    assert (target["cifra"], target["alcanzado"], target["avance"]) == ("100", "12", "12.0")


def test_the_register_has_the_lawful_columns_and_no_other(client, call, city):
    enterprise = EnterpriseFactory(municipality=city, natural=True, legal_name="Rosa Prueba", phone="+524771112233")
    PersonFactory(user=member(enterprise), birth_date=dt.date(1990, 1, 1), sex=Sex.FEMALE)
    EnrollmentFactory(call=call, enterprise=enterprise, state=S.APPROVED)
    found = rows(client, city, "padron-de-beneficiarios")
    assert set(found[0]) == {"nombre", "apoyo", "unidad_territorial", "edad", "sexo"}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM programs_enrollment WHERE call_id = %s AND state IN ('approved', 'completed')",
            [call.pk],
        )
        assert len(found) == cursor.fetchone()[0] == 13
    (rosa,) = [row for row in found if row["nombre"] == "Rosa Prueba"]
    assert int(rosa["edad"]) >= 36
    assert rosa["sexo"]
    everything = client.get(url("json", city, "padron-de-beneficiarios")).getvalue().decode()
    everything += client.get(url("detail", city, "padron-de-beneficiarios")).content.decode()
    for private in (enterprise.phone, enterprise.tax_id, member(enterprise).email, "1990"):
        assert private not in everything


def test_colombia_reserves_what_is_personal(client):
    call = CallFactory(places=9, program__municipality=MunicipalityFactory(colombia=True))
    city = call.municipality
    person = EnterpriseFactory(municipality=city, natural=True, legal_name="Rosa Prueba")
    PersonFactory(user=member(person), birth_date=dt.date(1990, 1, 1), sex=Sex.FEMALE)
    company = EnterpriseFactory(municipality=city, legal_name="Confecciones Imaginadas S.A.S.")
    for enterprise in (person, company):
        EnrollmentFactory(call=call, enterprise=enterprise, state=S.APPROVED)
    found = rows(client, city, "padron-de-beneficiarios")
    assert "Rosa Prueba" not in {row["nombre"] for row in found}
    assert "Confecciones Imaginadas S.A.S." in {row["nombre"] for row in found}
    assert [(row["edad"], row["sexo"]) for row in found] == [("", "")] * 2


@pytest.mark.parametrize("slug", SLUGS)
def test_every_dataset_has_its_page_its_dictionary_and_both_files(client, city, slug):
    assert client.get(url("detail", city, slug)).status_code == 200
    document = json.loads(client.get(url("json", city, slug)).getvalue())
    assert [column["name"] for column in document["columns"]] == list(rows(client, city, slug)[0])
    assert all(column["label"] and column["definition"] and column["type"] for column in document["columns"])
    assert document["licence"]
    assert document["as_of"]
    assert len(document["rows"]) == len(rows(client, city, slug))


@pytest.mark.parametrize("page", ["csv", "json"])
def test_what_has_not_changed_is_not_sent_again(client, city, page):
    address = url(page, city, "metas")
    first = client.get(address)
    assert "public" in first["Cache-Control"]
    again = client.get(address, headers={"if-none-match": first["ETag"]})
    assert again.status_code == 304
    assert client.get(address).getvalue()  # the short answer was kept for nobody else
    with transaction.atomic():
        ledger.append("tests.happened", by=None, municipality=city)
    assert client.get(address, headers={"if-none-match": first["ETag"]}).status_code == 200
    assert client.get(f"/en{address}", headers={"if-none-match": first["ETag"]}).status_code == 200


def test_the_city_says_its_own_licence(client, city):
    own = {"value": "Libre Uso MX", "to_be_set_by_staff": False, "note": ""}
    Municipality.objects.filter(pk=city.pk).update(settings={"open_data_licence": own})
    assert "Libre Uso MX" in client.get(reverse("public:dataset_list", args=[city.slug])).content.decode()


@pytest.mark.parametrize("page", ["detail", "csv", "json"])
def test_what_is_not_there_is_not_found(client, city, page):
    assert client.get(url(page, city, "no-hay")).status_code == 404
    Municipality.objects.filter(pk=city.pk).update(is_published=False)
    assert client.get(url(page, city, "metas")).status_code == 404


def test_a_long_table_is_shown_a_page_at_a_time(client, call, city):
    for _ in range(45):
        EnrollmentFactory(call=call, state=S.APPROVED)
    address = url("detail", city, "padron-de-beneficiarios")
    assert len(client.get(address).context["rows"]) == 50
    assert len(client.get(address, {"page": "2"}).context["rows"]) == 7
    assert client.get(address, {"page": "\x00"}).status_code == 200
