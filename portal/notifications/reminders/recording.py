"""Finding what is due and writing it down, each occasion once, however many do it at once.

A page is one statement: the database inserts what its own query finds, so that a hundred thousand cost seconds and no
memory of ours, and a run that is killed leaves whole pages. What is written already is left out by the query; what
somebody else writes in the same moment is left out by the constraint `reminder_once_per_occasion`.
"""

from datetime import datetime
from typing import Any

from django.db import connection, models, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet, Value

from portal.notifications.enums import ReminderState
from portal.notifications.models import Reminder, ReminderRule
from portal.notifications.reminders.days import Days
from portal.notifications.reminders.kinds import Due
from portal.notifications.reminders.quiet import next_allowed

PAGE = 10_000
KEYS = ("subject", "recipient")


def record(rule: ReminderRule, now: datetime, *, size: int = PAGE) -> int:
    """Write down what `rule` reminds of at `now` and nobody has written before; returns how many were new.

    Each page is its own transaction. Nothing is found when no app knows the rule's kind any more.
    """
    if rule.known is None:
        return 0
    told_from = next_allowed(now, rule.municipality)
    return sum(
        _record_in_pages(rule, due, {"recorded_at": now, "due_at": told_from}, size)
        for due in rule.known.due(rule, Days(rule, now))
    )


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


def _record_in_pages(rule: ReminderRule, due: Due, times: dict[str, datetime], size: int) -> int:
    written, rows = 0, new_ones(rule, due).order_by(*KEYS)
    constants = {"municipality_id": rule.municipality_id, "kind": rule.kind, "audience": due.audience, **times}
    after = Q()
    while True:
        # The first one of the next page; where others write at the same time, pages overlap and nothing is left out.
        border = rows.filter(after).values_list(*KEYS)[size : size + 1].first()
        before = _before(*border) if border else Q()
        written += insert(rows.filter(after, before), constants)
        if border is None:
            return written
        after = ~_before(*border)


def _before(subject: int, recipient: int) -> Q:
    return Q(subject__lt=subject) | Q(subject=subject, recipient__lt=recipient)


@transaction.atomic
def insert(rows: QuerySet[Any], constants: dict[str, Any]) -> int:
    """Insert a reminder for each of `rows` whose occasion is new; returns how many there were.

    An occasion whose other writer has not committed is waited for, and then passed over.
    """
    columns = {
        **{name: _constant(name, value) for name, value in constants.items()},
        "state": _constant("state", ReminderState.RECORDED),
        "object_id": "subject",
        "recipient_id": "recipient",
        "occasion": "occasion",
    }
    # The query is Django's, its values are parameters: only names of our own columns are put together here.
    annotated = rows.annotate(**{f"to_{name}": value for name, value in columns.items() if not isinstance(value, str)})
    chosen = [value if isinstance(value, str) else f"to_{name}" for name, value in columns.items()]
    query, parameters = annotated.values_list(*chosen).query.get_compiler(connection=connection).as_sql()
    names = ", ".join(connection.ops.quote_name(name) for name in columns)
    table = connection.ops.quote_name(Reminder._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {table} ({names}) {query} ON CONFLICT DO NOTHING", parameters)
        return cursor.rowcount


def _constant(name: str, value: Any) -> Value:
    if name.endswith("_id"):
        return Value(value, output_field=models.BigIntegerField())
    column: Any = Reminder._meta.get_field(name)
    return Value(value, output_field=column)
