"""Whom a rule would reach today, without telling anybody."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from django.contrib.auth import get_user_model
from django.db.models import Count, QuerySet

from portal.notifications.models import NoticePreference, ReminderRule
from portal.notifications.reminders.days import Days
from portal.notifications.reminders.kinds import ReminderKind
from portal.notifications.reminders.recording import new_ones

SHOWN = 50


class Reached(NamedTuple):
    """One reminder of a preview: to whom, on which day, and what it is about, in words."""

    person: Any
    day: date
    about: str


@dataclass
class Preview:
    """How many reminders to how many people, and the first of them. `left` counts those who do not want the mail."""

    reminders: int = 0
    people: int = 0
    left: int = 0
    first: list[Reached] = field(default_factory=list)


def preview(rule: ReminderRule, now: datetime) -> Preview:
    """What `rule` would still remind of on the day of `now`, from its hour on, as things are now.

    The same queries as those of the run, in a bounded number of them. Of what somebody has not sent yet, no more than
    the names by which one tells it from another (`ReminderKind.named_by`): the rest is theirs.
    """
    days = Days(rule, now)
    days = Days(rule, max(now, days.since(days.today)))
    found = Preview()
    if rule.known is None:
        return found
    everybody: set[int] = set()
    shown: list[tuple[int, date, str]] = []
    for due in rule.known.due(rule, days):
        rows = new_ones(rule, due)
        found.reminders += rows.count()
        people = rows.order_by().values("recipient").annotate(times=Count("pk")).values_list("recipient", flat=True)
        everybody.update(people)
        shown += _first(rule, rule.known, due.audience, rows, SHOWN - len(shown))
    users = get_user_model()._default_manager.in_bulk({recipient for recipient, _day, _about in shown})
    found.first = [Reached(users[recipient], day, about) for recipient, day, about in shown]
    found.people = len(everybody)
    left = NoticePreference.objects.filter(family=rule.known.family.code, by_mail=False)
    found.left = len(everybody.intersection(left.values_list("user", flat=True)))
    return found


def _first(
    rule: ReminderRule, kind: ReminderKind, audience: str, rows: QuerySet, most: int
) -> list[tuple[int, date, str]]:
    """The first of `rows`: the key of the recipient, the day, and the names of what it is about."""
    first = list(rows.order_by("subject", "recipient").values_list("subject", "recipient", "occasion")[:most])
    facts = kind.facts(audience, {subject for subject, _recipient, _day in first}, rule.municipality) if first else {}
    names = {
        subject: " · ".join(str(each[name]) for name in kind.named_by if each.get(name))
        for subject, each in facts.items()
    }
    return [(recipient, day, names.get(subject, "")) for subject, recipient, day in first]
