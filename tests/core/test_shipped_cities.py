"""The city files that ship with the portal, loaded by all the sections of all the apps."""

import tomllib
from decimal import Decimal

import pytest

from portal.core import cities
from portal.core.models import Municipality, NonWorkingDay

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("path", cities.shipped(), ids=lambda path: path.stem)
def test_a_shipped_city_loads_whole_and_a_second_load_changes_nothing(path):
    first = cities.load(path)
    assert first.created > 0
    assert first.kept == []
    second = cities.load(path)
    assert (second.created, second.kept) == (0, [])


def test_leon_is_what_the_municipality_announced():
    from programs.models import Call, Program, Target

    path = next(path for path in cities.shipped() if path.stem == "leon")
    cities.load(path)
    leon = Municipality.objects.get(slug="leon")
    assert leon.is_published
    assert NonWorkingDay.objects.filter(municipality=leon).count() == 6
    targets = {target.slug: (target.comparator, target.number) for target in Target.objects.all()}
    assert targets["empresas-en-la-academia"] == ("gte", 150)
    assert targets["emprendedores-en-lineas"] == ("gte", 7000)
    assert targets["mipymes-con-inversion-conjunta"] == ("gt", 180)
    lines = leon.strategic_lines.all()
    assert (lines.count(), lines.filter(is_published=True).count()) == (12, 6)
    fund = Program.objects.get(slug="inversion-conjunta-canacintra").partners.get(role="funder")
    assert (fund.organization.slug, fund.planned_contribution) == ("canacintra-leon", Decimal("1300000.00"))
    heads = set(leon.organizations.get(kind="city").units.values_list("head_name", flat=True))
    assert heads == {"María Fernanda Rodríguez González", "Carlos Torres Barrientos"}
    assert set(Call.objects.values_list("state", flat=True)) == {"draft"}


def test_every_kind_of_question_is_asked_in_leon():
    from programs.enums import QuestionKind

    path = next(path for path in cities.shipped() if path.stem == "leon")
    calls = tomllib.loads(path.read_text())["calls"]
    asked = {q["kind"] for call in calls for page in call["form"]["pages"] for q in page["questions"]}
    assert asked == set(QuestionKind.values)
