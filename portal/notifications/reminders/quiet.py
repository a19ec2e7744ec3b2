"""Quiet hours: when a city sends no reminders. The settings `quiet_from_hour` and `quiet_until_hour` of the city."""

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from portal.core.models import Municipality

FROM, UNTIL = 21, 8  # where the city says nothing


def next_allowed(now: datetime, city: "Municipality") -> datetime:
    """`now`, or the end of the city's quiet hours when it falls in them (UTC). The same hour twice: never quiet."""
    starts, ends = int(city.setting("quiet_from_hour", FROM)), int(city.setting("quiet_until_hour", UNTIL))
    local = now.astimezone(city.zone)
    is_quiet = starts <= local.hour < ends if starts <= ends else (local.hour >= starts or local.hour < ends)
    if not is_quiet:
        return now
    day = local.date() if local.hour < ends else local.date() + timedelta(days=1)
    return max(now, datetime.combine(day, time(ends % 24), tzinfo=city.zone).astimezone(UTC))
