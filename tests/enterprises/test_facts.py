import datetime
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from enterprises import facts
from enterprises.facts import UNKNOWN, FactContext
from enterprises.models import Enterprise, SectorCode
from tests.factories.core import MunicipalityFactory
from tests.factories.enterprises import EnterpriseFactory, ProjectFactory, YearlyFiguresFactory, with_figures

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 11, 21)
OWN = [
    "size",
    "sector",
    "stratum",
    "years_operating",
    "is_legal_person",
    "has_tax_id",
    "is_home_city",
    "workers",
    "annual_sales",
    "women_led",
    "strategic_line",
    "project_budget",
]


def test_an_enterprise_that_said_everything_has_every_fact(law, leon):
    enterprise = EnterpriseFactory(municipality=leon, founded_on=datetime.date(2019, 11, 22), is_women_led=True)
    with_figures(enterprise, workers=12, sales=8_000_000)
    project = ProjectFactory(enterprise=enterprise, line__slug="economia-circular", budget=Decimal(90_000))
    context = FactContext(leon, TODAY, project=project)
    assert facts.values_for(enterprise, OWN, context) == {
        "size": "small",
        "sector": "31-33",
        "stratum": "industry",
        "years_operating": 6,
        "is_legal_person": True,
        "has_tax_id": True,
        "is_home_city": True,
        "workers": 12,
        "annual_sales": Decimal(8_000_000),
        "women_led": True,
        "strategic_line": "economia-circular",
        "project_budget": Decimal(90_000),
    }


def test_what_an_idea_did_not_say_is_unknown_and_not_false(leon):
    idea = EnterpriseFactory(municipality=leon, idea=True, natural=True, founded_on=None)
    values = facts.values_for(idea, OWN, FactContext(MunicipalityFactory(), TODAY))
    assert values.pop("is_legal_person") is False
    assert values.pop("has_tax_id") is False
    assert values.pop("is_home_city") is False
    assert set(values.values()) == {UNKNOWN}


@pytest.mark.parametrize(
    ("founded", "years"),
    [
        (datetime.date(2024, 11, 21), 2),
        (datetime.date(2024, 11, 22), 1),
        (datetime.date(2024, 12, 1), 1),
        (datetime.date(2024, 2, 29), 2),
        (datetime.date(2026, 11, 21), 0),
        (datetime.date(2027, 1, 1), 0),
    ],
)
def test_years_in_operation_are_full_years(leon, founded, years):
    enterprise = EnterpriseFactory(municipality=leon, founded_on=founded)
    assert facts.get("years_operating").value(enterprise, FactContext(leon, TODAY)) == years


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(
        st.tuples(
            st.dates(datetime.date(1990, 1, 1), datetime.date(2026, 12, 31)) | st.none(),
            st.sampled_from(["31-33", "46", "54", "93", ""]),
            st.sampled_from([True, False, None]),
            st.dictionaries(
                st.integers(2023, 2026), st.tuples(st.integers(0, 400), st.integers(0, 10**11)), max_size=3
            ),
            st.booleans(),
        ),
        min_size=1,
        max_size=5,
    )
)
def test_one_by_one_and_all_at_once_give_the_same_facts_in_one_query(law, leon, django_assert_num_queries, rows):
    expected = {}
    context = FactContext(leon, TODAY)
    for founded, sector, led, years, idea in rows:
        enterprise = EnterpriseFactory(
            municipality=leon, founded_on=founded, sector_code=sector, is_women_led=led, idea=idea
        )
        for year, (workers, cents) in years.items():
            YearlyFiguresFactory(enterprise=enterprise, year=year, workers=workers, sales=Decimal(cents) / 100)
        expected[enterprise.pk] = facts.values_for(enterprise, OWN, context)
        closed = [year for year in years if year < TODAY.year] or list(years)
        assert expected[enterprise.pk]["workers"] == (years[max(closed)][0] if closed else UNKNOWN)
        stratum = SectorCode.objects.filter(country="MX", code=sector).values_list("stratum", flat=True).first()
        assert expected[enterprise.pk]["stratum"] == (stratum or UNKNOWN)
    with django_assert_num_queries(1):
        many = facts.annotate(Enterprise.objects.filter(pk__in=expected), OWN, context)
        assert {row.pk: facts.values_of(row, OWN) for row in many} == expected


def test_every_fact_has_a_question_and_a_choice_has_its_choices(law, leon, line):
    context = FactContext(leon, TODAY)
    for fact in facts.all_facts():
        assert str(fact.label)
        assert str(fact.question)
        assert (fact.kind == "choice") == bool(fact.choices_for(context))


def test_a_fact_is_registered_once():
    with pytest.raises(ValueError, match="size"):
        facts.fact("size", label="x", kind="text", question="x")(lambda context: None)
