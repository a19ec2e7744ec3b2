"""León's file, read whole: programs, calls and reasons; and loaded again without touching what was published."""

from pathlib import Path

import pytest

from portal.core.cities import CityFileError, load, shipped
from portal.core.cities.loader import FOLDER
from programs.actions import change_places, faults_of, publish_call
from programs.models import Call, CallVersion, DecisionReason, Program, Target
from tests.factories.organizations import city_member

LEON = FOLDER / "leon.toml"


@pytest.mark.django_db
def test_leon_offers_what_it_announced_and_its_calls_can_be_published() -> None:
    load(LEON)
    assert Program.objects.filter(municipality__slug="leon", is_published=True).count() >= 4
    numbers = set(Target.objects.values_list("number", flat=True))
    assert {150, 7000, 180, 1_300_000} <= {int(number) for number in numbers}
    assert DecisionReason.objects.count() >= 5
    for version in CallVersion.objects.select_related("call__municipality").order_by("pk"):
        assert faults_of(version) == []


@pytest.mark.django_db
def test_loading_again_keeps_what_was_published_and_what_a_person_changed() -> None:
    load(LEON)
    call = Call.objects.order_by("pk").first()
    assert call is not None
    staff = city_member(call.municipality)
    publish_call(call.versions.get(), by=staff)
    change_places(call, by=staff, places=call.places + 5)
    again = load(LEON)
    assert (again.created, [line for line in again.kept if "Rule" in line]) == (0, [])
    call.refresh_from_db()
    assert call.state == "published"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("old", "new", "path"),
    [
        ('fact = "size"', 'fact = "colour"', r"calls\[1\].rules\[1\]"),
        ('kind = "choices"', 'kind = "colours"', r"calls\[1\].form"),
        ('reviewer = "canacintra-leon"', 'reviewer = "nadie"', r"calls\[1\].reviewer"),
        ('severity = "hard"', 'severity = "soft"', r"calls\[1\].rules\[1\].severity"),
        ("max_mb = 5", 'max_mb = "five"', r"calls\[1\].documents\[1\].max_mb"),
    ],
)
def test_a_fault_in_the_file_says_where_it_is_and_changes_nothing(
    old: str, new: str, path: str, tmp_path: Path
) -> None:
    copy = tmp_path / "leon.toml"
    copy.write_text(LEON.read_text().replace(old, new, 1))
    with pytest.raises(CityFileError, match=path):
        load(copy)
    assert not Program.objects.exists()


def test_every_city_that_ships_is_a_file() -> None:
    assert LEON in shipped()
