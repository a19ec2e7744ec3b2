"""Finding what is due and writing it down, each occasion once, however many do it at once.

Pages are bounded queries that begin where the last one ended, so that memory stays the same and a run that is killed
leaves whole pages. What is written already is left out by the query; what somebody else writes in between is left out
by the constraint `reminder_once_per_occasion`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from portal.notifications.models import Reminder, ReminderRule
from portal.notifications.reminders.days import Days
from portal.notifications.reminders.kinds import Due
from portal.notifications.reminders.quiet import next_allowed

PAGE = 2000


@dataclass(frozen=True)
class Occasion:
    """Somebody to be reminded of something, on a day of the city."""

    audience: str
    subject: int
    recipient: int
    day: date


def record(rule: ReminderRule, now: datetime, *, size: int = PAGE) -> int:
    """Write down what `rule` reminds of at `now` and nobody has written before; each page is its own transaction.

    Returns:
        How many occasions were found. Another run may have written some of them first.
    """
    found, told_from = 0, next_allowed(now, rule.municipality)
    for page in pages(rule, now, size=size):
        write([_row(rule, occasion, now, told_from) for occasion in page])
        found += len(page)
    return found


@transaction.atomic
def write(rows: list[Reminder]) -> None:
    """Insert the rows whose occasion is new; the others are passed over, also while their writer has not committed."""
    Reminder.objects.bulk_create(rows, ignore_conflicts=True)


def _row(rule: ReminderRule, occasion: Occasion, now: datetime, told_from: datetime) -> Reminder:
    return Reminder(
        municipality_id=rule.municipality_id,
        kind=rule.kind,
        audience=occasion.audience,
        object_id=occasion.subject,
        occasion=occasion.day,
        recipient_id=occasion.recipient,
        recorded_at=now,
        due_at=told_from,
    )


def pages(rule: ReminderRule, now: datetime, *, size: int = PAGE) -> Iterator[list[Occasion]]:
    """What `rule` reminds of at `now` and is not written down yet, in pages; nothing when no app knows its kind."""
    if rule.known is None:
        return
    for due in rule.known.due(rule, Days(rule, now)):
        yield from _pages_of(due, new_ones(rule, due), size)


def new_ones(rule: ReminderRule, due: Due) -> QuerySet[Any]:
    """The rows of `due` that are not written down."""
    written = Reminder.objects.filter(
        municipality=rule.municipality_id,
        kind=rule.kind,
        audience=due.audience,
        recipient=OuterRef("recipient"),
        object_id=OuterRef("subject"),
        occasion=OuterRef("occasion"),
    )
    return due.rows.filter(~Exists(written))


def _pages_of(due: Due, rows: QuerySet[Any], size: int) -> Iterator[list[Occasion]]:
    ordered = rows.order_by("subject", "recipient").values_list("subject", "recipient", "occasion")
    after = Q()
    while True:
        page = [Occasion(due.audience, *row) for row in ordered.filter(after)[:size]]
        if page:
            yield page
        if len(page) < size:
            return
        last = page[-1]
        after = Q(subject__gt=last.subject) | Q(subject=last.subject, recipient__gt=last.recipient)
