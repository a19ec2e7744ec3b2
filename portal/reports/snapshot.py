"""Reading everything as it was at one instant, however long it takes and whatever is written meanwhile."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import connection, transaction

from portal.core import clock

LONGEST = "500s"  # of a statement; shorter than the time limit of a task


@contextmanager
def snapshot() -> Iterator[datetime]:
    """Run the block in one read-only snapshot of the database; gives the instant it was taken.

    PostgreSQL: REPEATABLE READ. SQLite: a deferred transaction, which in WAL mode reads one snapshot and keeps no
    writer waiting (Django's own, IMMEDIATE, would take the write lock). Raises RuntimeError inside a transaction.
    """
    if connection.vendor != "postgresql":
        with _deferred():
            yield clock.now()
        return
    with transaction.atomic(durable=True):
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            cursor.execute(f"SET LOCAL statement_timeout = '{LONGEST}'")
            cursor.execute(f"SET LOCAL idle_in_transaction_session_timeout = '{LONGEST}'")
        yield clock.now()


@contextmanager
def _deferred() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("BEGIN DEFERRED")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ROLLBACK")


def interrupt(raw: object) -> None:
    """Stop the statement that another thread runs on this connection of the driver; without one, nothing happens."""
    if stop := getattr(raw, "cancel", None) or getattr(raw, "interrupt", None):
        stop()
