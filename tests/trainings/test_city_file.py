"""Juárez from its file: what was announced, loaded once and again, and refused with the place where it is wrong."""

from pathlib import Path

import pytest

from portal.core import cities, clock
from portal.core.cities import CityFileError
from portal.core.enums import Role
from portal.core.models import Municipality
from portal.organizations.actions import activate_agreement
from portal.organizations.models import Agreement, Organization
from tests.factories.organizations import city_member
from trainings.actions import faults_of_session, publish_session
from trainings.models import Course, PriorityRule, Session, Venue

pytestmark = pytest.mark.django_db

FILE = next(path for path in cities.shipped() if path.stem == "juarez")


@pytest.fixture
def juarez() -> Municipality:
    cities.load(FILE)
    return Municipality.objects.get(slug="juarez")


def test_juarez_is_what_was_announced(juarez: Municipality) -> None:
    agreement = Agreement.objects.get()
    assert juarez.timezone == "America/Ciudad_Juarez"
    assert agreement.led_by.short_name == "CANACINTRA Juárez"
    assert list(agreement.parties.order_by("pk").values_list("organization__slug", "signatory")) == [
        ("canacintra-juarez", "Raúl de León"),
        ("cast-conalep", "Jesús Martín López"),
    ]
    kinds = dict(Organization.objects.filter(municipality=juarez).values_list("slug", "kind"))
    assert (kinds["fideapech"], kinds["cluster-manufactura-avanzada"]) == ("financing", "cluster")
    assert set(Course.objects.values_list("provider__slug", "agreement__slug")) == {("cast-conalep", agreement.slug)}
    assert set(Session.objects.values_list("company_cap", "state")) == {(2, "draft")}
    assert set(Session.objects.values_list("seat_mode", flat=True)) == {"at_once", "ranked", "by_officer"}
    assert PriorityRule.objects.get(is_local=True).fact == "is_home_city"


def test_its_sessions_can_be_published_as_they_stand_once_the_agreement_is_in_force(juarez: Municipality) -> None:
    staff, agreement = city_member(juarez, Role.STAFF), Agreement.objects.get()
    activate_agreement(agreement, by=staff, signed_on=agreement.starts_on)
    for session in Session.objects.filter(starts_at__gt=clock.now()):
        assert faults_of_session(session) == []
        publish_session(session, by=staff)
    again = cities.load(FILE)
    assert (again.created, again.updated, again.kept) == (0, 0, [])


@pytest.mark.parametrize(
    ("wrong", "right", "place"),
    [
        ('seat_mode = "raffle"', 'seat_mode = "ranked"', "sessions[3].seat_mode"),
        ('fact = "birthday"', 'fact = "cluster"', "seat_priorities[4]"),
        ("room = 12", "capacity = 12", "venues[1]"),
        ('price_company = "901.00"', 'price_company = "900.00"', "courses[1]"),
        ('led_by = "canaco"', 'led_by = "canacintra-juarez"', "agreements[1].led_by"),
        ('starts_at = "today+12d 25:00"', 'starts_at = "today+12d 16:00"', "sessions[2].meetings[1].starts_at"),
        ('signed_by = "Raúl de León"', 'signatory = "Raúl de León"', "agreements[1].parties[1].signed_by"),
    ],
)
def test_a_fault_is_told_with_its_place_and_changes_nothing(tmp_path: Path, wrong: str, right: str, place: str) -> None:
    text = FILE.read_text()
    assert right in text
    path = tmp_path / "juarez.toml"
    path.write_text(text.replace(right, wrong, 1))
    with pytest.raises(CityFileError) as refusal:
        cities.load(path)
    assert place in str(refusal.value)
    assert not Municipality.objects.exists()
    assert not Venue.objects.exists()
