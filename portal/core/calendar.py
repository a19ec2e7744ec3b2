"""Business days of a city: no weekends, no holidays of its country, none of the days that the city itself closes.

The country's holidays come from the `holidays` library (Mexico: Ley Federal del Trabajo, art. 74; Colombia: nineteen
since Ley 2578 of 2026). What a city closes besides them (Holy Week, vacation periods, elections) are `NonWorkingDay`
rows that its staff edit. Terms run in business days and start the day after the act.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property, lru_cache
from zoneinfo import ZoneInfo

import holidays

from portal.core.models import Municipality, NonWorkingDay

END_OF_DAY = time(23, 59, 59)
LONGEST_TERM = 2000  # business days, some eight years: a longer one is a mistake of whoever typed it


@lru_cache(maxsize=64)
def country_holidays(country: str, year: int) -> frozenset[date]:
    """The public holidays of `country` ("MX", "CO") in `year`. They never change while a process lives."""
    return frozenset(holidays.country_holidays(country, years=year))


class BusinessCalendar:
    """The working days of one city. It reads the city's own days once, when first asked; make a new one per use."""

    def __init__(
        self, country: str, zone: ZoneInfo, closed: Iterable[date] | None = None, *, city_id: int | None = None
    ):
        self.country = str(country)
        self.zone = zone
        self._closed = None if closed is None else frozenset(closed)
        self._city_id = city_id

    @classmethod
    def of(cls, municipality: Municipality) -> "BusinessCalendar":
        """The calendar of `municipality`, in its own zone."""
        return cls(municipality.country, municipality.zone, city_id=municipality.pk)

    @cached_property
    def closed(self) -> frozenset[date]:
        """The days that the city closes besides its country's holidays."""
        if self._closed is not None:
            return self._closed
        rows = NonWorkingDay.objects.filter(municipality_id=self._city_id)
        return frozenset(rows.values_list("date", flat=True))

    def is_business_day(self, day: date) -> bool:
        """Whether the city works on `day` (a date in the city's zone)."""
        return day.weekday() < 5 and day not in country_holidays(self.country, day.year) and day not in self.closed

    def add(self, day: date, days: int) -> date:
        """The date `days` business days after `day`, which itself does not count. With 0, `day` as it is.

        Raises ValueError for a negative number or one beyond LONGEST_TERM.
        """
        if not 0 <= days <= LONGEST_TERM:
            raise ValueError(f"a term has 0 to {LONGEST_TERM} business days, not {days}")
        while days:
            day += timedelta(days=1)
            days -= self.is_business_day(day)
        return day

    def between(self, start: date, end: date) -> int:
        """How many business days lie after `start` up to and including `end`; negative when `end` is earlier.

        The inverse of `add`: `between(day, add(day, n)) == n`.
        """
        if end < start:
            return -self.between(end, start)
        return sum(self.is_business_day(start + timedelta(days=n)) for n in range(1, (end - start).days + 1))

    def due_at(self, instant: datetime, days: int) -> datetime:
        """The end (23:59:59 in the city) of the `days`-th business day after `instant`, in UTC.

        `instant` must be aware; the day it falls on is the city's, not the server's.
        """
        if instant.tzinfo is None:
            raise ValueError("a term needs an instant with its zone")
        last = self.add(instant.astimezone(self.zone).date(), days)
        return datetime.combine(last, END_OF_DAY, tzinfo=self.zone).astimezone(UTC)
