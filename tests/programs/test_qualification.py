"""Before a call is published: who of the registry would qualify, as the evaluator says of each enterprise alone."""

from datetime import date, timedelta
from typing import Any

import pytest

from enterprises import facts
from enterprises.facts import FactContext
from enterprises.models import Enterprise, YearlyFigures
from portal.core import clock
from programs.eligibility import eligible, evaluate
from programs.enums import Result
from programs.models import Call
from programs.qualification import who_qualifies
from tests.factories.enterprises import EnterpriseFactory
from tests.factories.programs import RuleFactory

pytestmark = pytest.mark.usefixtures("english")

RULES: tuple[dict[str, Any], ...] = (
    {"fact": "size", "operator": "in", "value": ["micro", "small"]},
    {"fact": "years_operating", "operator": "gte", "value": 2},
    {"fact": "workers", "operator": "between", "value": [2, 20]},
    {"fact": "sector", "operator": "not_in", "value": ["11"], "severity": "preferred", "points": 5},
    {"fact": "women_led", "operator": "is_not", "value": True, "severity": "preferred", "points": 5},
    {"fact": "strategic_line", "operator": "is", "value": "innovacion"},
    {"fact": "annual_sales", "operator": "lte", "value": "1000000.50"},
    {"fact": "already_benefited", "operator": "is", "value": False},
)


@pytest.fixture
def registry(call: Call) -> Any:
    for rule in RULES:
        RuleFactory(version=call.current_version, **rule)
    ages = (None, 400, 4000)
    for number in range(12):
        age = ages[number % 3]
        founded = None if age is None else clock.today(call.municipality.zone) - timedelta(days=age)
        enterprise = EnterpriseFactory(
            municipality=call.municipality,
            size=("micro", "medium", "unknown", "small")[number % 4],
            sector_code=("11", "31-33", "")[number % 3],
            founded_on=founded,
            is_women_led=(None, True, False)[number % 3],
        )
        if number % 5:
            YearlyFigures.objects.create(
                enterprise=enterprise,
                recorded_at=clock.now(),
                year=date.today().year - 1,
                workers=number * 3,
                sales=number * 200_000,
            )
    return Enterprise.objects.filter(municipality=call.municipality)


def test_the_counts_are_what_the_evaluator_says_of_each_enterprise(call: Call, registry: Any) -> None:
    version = call.current_version
    context = FactContext(municipality=call.municipality, on=clock.today(call.municipality.zone), call=call)
    found = who_qualifies(version, registry, context)
    rules = list(version.rules.order_by("pk"))
    said = []
    for enterprise in registry.order_by("pk"):
        values = facts.values_for(enterprise, [rule.fact for rule in rules], context)
        said.append((enterprise, evaluate(rules, values, context)))
    for index, count in enumerate(found.rules):
        results = [outcomes[index].result for _enterprise, outcomes in said]
        expected = [results.count(result) for result in (Result.MEETS, Result.DOES_NOT, Result.UNKNOWN)]
        assert [count.meets, count.does_not, count.unknown] == expected, count.rule.fact
    known = [[each for each in outcomes if each.rule.fact != "strategic_line"] for _enterprise, outcomes in said]
    verdicts = [eligible(outcomes) for outcomes in known]
    assert [found.total.qualify, found.total.excluded, found.total.unknown] == [
        verdicts.count(result) for result in (Result.MEETS, Result.DOES_NOT, Result.UNKNOWN)
    ]
    assert sum(group.total for group in found.sizes) == sum(group.total for group in found.sectors) == 12
    assert [count.rule.fact for count in found.rules if count.is_known_of_nobody] == ["strategic_line"]
    assert found.worst is not None
    assert found.worst.rule.fact in ("size", "years_operating", "workers", "annual_sales")


def test_a_larger_registry_takes_no_more_queries(call: Call, registry: Any, django_assert_num_queries: Any) -> None:
    context = FactContext(municipality=call.municipality, on=clock.today(call.municipality.zone), call=call)
    for extra in (0, 5):
        EnterpriseFactory.create_batch(extra, municipality=call.municipality)
        with django_assert_num_queries(3):
            assert who_qualifies(call.current_version, registry.all(), context).total.total == 12 + extra


def test_a_version_without_rules_lets_everybody_in(call: Call) -> None:
    EnterpriseFactory(municipality=call.municipality)
    context = FactContext(municipality=call.municipality, on=clock.today(call.municipality.zone), call=call)
    found = who_qualifies(call.current_version, Enterprise.objects.all(), context)
    assert (found.total.qualify, found.worst, found.rules) == (1, None, [])
