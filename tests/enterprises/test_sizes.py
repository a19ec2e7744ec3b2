import datetime
from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from enterprises.actions import record_figures
from enterprises.enums import EnterpriseSize as Size
from enterprises.models import ReferenceValue, SizeRule
from enterprises.sizes import classify, explain
from portal.core.models import Municipality
from tests.factories.core import MunicipalityFactory
from tests.factories.enterprises import EnterpriseFactory

TODAY = datetime.date(2026, 11, 21)
MILLION = 1_000_000

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("stratum", "workers", "millions", "score", "size"),
    [
        ("industry", 10, "4", "4.6", Size.MICRO),
        ("industry", 10, "4.01", "4.609", Size.SMALL),
        ("industry", 15, "2", "3.3", Size.MICRO),
        ("commerce", 30, "100", "93", Size.SMALL),
        ("commerce", 31, "100", "93.1", Size.MEDIUM),
        ("services", 50, "100", "95", Size.SMALL),
        ("services", 51, "100", "95.1", Size.MEDIUM),
        ("services", 100, "250", "235", Size.MEDIUM),
        ("industry", 250, "250", "250", Size.MEDIUM),
        ("industry", 250, "250.01", "250.009", Size.LARGE),
        ("industry", 300, "50", "75", Size.SMALL),
        ("commerce", 0, "0", "0", Size.MICRO),
    ],
)
def test_mexico_decides_by_the_score_of_workers_and_sales(law, stratum, workers, millions, score, size):
    result = classify("MX", stratum, workers, Decimal(millions) * MILLION, TODAY)
    assert (result.size, result.amount) == (size, Decimal(score))


LIMITS_2026 = {
    "manufacturing": (1_234_088_562, 10_736_408_130, 90_950_855_310),
    "services": (1_727_713_512, 6_910_801_674, 25_298_422_716),
    "commerce": (2_344_731_606, 22_583_459_304, 113_164_082_808),
}


@pytest.mark.parametrize("stratum", LIMITS_2026)
def test_colombia_decides_by_income_in_uvt_with_the_limit_inside(law, stratum):
    after = [Size.SMALL, Size.MEDIUM, Size.LARGE]
    for limit, size, next_size in zip(LIMITS_2026[stratum], [Size.MICRO, Size.SMALL, Size.MEDIUM], after, strict=True):
        assert classify("CO", stratum, 0, Decimal(limit), TODAY).size == size
        assert classify("CO", stratum, 0, Decimal(limit) + Decimal("0.01"), TODAY).size == next_size


def test_colombia_takes_the_uvt_of_its_year_and_is_silent_on_a_year_without_one(law):
    income = Decimal(1_200_000_000)
    assert classify("CO", "manufacturing", 5, income, datetime.date(2026, 1, 1)).size == Size.MICRO
    assert classify("CO", "manufacturing", 5, income, datetime.date(2025, 12, 31)).size == Size.SMALL
    unknown = classify("CO", "manufacturing", 5, income, datetime.date(2027, 1, 1))
    assert (unknown.size, unknown.basis["missing"]) == (Size.UNKNOWN, "uvt")


@pytest.mark.parametrize(
    ("country", "stratum", "workers", "sales", "missing"),
    [
        ("MX", "", 10, Decimal(1), "sector"),
        ("MX", "industry", None, Decimal(1), "figures"),
        ("MX", "industry", 10, None, "figures"),
        ("CO", "services", 10, None, "sales"),
    ],
)
def test_a_size_is_unknown_and_not_guessed_when_something_is_missing(law, country, stratum, workers, sales, missing):
    result = classify(country, stratum, workers, sales, TODAY)
    assert (result.size, result.basis["missing"]) == (Size.UNKNOWN, missing)


def test_before_the_agreement_there_is_no_table(law):
    assert classify("MX", "industry", 1, Decimal(1), datetime.date(2009, 6, 29)).basis["missing"] == "table"


def test_a_new_table_replaces_the_old_one_from_its_day_on(law):
    SizeRule.objects.filter(country="MX", stratum="industry", size="micro").update(
        valid_until=datetime.date(2026, 12, 31)
    )
    SizeRule.objects.create(
        country="MX",
        stratum="industry",
        size="micro",
        measure="score",
        cap=9,
        source="x",
        valid_from=datetime.date(2027, 1, 1),
    )
    sales = Decimal(5 * MILLION)
    assert classify("MX", "industry", 10, sales, datetime.date(2026, 12, 31)).size == Size.SMALL
    assert classify("MX", "industry", 10, sales, datetime.date(2027, 1, 1)).size == Size.MICRO


def test_the_arithmetic_is_told_so_that_a_person_can_check_it(law, leon):
    with translation.override("en"):
        text = classify("MX", "industry", 10, Decimal(4 * MILLION), TODAY).explanation(leon)
        assert text == (
            "With 10 workers and sales of $4,000,000.00 MXN a year, the enterprise is micro. "
            "The law adds 10 % of the workers and 90 % of the sales in millions of pesos: "
            "10 × 10 % + 4 × 90 % = 4.6 points. In industry, a micro enterprise has at most 4.6 points."
        )
        above = classify("MX", "services", 300, Decimal(300 * MILLION), TODAY).explanation(leon)
        assert above.endswith("300 × 10 % + 300 × 90 % = 300 points. That is above the 235 points of a medium one.")
        alone = classify("MX", "services", 1, Decimal(0), TODAY).explanation(leon)
        assert alone.startswith("With 1 worker and sales")


def test_colombia_explains_in_uvt_with_its_own_marks(law):
    city = MunicipalityFactory(colombia=True)
    with translation.override("en"):
        text = classify("CO", "commerce", 9, Decimal(2_344_731_606), TODAY).explanation(city)
    assert text == (
        "With an income of $2.344.731.606 COP in the year, the enterprise is micro. "
        "The law counts the income in tax value units (UVT), of $52.374 COP each in 2026: "
        "$2.344.731.606 COP ÷ $52.374 COP = 44.769 UVT. In commerce, a micro enterprise has at most 44.769 UVT."
    )


@given(workers=st.integers(0, 2000), cents=st.integers(0, 10**13))
def test_more_workers_or_sales_never_make_an_enterprise_smaller(django_db_blocker, workers, cents):
    rules = [
        SizeRule(country="MX", stratum="industry", size=s, measure="score", cap=Decimal(c))
        for s, c in (("micro", "4.6"), ("small", "95"), ("medium", "250"))
    ]
    from enterprises import sizes

    order = [Size.MICRO, Size.SMALL, Size.MEDIUM, Size.LARGE]

    def size(w, c):
        amount = w * Decimal("0.1") + Decimal(c) / 100 / MILLION * Decimal("0.9")
        for rule in rules:
            rule.valid_from = TODAY
        return order.index(sizes._compared(rules, amount, {}).size)

    assert size(workers, cents) <= size(workers + 1, cents)
    assert size(workers, cents) <= size(workers, cents + 1)


def test_a_city_may_set_that_the_table_of_the_year_of_the_figures_applies(law, mariana):
    city = MunicipalityFactory(colombia=True, settings={"size_table_year": {"value": "figures"}})
    other: Municipality = MunicipalityFactory(colombia=True)
    sizes = []
    for municipality in (city, other):
        enterprise = EnterpriseFactory(municipality=municipality, owner=mariana, sector_code="C")
        year = datetime.date.today().year - 1
        uvt = ReferenceValue.objects.filter(country="CO", valid_from__year=year).get().value
        record_figures(enterprise, by=mariana, year=year, workers=4, sales=uvt * 23_563 + 1)
        enterprise.refresh_from_db()
        sizes.append(enterprise.size)
    assert sizes == [Size.SMALL, Size.MICRO]


def test_an_empty_basis_says_what_is_missing(leon):
    with translation.override("en"):
        assert (
            explain({}, leon) == "The size is not known yet: the workers and sales of the last closed year are missing."
        )
