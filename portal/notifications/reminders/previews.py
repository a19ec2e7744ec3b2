"""Whom a rule would reach today, without telling anybody."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Count

from portal.notifications.models import NoticePreference, ReminderRule
from portal.notifications.reminders.days import Days
from portal.notifications.reminders.recording import new_ones

SHOWN = 50


@dataclass
class Preview:
    """How many reminders to how many people, and the first of them. `left` counts those who do not want the mail."""

    reminders: int = 0
    people: int = 0
    left: int = 0
    first: list[tuple[Any, date]] = field(default_factory=list)


def preview(rule: ReminderRule, now: datetime) -> Preview:
    """What `rule` would still remind of on the day of `now`, from its hour on, as things are now.

    The same queries as those of the run, in a bounded number of them. Names of people and days alone: what somebody
    has not sent yet is theirs.
    """
    days = Days(rule, now)
    days = Days(rule, max(now, days.since(days.today)))
    found = Preview()
    if rule.known is None:
        return found
    everybody: set[int] = set()
    shown: list[tuple[int, date]] = []
    for due in rule.known.due(rule, days):
        rows = new_ones(rule, due)
        found.reminders += rows.count()
        people = rows.order_by().values("recipient").annotate(times=Count("pk")).values_list("recipient", flat=True)
        everybody.update(people)
        first = rows.order_by("subject", "recipient").values_list("recipient", "occasion")
        shown += first[: SHOWN - len(shown)]
    users = get_user_model()._default_manager.in_bulk({recipient for recipient, _day in shown})
    found.first = [(users[recipient], day) for recipient, day in shown]
    found.people = len(everybody)
    left = NoticePreference.objects.filter(family=rule.known.family.code, by_mail=False)
    found.left = len(everybody.intersection(left.values_list("user", flat=True)))
    return found
