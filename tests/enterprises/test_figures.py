import datetime
from decimal import Decimal

import pytest
from django.urls import reverse

from enterprises.actions import record_figures
from enterprises.enums import EnterpriseSize
from enterprises.models import YearlyFigures
from portal.core.actions import Refused
from tests.factories.core import MunicipalityFactory
from tests.factories.enterprises import EnterpriseFactory

pytestmark = pytest.mark.django_db
LAST_YEAR = datetime.date.today().year - 1


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"workers": -1}, "workers"),
        ({"workers": 100_001}, "workers"),
        ({"sales": Decimal(-1)}, "sales"),
        ({"sales": Decimal(10**12 + 1)}, "sales"),
        ({"workers_women": 11}, "women"),
        ({"year": LAST_YEAR + 2}, "year"),
        ({"year": 1999}, "year"),
    ],
)
def test_negative_and_absurd_figures_are_refused(shoes, mariana, changes, code):
    figures = {"year": LAST_YEAR, "workers": 10, "sales": Decimal(1000)} | changes
    with pytest.raises(Refused) as refused:
        record_figures(shoes, by=mariana, **figures)
    assert refused.value.code == code
    assert not YearlyFigures.objects.exists()


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"workers": "-3"}, "workers"),
        ({"workers": "diez"}, "workers"),
        ({"workers": "1e3"}, "workers"),
        ({"workers": ""}, "workers"),
        ({"workers": "500,000"}, "workers"),
        ({"sales": "-5"}, "sales"),
        ({"sales": "NaN"}, "sales"),
        ({"sales": "1.000.000"}, "sales"),
        ({"workers_women": "99"}, "workers_women"),
        ({"year": "1850"}, "year"),
    ],
)
def test_the_form_says_beside_the_field_what_to_mend_and_keeps_what_was_typed(client, shoes, mariana, typed, field):
    client.force_login(mariana)
    good = {"year": LAST_YEAR, "workers": "10", "sales": "1,000.00"}
    answer = client.post(reverse("enterprises:figures", args=[shoes.public_id]), good | typed)
    assert answer.context["form"].errors[field]
    assert str(answer.context["form"][field].value()) == str((good | typed)[field])
    assert not YearlyFigures.objects.exists()


def test_sales_are_typed_as_the_city_writes_them(client, mariana):
    city = MunicipalityFactory(colombia=True)
    enterprise = EnterpriseFactory(municipality=city, owner=mariana)
    client.force_login(mariana)
    page = reverse("enterprises:figures", args=[enterprise.public_id])
    client.post(page, {"year": LAST_YEAR, "workers": "1.200", "sales": "$ 1.234.567,50"})
    assert YearlyFigures.objects.values_list("workers", "sales").get() == (1200, Decimal("1234567.50"))


def test_correcting_a_year_changes_the_size_and_makes_no_second_row(shoes, mariana, law):
    shoes.sector_code = "31-33"
    shoes.save()
    for workers, size in ((10, EnterpriseSize.MICRO), (400, EnterpriseSize.SMALL)):
        record_figures(shoes, by=mariana, year=LAST_YEAR, workers=workers, sales=Decimal(4_000_000))
        shoes.refresh_from_db()
        assert shoes.size == size
    assert shoes.figures.count() == 1


def test_the_last_closed_year_counts_and_the_running_one_only_where_there_is_no_other(shoes, mariana, law):
    shoes.sector_code = "31-33"
    shoes.save()
    record_figures(shoes, by=mariana, year=LAST_YEAR + 1, workers=300, sales=Decimal(300_000_000))
    shoes.refresh_from_db()
    assert shoes.size == EnterpriseSize.LARGE
    record_figures(shoes, by=mariana, year=LAST_YEAR, workers=5, sales=Decimal(1_000_000))
    shoes.refresh_from_db()
    assert shoes.size == EnterpriseSize.MICRO
