"""The days that a city closes besides the holidays of its country; terms that run become longer by them."""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from portal.core import ledger, terms
from portal.core.actions import Refused, action, locked
from portal.core.enums import Role
from portal.core.models import Municipality, NonWorkingDay
from portal.organizations.roles import city_roles

MOST_DAYS = 60  # at once: what is longer is a slip in a year


def refuse_other_than_administrator(municipality: Municipality, by: Any) -> None:
    """Raise Refused("not_allowed") unless `by` administers the city, or the installation; None is a job."""
    if by is None or by.is_superuser or Role.CITY_ADMIN in city_roles(by, municipality):
        return
    raise Refused("not_allowed", _("Only an administrator of this city can do this."))


def days_between(first: date, last: date) -> list[date]:
    """Both and those between. Raises Refused: "backwards", "too_many" (MOST_DAYS)."""
    if last < first:
        raise Refused("backwards", _("The last day comes before the first one."))
    if (last - first).days >= MOST_DAYS:
        raise Refused("too_many", _("That is more than %(most)s days. Check the year, please."), most=MOST_DAYS)
    return [first + timedelta(days=step) for step in range((last - first).days + 1)]


def listed_days(text: str) -> dict[date, str]:
    """The city's list: one day per line, day/month/year or year-month-day, and what it is. Raises Refused("line")."""
    days: dict[date, str] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        found = re.fullmatch(r"\s*(?:(\d{4})-(\d{1,2})-(\d{1,2})|(\d{1,2})/(\d{1,2})/(\d{4}))[\s,;]+(\S.*?)\s*", line)
        parts = [int(part) for part in found.groups()[:6] if part] if found else []
        try:
            year, month, day = parts if found and found[1] else parts[::-1]
            days[date(year, month, day)] = found[7][:160]
        except (ValueError, TypeError) as error:
            message = _("Line %(number)s is not a day and its reason. Write it like 18/01/2027 Feria.")
            raise Refused("line", message, number=number) from error
    if len(days) > MOST_DAYS:
        raise Refused("too_many", _("That is more than %(most)s days. Check the year, please."), most=MOST_DAYS)
    return days


@action("core.calendar.close")
def close_days(municipality: Municipality, *, by: Any, days: Mapping[date, str]) -> int:
    """Close the days that were open, each with its reason, and move the terms that run. Returns how many were new.

    Raises:
        Refused: "not_allowed"; "nothing" when all of them are in the list already.
    """
    refuse_other_than_administrator(municipality, by)
    locked(Municipality.objects.filter(pk=municipality.pk))
    known = set(NonWorkingDay.objects.filter(municipality=municipality).values_list("date", flat=True))
    new = {day: reason for day, reason in days.items() if day not in known}
    if not new:
        raise Refused("nothing", _("These days are in the city's list already."))
    change = terms.Change.of(municipality, set(new))
    moved = terms.move(change, writes=True)
    NonWorkingDay.objects.bulk_create(
        NonWorkingDay(municipality=municipality, date=day, reason=reason) for day, reason in sorted(new.items())
    )
    data = {"days": sorted(new), "moved": sum(count for _label, count in moved)}
    ledger.append("core.calendar.close", by=by, obj=municipality, data=data)
    return len(new)


@action("core.calendar.open")
def open_day(municipality: Municipality, *, by: Any, day: date) -> None:
    """Take a day out of the city's list. Terms that became longer by it stay as they are.

    Raises:
        Refused: "not_allowed"; "unknown" when it is not in the list.
    """
    refuse_other_than_administrator(municipality, by)
    removed, _rows = NonWorkingDay.objects.filter(municipality=municipality, date=day).delete()
    if not removed:
        raise Refused("unknown", _("This day is not in the city's list."))
    ledger.append("core.calendar.open", by=by, obj=municipality, data={"days": [day]})
