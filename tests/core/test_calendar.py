"""Business days: the vectors of the law's calendars, the city's own days, and terms across zones and years."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from portal.core.calendar import BusinessCalendar, country_holidays
from portal.core.models import NonWorkingDay
from tests.factories.core import MunicipalityFactory

MEXICO = BusinessCalendar("MX", ZoneInfo("America/Mexico_City"), closed=())
COLOMBIA = BusinessCalendar("CO", ZoneInfo("America/Bogota"), closed=())
HOLIDAYS = {
    ("MX", 2026): "01-01 02-02 03-16 05-01 09-16 11-16 12-25",
    ("MX", 2027): "01-01 02-01 03-15 05-01 09-16 11-15 12-25",
    ("CO", 2026): "01-01 01-12 03-23 04-02 04-03 05-01 05-18 06-08 06-15 06-29 07-13 07-20 08-07 08-17 10-12 11-02 "
    "11-16 12-08 12-25",
    ("CO", 2027): "01-01 01-11 03-22 03-25 03-26 05-01 05-10 05-31 06-07 07-05 07-12 07-20 08-07 08-16 10-18 11-01 "
    "11-15 12-08 12-25",
}


@pytest.mark.parametrize(("place", "expected"), HOLIDAYS.items())
def test_the_country_rests_on_the_days_of_its_law(place, expected):
    assert sorted(f"{day:%m-%d}" for day in country_holidays(*place)) == expected.split()


def test_mexico_rests_when_the_federal_executive_changes():
    assert date(2030, 10, 1) in country_holidays("MX", 2030)
    assert date(2026, 10, 1) not in country_holidays("MX", 2026)


@pytest.mark.parametrize(
    ("calendar", "start", "days", "end"),
    [
        (COLOMBIA, date(2026, 7, 3), 10, date(2026, 7, 21)),
        (MEXICO, date(2026, 11, 5), 20, date(2026, 12, 4)),
        (COLOMBIA, date(2027, 3, 18), 5, date(2027, 3, 30)),
        (MEXICO, date(2026, 12, 31), 1, date(2027, 1, 4)),  # a holiday of the next year and a weekend
        (MEXICO, date(2026, 11, 21), 1, date(2026, 11, 23)),  # from a Saturday
        (MEXICO, date(2026, 11, 21), 0, date(2026, 11, 21)),
    ],
)
def test_a_term_does_not_count_its_first_day(calendar, start, days, end):
    assert calendar.add(start, days) == end
    assert calendar.between(start, end) == days
    assert calendar.between(end, start) == -days


@pytest.mark.parametrize("days", [-1, 100_000])
def test_an_absurd_term_is_refused(days):
    with pytest.raises(ValueError, match="business days"):
        MEXICO.add(date(2026, 1, 1), days)


def test_a_day_that_the_city_closes_moves_the_term_of_that_city_alone(leon, django_assert_num_queries):
    NonWorkingDay.objects.create(municipality=leon, date=date(2026, 11, 24), reason="Aniversario")
    other = MunicipalityFactory()
    calendar = BusinessCalendar.of(leon)
    with django_assert_num_queries(1):
        assert calendar.add(date(2026, 11, 23), 1) == date(2026, 11, 25)
        assert not calendar.is_business_day(date(2026, 11, 24))
    assert BusinessCalendar.of(other).add(date(2026, 11, 23), 1) == date(2026, 11, 24)
    NonWorkingDay.objects.all().delete()
    assert BusinessCalendar.of(leon).is_business_day(date(2026, 11, 24))


def test_a_term_ends_with_the_last_second_of_the_day_in_the_city():
    late = datetime(2026, 11, 21, 4, 30, tzinfo=UTC)  # still Friday the 20th in León
    assert MEXICO.due_at(late, 1) == datetime(2026, 11, 24, 5, 59, 59, tzinfo=UTC)
    juarez = BusinessCalendar("MX", ZoneInfo("America/Ciudad_Juarez"), closed=())
    assert juarez.due_at(late, 1) == datetime(2026, 11, 24, 6, 59, 59, tzinfo=UTC)
    summer = datetime(2027, 3, 12, 18, tzinfo=UTC)  # Juárez changes to summer time on the 14th, the 15th is a holiday
    assert juarez.due_at(summer, 1) == datetime(2027, 3, 17, 5, 59, 59, tzinfo=UTC)


def test_an_instant_without_a_zone_has_no_term():
    with pytest.raises(ValueError, match="zone"):
        MEXICO.due_at(datetime(2026, 11, 20), 1)
