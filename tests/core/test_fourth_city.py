"""A city that nobody has heard of: a file is all that it takes, and a fault in the file changes nothing."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from portal.core import cities, clock
from portal.core.cities import CityFileError
from portal.core.enums import Role
from portal.core.models import LedgerEntry, Municipality, NonWorkingDay
from portal.organizations.models import Organization
from programs.actions import approve, publish_call, take_case
from programs.models import Call, Enrollment, Program, Rule
from tests.factories.accounts import UserFactory
from tests.factories.enterprises import EnterpriseFactory, with_figures
from tests.factories.organizations import city_member, member_of

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 2, 10, 16, tzinfo=UTC)
CITY = """
[city]
slug = "villa-inventada"
name = "Villa Inventada"
official_name = "Alcaldía de Villa Inventada"
country = "CO"
locale = "es_CO"
currency = "COP"
timezone = "America/Bogota"
folio_prefix = "VIN"
brand_color = "#3a2f7a"
legend = "Inscribirse no cuesta nada."
[[calendar.non_working_days]]
date = 2026-02-11
reason = "Fiesta de la villa"

[[organizations]]
slug = "alcaldia"
kind = "city"
name = "Alcaldía de Villa Inventada"
[[organizations]]
slug = "camara"
kind = "chamber"
name = "Cámara de Comercio de Villa Inventada"
[[units]]
slug = "fomento"
kind = "department"
name = "Oficina de Fomento"
[[strategic_lines]]
number = 1
slug = "cacao"
name = "Cacao fino"
is_published = true

[[programs]]
slug = "semilla"
unit = "fomento"
kind = "support"
name = "Capital semilla de la villa"
summary = "Cinco apoyos para las tiendas de la villa."
is_published = true
[[programs.partners]]
organization = "camara"
role = "reviewer"
[[programs.targets]]
slug = "tiendas"
name = "Tiendas apoyadas"
unit = "enterprise"
number = 5
source = "Lo inventó la prueba."

[[calls]]
program = "semilla"
slug = "semilla-2026"
title = "Semilla 2026"
opens_at = 2026-02-01T08:00:00
closes_at = 2026-02-28T23:59:59
places = 5
reviewer = "camara"
[[calls.rules]]
code = "tamano"
fact = "size"
operator = "in"
value = ["micro", "small"]
message = "La empresa es micro o pequeña."
[[calls.rules]]
code = "villa"
fact = "is_home_city"
operator = "is"
value = true
message = "La empresa está en la villa."
[calls.form]
project = "none"
[[calls.form.pages]]
code = "tienda"
title = "Su tienda"
[[calls.form.pages.questions]]
code = "que-vende"
kind = "text"
label = "¿Qué vende?"
[[calls.form.pages.questions]]
code = "ventas"
kind = "money"
label = "¿Cuánto vende al mes?"

[[decision_reasons]]
code = "otra-villa"
title = "De otra villa"
text = "La empresa está en otra villa."

[[privacy_notices]]
version = "1"
title = "Autorización de la villa"
body = "La alcaldía usa sus datos para revisar su postulación."
effective_from = 2026-01-01
"""


@pytest.fixture(autouse=True)
def in_february():
    with clock.moved_to(NOW):
        yield


def written(folder: Path, old: str = "", new: str = "") -> Path:
    assert old in CITY
    path = folder / "villa-inventada.toml"
    path.write_text(CITY.replace(old, new, 1) if old else CITY, encoding="utf-8")
    return path


@pytest.fixture
def villa(tmp_path) -> Municipality:
    cities.load(written(tmp_path))
    return Municipality.objects.get(slug="villa-inventada")


@pytest.fixture
def call(villa) -> Call:
    publish_call(Call.objects.get().versions.get(), by=city_member(villa, Role.STAFF))
    return Call.objects.get()


def words(answer) -> str:
    assert answer.status_code == 200
    return answer.content.decode()


def test_its_pages_are_there_with_its_call_and_its_colours(client, villa, call):
    assert "Villa Inventada" in words(client.get("/"))
    home = words(client.get("/villa-inventada/"))
    assert "Semilla 2026" in home
    assert "Inscribirse no cuesta nada." in home
    detail = words(client.get("/villa-inventada/convocatorias/semilla-2026/"))
    assert "28 de febrero de 2026, 11:59 p. m. (hora de Villa Inventada)" in detail
    assert "La empresa es micro o pequeña." in detail
    assert "#3a2f7a" in client.get("/villa-inventada/marca.css").content.decode()
    assert "Autorización de la villa" in words(client.get("/villa-inventada/privacidad/"))
    assert "Villa Inventada" in words(client.get("/cuenta/registro/?ciudad=villa-inventada"))


def test_its_eligibility_check_asks_its_rules_and_answers(client, villa, call):
    address = "/villa-inventada/elegibilidad/"
    assert 'name="size"' in words(client.get(address))
    met = words(client.get(address, {"size": "micro", "is_home_city": "si"}))
    assert "La empresa es micro o pequeña." in met
    not_met = words(client.get(address, {"size": "large", "is_home_city": "si"}))
    assert met != not_met


def test_an_enterprise_of_it_applies_and_its_chamber_approves(client, villa, call):
    owner = UserFactory()
    shop = with_figures(EnterpriseFactory(municipality=villa, owner=owner), workers=2, sales=30_000_000, sector="G")
    client.force_login(owner)
    client.post(reverse("programs:start", args=[call.public_id]), {"enterprise": shop.public_id})
    enrollment = Enrollment.objects.get()
    page = reverse("programs:page", args=[enrollment.public_id, "tienda"])
    assert client.post(page, {"que-vende": "Cacao", "ventas": "2.500.000"}).status_code == 302
    assert "$2.500.000" in words(client.get(reverse("programs:review", args=[enrollment.public_id])))
    client.post(reverse("programs:review", args=[enrollment.public_id]), {"declaration": "on"})
    enrollment.refresh_from_db()
    assert enrollment.folio.startswith("VIN-2026-")
    # Ten business days, without the villa's own holiday on the 11th.
    assert enrollment.case.due_at == datetime(2026, 2, 26, 4, 59, 59, tzinfo=UTC)
    officer = member_of(Organization.objects.get(slug="camara"), Role.OFFICER)
    take_case(enrollment.case, by=officer)
    enrollment.refresh_from_db()
    assert approve(enrollment, by=officer).state == "approved"


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('summary = "Cinco', 'sumary = "Cinco', "programs[1].summary: is missing"),
        ('name = "Tiendas apoyadas"', 'name = "Tiendas"\nnumero = 5', "programs[1].targets[1].numero: is not known"),
        ('title = "Semilla 2026"', 'title = "Semilla 2026"\ncupos = 5', "calls[1].cupos: is not known here"),
        ("date = 2026-02-11", 'date = "11/02/2026"', "calendar.non_working_days[1].date: must be a date"),
        ("closes_at = 2026-02-28T23:59:59", 'closes_at = "2026-02-30"', "calls[1].closes_at: must be a date"),
        ("closes_at = 2026-02-28T23:59:59", "closes_at = 2026-01-28T23:59:59", "calls[1]"),
        ('fact = "is_home_city"', 'fact = "vive_en_la_villa"', "calls[1].rules[2]"),
        ('value = ["micro", "small"]', 'value = "micro"', "calls[1].rules[1]"),
        ("value = true", 'value = "si"', "calls[1].rules[2]"),
        ('kind = "money"', 'kind = "plata"', "calls[1].form"),
        ('reviewer = "camara"', 'reviewer = "la-camara"', "calls[1].reviewer: names no organization"),
        ('unit = "fomento"', 'unit = "hacienda"', "programs[1].unit: names no unit"),
        ('role = "reviewer"', 'role = "juez"', "programs[1].partners[1].role: must be one of"),
        ("places = 5", "places = 0", "calls[1].places: must be 1 or more"),
        ("number = 5", 'number = "cinco"', "programs[1].targets[1].number: must be a number"),
        ('kind = "city"', 'kind = "chamber"', "organizations: one must be of the kind"),
        ("[[decision_reasons]]", "[[motivos]]", "motivos: no part of the portal reads this"),
        ("effective_from = 2026-01-01", "effective_from = 2026-13-01", "villa-inventada.toml"),
    ],
)
def test_a_fault_is_told_with_its_place_and_leaves_nothing(tmp_path, old, new, fault):
    path = written(tmp_path, old, new)
    with pytest.raises(CityFileError) as caught:
        cities.load(path)
    assert any(fault in each for each in caught.value.faults), caught.value.faults
    for model in (Municipality, Organization, Program, Call, Rule, NonWorkingDay, LedgerEntry):
        assert not model._default_manager.exists(), model


def test_a_faulty_file_leaves_a_loaded_city_as_it_was(tmp_path, villa, call):
    before = list(Rule.objects.order_by("pk").values())
    changed = CITY.replace("Cinco apoyos", "Seis apoyos").replace('fact = "size"', 'fact = "tamano"')
    path = tmp_path / "villa-inventada.toml"
    path.write_text(changed, encoding="utf-8")
    with pytest.raises(CommandError, match=r"nothing has changed[\s\S]*calls\[1\]"):
        call_command("load_city", str(path))
    assert Program.objects.get().summary == "Cinco apoyos para las tiendas de la villa."
    assert list(Rule.objects.order_by("pk").values()) == before
