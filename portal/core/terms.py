"""Terms that run while the calendar of a city changes: a day that the city closes later makes them longer.

Apps above register what has a term; see `register`. A term never becomes shorter: people were told its date.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise

from portal.core import clock
from portal.core.calendar import BusinessCalendar
from portal.core.models import Municipality


@dataclass(frozen=True)
class Change:
    """The calendar of a city before and after; `now` is the instant from which what is left of a term is counted."""

    municipality: Municipality
    before: BusinessCalendar
    after: BusinessCalendar
    now: datetime

    @classmethod
    def of(cls, municipality: Municipality, closed: set, opened: set | frozenset = frozenset()) -> "Change":
        """The change that closes and opens days of the city as it stands now."""
        before = BusinessCalendar.of(municipality)
        days = (before.closed | closed) - opened
        after = BusinessCalendar(municipality.country, municipality.zone, days)
        return cls(municipality, before, after, clock.now())

    def moved(self, due_at: datetime) -> datetime | None:
        """When a term that ends at `due_at` ends by the new calendar; None where it stays, or is over."""
        if due_at <= self.now:
            return None
        zone = self.municipality.zone
        left = self.before.between(self.now.astimezone(zone).date(), due_at.astimezone(zone).date())
        later = self.after.due_at(self.now, max(left, 0))
        return later if later > due_at else None


Mover = Callable[[Change, bool], int]
_movers: list[tuple[str | Promise, Mover]] = []


def register(label: str | Promise) -> Callable[[Mover], Mover]:
    """Add `mover(change, writes) -> how many terms move`; with `writes` it moves them, in the open transaction."""

    def add(mover: Mover) -> Mover:
        if all(known is not mover for _label, known in _movers):
            _movers.append((label, mover))
        return mover

    return add


def move(change: Change, *, writes: bool) -> list[tuple[str, int]]:
    """By kind, how many terms become longer by the change; `writes` says so to the rows too."""
    return [(str(label), mover(change, writes)) for label, mover in _movers]
