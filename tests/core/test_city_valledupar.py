"""Valledupar from its file: what the Alcaldía announced, and the whole way of an application in Colombian words."""

import re
from datetime import UTC, date, datetime, timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from enterprises.models import Enterprise, StrategicLine
from portal.core import cities, clock
from portal.core.calendar import BusinessCalendar
from portal.core.enums import Role
from portal.core.models import Municipality
from portal.notifications.models import OutboxMessage
from portal.notifications.rendering import render
from portal.organizations.models import Organization, Unit
from programs.actions import outcomes_for, publish_call
from programs.demo_content import pdf_of
from programs.enums import QuestionKind, Result
from programs.models import Call, Enrollment, Program, Target
from programs.receipts import receipt_pdf
from tests.factories.accounts import UserFactory
from tests.factories.organizations import city_member, member_of

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 21, 15, tzinfo=UTC)
MEXICAN = re.compile(
    r"\b(RFC|CURP|SAT|folios?|mxn|canacintra|arco|colonia|persona (moral|física)|constancia de situación fiscal|"
    r"acta constitutiva|aviso de privacidad|scian|reglas de operación|padrón|ventanilla)\b",
    re.IGNORECASE,
)


@pytest.fixture(autouse=True)
def in_november():
    with clock.moved_to(NOW):
        yield


@pytest.fixture
def valledupar(db) -> Municipality:
    cities.load(next(path for path in cities.shipped() if path.stem == "valledupar"))
    return Municipality.objects.get(slug="valledupar")


@pytest.fixture
def call(valledupar) -> Call:
    publish_call(Call.objects.get().versions.get(), by=city_member(valledupar, Role.STAFF))
    return Call.objects.get()


@pytest.fixture
def chamber(valledupar) -> Organization:
    return Organization.objects.get(slug="camara-valledupar")


class Reader:
    """A browser in Spanish that keeps the words of every page it saw."""

    def __init__(self, client: Client) -> None:
        self.client, self.seen = client, {}

    def get(self, name: str, *args: Any, query: str = "") -> str:
        address = reverse(name, args=args) + query
        answer = self.client.get(address, headers={"accept-language": "es"})
        assert answer.status_code == 200, address
        return self.keep(address, answer)

    def post(self, name: str, *args: Any, query: str = "", **data: Any) -> Any:
        address = reverse(name, args=args) + query
        answer = self.client.post(address, data, headers={"accept-language": "es"})
        assert answer.status_code == 302, self.keep(address, answer)
        return answer["Location"]

    def keep(self, address: str, answer: Any) -> str:
        page = answer.content.decode()
        body = page[page.index("<body") :]
        words = unescape(re.sub(r"\s+", " ", re.sub(r"<(script|style)\b.*?</\1>|<[^>]+>", " ", body, flags=re.S)))
        self.seen[address] = words
        return words

    def mexican_words(self) -> dict[str, set[str]]:
        found = {address: {m[0] for m in MEXICAN.finditer(words)} for address, words in self.seen.items()}
        return {address: words for address, words in found.items() if words}


# --- The file ---------------------------------------------------------------------------------------------------------
def test_valledupar_is_what_the_alcaldia_announced(valledupar):
    assert (valledupar.country, valledupar.currency, valledupar.locale) == ("CO", "COP", "es_CO")
    assert (valledupar.timezone, valledupar.folio_prefix) == ("America/Bogota", "VUP")
    assert valledupar.setting("divipola") == "20001"
    assert Unit.objects.get().name == "Secretaría de Desarrollo Económico, Medio Ambiente y Turismo"
    lines = StrategicLine.objects.published().for_municipality(valledupar)
    assert [line.slug for line in lines] == ["produccion", "comercializacion", "financiacion-de-proyectos-productivos"]
    program = Program.objects.get()
    roles = {(partner.organization.slug, partner.role) for partner in program.partners.select_related("organization")}
    assert roles == {
        ("camara-valledupar", "reviewer"),
        ("camara-valledupar", "ally"),
        ("innpulsa-colombia", "ally"),
        ("cemprende", "ally"),
    }
    assert Target.objects.get(slug="mipymes-impulsadas").number == 40
    assert all("lo fija el personal" in t.source or "40" in t.source for t in Target.objects.all())
    call = Call.objects.get()
    assert (call.places, call.reviewer.slug, call.state) == (40, "camara-valledupar", "draft")


def test_the_call_asks_the_documents_of_colombia_and_every_kind_of_question(valledupar):
    version = Call.objects.get().versions.get()
    documents = {row.code: (row.applies_to, row.max_age_days) for row in version.documents.all()}
    assert documents == {
        "rut": ("all", None),
        "existencia-y-representacion-legal": ("legal", 30),
        "cedula-representante": ("all", None),
        "matricula-mercantil-renovada": ("all", 30),
    }
    asked = {q["kind"] for page in version.form_schema["pages"] for q in page["questions"]}
    assert asked == set(QuestionKind.values)
    rule = version.rules.get(code="legalmente-constituida")
    assert (rule.fact, rule.severity) == ("legally_constituted", "hard")


def test_business_days_and_deadlines_are_those_of_colombia(valledupar, call):
    calendar = BusinessCalendar.of(valledupar)
    assert calendar.add(date(2026, 7, 3), 10) == date(2026, 7, 21)
    assert not calendar.is_business_day(date(2027, 4, 30))  # the Festival de la Leyenda Vallenata
    assert (call.closes_at - timedelta(hours=4, minutes=59, seconds=59)).hour == 0  # 23:59:59 in Bogotá is 04:59:59Z


# --- The way of an application ---------------------------------------------------------------------------------------
WRITTEN = {
    "negocio": {
        "producto": "Mochilas y artesanías",
        "inicio-operaciones": "2019-05-01",
        "ventas-mensuales": "3.500.000",
        "mercado": ["publico", "estado"],
    },
    "identidad": {"identidad-actual": "nombre", "historia": "Nació en el patio de mi casa."},
    "apoyo": {
        "lineas-de-apoyo": ["produccion", "comercializacion"],
        "necesidad": "Dos máquinas planas y un empaque que se pueda vender en ferias.",
        "monto-solicitado": "12.000.000",
        "contrapartida": "0",
        "otro-apoyo": "no",
        "otro-apoyo-detalle": "",
    },
    "compromiso": {
        "empleos-formales": "4",
        "empleos-nuevos": "2",
        "acepta-monitoreo": "yes",
        "cedula-numero": "49700001",
    },
}


def registers(reader: Reader) -> Enterprise:
    """The four pages of a registration, with the NIT and its digit apart."""
    reader.get("enterprises:new", query="?ciudad=valledupar")
    wrong = reader.client.post(
        reverse("enterprises:new") + "?ciudad=valledupar",
        {"person_type": "legal", "tax_id": "999.000.101", "check_digit": "5", "legal_name": "Artesanías Prueba S.A.S."},
    )
    assert "dígito de verificación" in reader.keep("NIT with a wrong digit", wrong)
    reader.post("enterprises:new", query="?ciudad=valledupar", person_type="legal", tax_id="999.000.101",
                check_digit="0", legal_name="Artesanías Prueba S.A.S.")  # fmt: skip
    enterprise = Enterprise.objects.get()
    assert (enterprise.tax_id, enterprise.municipality.slug) == ("999000101-0", "valledupar")
    reader.get("enterprises:activity", enterprise.public_id, query="?paso=2")
    reader.post("enterprises:activity", enterprise.public_id, sector_code="C", activity="Mochilas y artesanías",
                founded_on_day="1", founded_on_month="5", founded_on_year="2019")  # fmt: skip
    assert "Barrio" in reader.get("enterprises:contact", enterprise.public_id)
    reader.post("enterprises:contact", enterprise.public_id, street="Calle 15 # 14-33", neighbourhood="Cañahuate",
                postal_code="200001", phone="300 123 4567", is_women_led="true")  # fmt: skip
    reader.get("enterprises:figures", enterprise.public_id)
    reader.post("enterprises:figures", enterprise.public_id, year="2025", workers="6", sales="48.000.000")
    enterprise.refresh_from_db()
    assert (enterprise.size, enterprise.phone) == ("micro", "+573001234567")
    return enterprise


def applies(reader: Reader, call: Call, enterprise: Enterprise) -> Enrollment:
    reader.get("programs:start", call.public_id)
    reader.post("programs:start", call.public_id, enterprise=enterprise.public_id)
    enrollment = Enrollment.objects.get()
    reader.get("enterprises:project_new", enterprise.public_id)
    reader.post("enterprises:project_new", enterprise.public_id, title="Taller de mochilas",
                line=StrategicLine.objects.get(slug="produccion").pk, goal="Pasar de 40 a 90 mochilas por mes.",
                budget="18.500.000")  # fmt: skip
    reader.get("programs:project", enrollment.public_id)
    reader.post("programs:project", enrollment.public_id, project=enterprise.projects.get().pk)
    for code, answers in WRITTEN.items():
        reader.get("programs:page", enrollment.public_id, code)
        reader.post("programs:page", enrollment.public_id, code, **answers)
    reader.get("programs:documents", enrollment.public_id)
    for row in call.current_version.documents.order_by("pk"):
        reader.get("programs:upload", enrollment.public_id, row.code)
        reader.post("programs:upload", enrollment.public_id, row.code, file=pdf_of(row.name, "Artesanías Prueba"))
    reader.get("programs:overview", enrollment.public_id)
    review = reader.get("programs:review", enrollment.public_id)
    assert "$12.000.000" in review
    assert "$12.000.000,00" not in review
    reader.post("programs:review", enrollment.public_id, declaration="on")
    enrollment.refresh_from_db()
    return enrollment


def test_an_artisan_registers_applies_and_is_approved_by_the_chamber_in_colombian_words(
    client, other_client, valledupar, call, chamber
):
    public, owner = Reader(client), UserFactory(full_name="Andrés Prueba")
    for name, args in (
        ("public:city", ["valledupar"]),
        ("public:call_list", ["valledupar"]),
        ("public:call_detail", ["valledupar", call.slug]),
        ("public:eligibility", ["valledupar"]),
        ("public:privacy", ["valledupar"]),
        ("account_signup", []),
    ):
        public.get(name, *args, query="?ciudad=valledupar")
    detail = public.seen[reverse("public:call_detail", args=["valledupar", call.slug]) + "?ciudad=valledupar"]
    assert "11:59 p. m. (hora de Valledupar)" in detail
    assert "40" in detail
    client.force_login(owner)
    enterprise = registers(public)
    page = public.get("enterprises:detail", enterprise.public_id)
    assert "$48.000.000 ÷ $52.374 = 916,485 UVT" in page.replace("\xa0", " ")
    assert {o.rule.code: o.result for o in outcomes_for(enterprise, call.current_version)}[
        "legalmente-constituida"
    ] == Result.UNKNOWN
    public.get("enterprises:registration", enterprise.public_id)
    public.post("enterprises:registration", enterprise.public_id, number="150001", renewed_year="2026")
    public.get("enterprises:members", enterprise.public_id)
    public.get("enterprises:tax_document", enterprise.public_id)

    enrollment = applies(public, call, enterprise)
    assert enrollment.folio.startswith("VUP-2026-")
    for name in ("programs:confirmation", "programs:overview"):
        assert enrollment.folio in public.get(name, enrollment.public_id)
    assert "radicado" in public.get("programs:confirmation", enrollment.public_id).lower()
    public.get("programs:list")
    public.get("programs:withdraw", enrollment.public_id)
    public.get("public:mine")

    other_client.force_login(member_of(chamber, Role.OFFICER))
    desk = Reader(other_client)
    desk.get("console:queue")
    desk.post("console:take", enrollment.case.public_id)
    assert "150001" in desk.get("console:file", enrollment.case.public_id)
    for row in enrollment.documents.all():
        desk.post("console:verdict", enrollment.case.public_id, row.requirement, verdict="accept", note="")
    assert "legalmente constituida" in desk.get("console:approve", enrollment.case.public_id)
    desk.post("registrations:decide", enterprise.mercantile_registration.public_id, answer="confirm", number="150001",
              renewed_year="2026", renewed_on_day="12", renewed_on_month="3", renewed_on_year="2026")  # fmt: skip
    desk.post("console:approve", enrollment.case.public_id, version=Enrollment.objects.get().version, note="")
    enrollment.refresh_from_db()
    assert enrollment.state == "approved"
    desk.get("console:file", enrollment.case.public_id)
    public.get("programs:overview", enrollment.public_id)

    assert public.mexican_words() == {}
    assert desk.mexican_words() == {}
    mails = [render(message) for message in OutboxMessage.objects.order_by("pk")]
    assert {m[0] for mail in mails for m in MEXICAN.finditer(f"{mail.subject} {mail.body}")} == set()
    assert receipt_pdf(enrollment).startswith(b"%PDF")
