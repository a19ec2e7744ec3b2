"""The first page of the staff's desk: what waits, for whom, since when. Each app says its own lines in a module
`overview`; every kind of line is one query, from what the reader may see.

    @overview.part(_("Applications"), order=10)
    def waiting(desk: overview.Desk) -> Iterator[overview.Line]:
        ...
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.db.models import Count, Min, Q, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.core import clock
from portal.core.calendar import BusinessCalendar
from portal.core.models import Municipality

Text = str | Promise


@dataclass(frozen=True)
class Line:
    """One thing that waits. `late` is how many of them are past their term; `since` tells the age of the oldest.

    A line with a `text` in place of its count is shown also where nothing waits.
    """

    what: Text
    count: int
    url: str
    since: str = ""
    late: int = 0
    text: str = ""


@dataclass(frozen=True)
class Tally:
    """What one query counted of one group: its own values, how many, the oldest instant, how many are late."""

    values: dict[str, Any]
    count: int
    oldest: datetime | None
    late: int
    city: Municipality | None


class Desk:
    """The reader, with what the lines ask more than once."""

    def __init__(self, user: Any) -> None:
        self.user = user
        self.now = clock.now()
        self._calendars: dict[int, BusinessCalendar] = {}

    @cached_property
    def cities(self) -> dict[int, Municipality]:
        """The cities at whose desk the reader sits."""
        return {city.pk: city for city in Municipality.objects.visible_to(self.user).order_by("name", "pk")}

    def may_read(self, permission: str) -> bool:
        """Whether the reader may open the list that a line leads to."""
        return bool(self.user.has_perm(permission))

    def tally(self, rows: QuerySet[Any], *names: str, city: str, since: str, late: Q | None = None) -> Iterator[Tally]:
        """Count `rows` by city and `names`, with the oldest `since` of each group: one query.

        Args:
            city: the path to the city, within the cities of the reader alone.
            late: which of them are past their term.
        """
        counts = {"n": Count("pk"), "oldest": Min(since), "overdue": Count("pk", filter=late or Q(pk__in=()))}
        found = rows.filter(**{f"{city}__in": self.cities}).order_by().values(city, *names).annotate(**counts)
        for group in sorted(found, key=lambda group: group["oldest"] or self.now):
            values = {name: group[name] for name in names}
            yield Tally(values, group["n"], group["oldest"], group["overdue"], self.cities.get(group[city]))

    def age(self, instant: datetime | None, city: Municipality | None) -> str:
        """How long something has waited, in the business days of its city: "for 4 business days"."""
        if instant is None or city is None:
            return ""
        calendar = self._calendars.setdefault(city.pk, BusinessCalendar.of(city))
        days = calendar.between(self._day(instant, city), self._day(self.now, city))
        if not days:
            return _("since today")
        return ngettext("for %(days)d business day", "for %(days)d business days", days) % {"days": days}

    def _day(self, instant: datetime, city: Municipality) -> date:
        return instant.astimezone(city.zone).date()

    def named(self, what: Text, city: Municipality | None) -> Text:
        """`what`, with the city where the reader has several."""
        return f"{what} · {city.name}" if city is not None and len(self.cities) > 1 else what


def listed(model: str, **filters: Any) -> str:
    """The address of a list of the administration ("programs_enrollment"), narrowed."""
    url = reverse(f"admin:{model}_changelist")
    return f"{url}?{urlencode(filters)}" if filters else url


Part = Callable[[Desk], Iterable[Line]]


@dataclass(frozen=True)
class Section:
    order: int
    title: Text
    lines: Part


_sections: list[Section] = []


def part(title: Text, *, order: int) -> Callable[[Part], Part]:
    """Register lines under a title; titles stand by their order. Several parts may share a title."""

    def register(lines: Part) -> Part:
        if all(known.lines is not lines for known in _sections):
            _sections.append(Section(order, title, lines))
        return lines

    return register


def overview(user: Any) -> list[tuple[Text, list[Line]]]:
    """The lines for `user` by title, those where something waits alone."""
    desk, found = Desk(user), dict[str, list[Line]]()
    for section in sorted(_sections, key=lambda section: section.order):
        if lines := [line for line in section.lines(desk) if line.count or line.text]:
            found.setdefault(str(section.title), []).extend(lines)
    return list(found.items())
