"""From a rule to days: on which day is a deadline reminded of, and has that moment come.

Days are the city's: dates in its zone, its business days. A rule's hour on a day becomes an instant; an hour that the
change of clocks leaves out is the next one, and one that comes twice is the first of the two.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.db.models import Case, DateField, Q, Value, When

from portal.core.calendar import BusinessCalendar

if TYPE_CHECKING:
    from portal.notifications.models import ReminderRule

DAY = timedelta(days=1)
LATEST = timedelta(days=30)  # what a stopped job missed is still told for so long; older occasions are let go
MOVES = 15  # business days may move a reminder by so many days: two weeks of vacation


@dataclass(frozen=True)
class Milestone:
    """Deadlines (or beginnings) of `day` are reminded of on `occasion`, from the instant `since`."""

    day: date
    occasion: date
    since: datetime


class Milestones:
    """The days whose reminder has come: a condition and an annotation for a query over the column with the date."""

    def __init__(self, rows: Iterable[Milestone], days: "Days", *, upper: bool):
        self.rows, self.days, self.upper = list(rows), days, upper

    def __bool__(self) -> bool:
        return bool(self.rows)

    def where(self, field: str, *, begun: str = "", dates: bool = False) -> Q:
        """Rows whose `field` falls on one of the days, and which `begun` (a column of instants) before the reminder.

        `field` holds instants, or days when `dates` says so. Deadlines that have passed are left out.
        """
        any_of = Q(pk__in=())
        for row in self.rows:
            on_the_day = self._on(field, row, dates=dates)
            any_of |= on_the_day & Q(**{f"{begun}__lt": row.since}) if begun else on_the_day
        still_open = Q(**{f"{field}__gt": self.days.now}) if self.upper and not dates else Q()
        return any_of & still_open

    def occasion(self, field: str, *, dates: bool = False) -> Case:
        """The day of the reminder of each row, as an expression."""
        cases = [When(self._on(field, row, dates=dates), then=Value(row.occasion)) for row in self.rows]
        return Case(*cases, default=None, output_field=DateField())

    def _on(self, field: str, row: Milestone, *, dates: bool) -> Q:
        if dates:
            return Q(**{field: row.day})
        start, end = self.days.start_of(row.day), self.days.start_of(row.day + DAY)
        # A deadline at midnight ends the day before it; what began at midnight began on the new day.
        lower, upper = ("gt", "lte") if self.upper else ("gte", "lt")
        return Q(**{f"{field}__{lower}": start, f"{field}__{upper}": end})


class Days:
    """The days of one rule as they are at `now`.

    With `standing`, it is asked what still stands of what was recorded, on whatever day that is.
    """

    def __init__(self, rule: "ReminderRule", now: datetime, *, standing: bool = False):
        self.rule, self.now, self.standing = rule, now, standing
        self.zone = rule.municipality.zone
        self.today: date = now.astimezone(self.zone).date()

    @cached_property
    def calendar(self) -> BusinessCalendar:
        return BusinessCalendar.of(self.rule.municipality)

    def start_of(self, day: date) -> datetime:
        """The first instant of a day of the city, in UTC."""
        return datetime.combine(day, time(), tzinfo=self.zone).astimezone(UTC)

    def since(self, day: date) -> datetime:
        """The rule's hour on a day of the city, in UTC."""
        return datetime.combine(day, time(self.rule.at_hour), tzinfo=self.zone).astimezone(UTC)

    @cached_property
    def is_silent(self) -> bool:
        """Whether the rule says nothing today: it keeps to business days, and this is none."""
        return not self.standing and self.rule.business_days and not self.calendar.is_business_day(self.today)

    @cached_property
    def has_come_today(self) -> bool:
        """Whether the rule speaks today and its hour has come."""
        return self.standing or (not self.is_silent and self.now >= self.since(self.today))

    def before(self) -> Milestones:
        """The deadlines whose reminder has come, by the rule's days before; of several the last that was reached."""
        offsets = self.rule.days_before
        last = max(offsets, default=0) + MOVES
        days = (self.today + n * DAY for n in range(last + 1))
        return Milestones(self._reached(days, offsets, self._milestone_before), self, upper=True)

    def after(self, offsets: list[int]) -> Milestones:
        """The beginnings whose reminder has come, by the days after; of several the last that was reached."""
        first = max(offsets, default=0) + MOVES + LATEST.days
        days = (self.today - n * DAY for n in range(first + 1))
        return Milestones(self._reached(days, offsets, self._milestone_after), self, upper=False)

    def of_deadline(self, day: date) -> date | None:
        """The occasion on which a deadline of that day is reminded of now; None before it, and after the day."""
        return next((row.occasion for row in self.before().rows if row.day == day), None)

    def _reached(
        self, days: Iterable[date], offsets: list[int], milestone: Callable[[date, int], date]
    ) -> Iterable[Milestone]:
        if self.is_silent:
            return
        for day in days:
            reached = [on for on in (milestone(day, offset) for offset in offsets) if self.since(on) <= self.now]
            if reached and max(reached) >= self.today - LATEST:
                yield Milestone(day, max(reached), self.since(max(reached)))

    def _milestone_before(self, day: date, offset: int) -> date:
        return self._working(day - offset * DAY, -DAY)

    def _milestone_after(self, day: date, offset: int) -> date:
        return self._working(day + offset * DAY, DAY)

    def _working(self, day: date, pace: timedelta) -> date:
        """`day`, or with business days the nearest one: earlier before a deadline, later after a beginning."""
        moved: Any = day
        for _ in range(MOVES):
            if not self.rule.business_days or self.calendar.is_business_day(moved):
                return moved
            moved += pace
        return day
