"""Triggers that let the ledger only grow, whoever writes: UPDATE and DELETE on its tables are refused.

A migration runs `forward`. TRUNCATE is a matter of privilege: the portal's own database user must not have it in
production (docs/operations.md). SQLite rebuilds a table to alter it and drops its triggers with the old one, so a
migration that alters a ledger table ends with `forward` again.

The one way past is `lifted`, for the flush between tests on SQLite, which empties tables by DELETE. It refuses to work
on anything but a test database.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import connection as default_connection
from django.db.backends.base.base import BaseDatabaseWrapper

TABLES = ("core_ledgerentry", "core_seal")
REFUSAL = "the ledger only grows"

POSTGRESQL_FORWARD = [
    f"""
    CREATE OR REPLACE FUNCTION core_ledger_only_grows() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION '{REFUSAL}: % on % is refused', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
    END
    $$
    """,
    *(f"DROP TRIGGER IF EXISTS {table}_only_grows ON {table}" for table in TABLES),
    *(
        f"CREATE TRIGGER {table}_only_grows BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION core_ledger_only_grows()"
        for table in TABLES
    ),
]
POSTGRESQL_BACKWARD = [
    *(f"DROP TRIGGER IF EXISTS {table}_only_grows ON {table}" for table in TABLES),
    "DROP FUNCTION IF EXISTS core_ledger_only_grows()",
]
SQLITE_FORWARD = [
    statement
    for table in TABLES
    for verb in ("UPDATE", "DELETE")
    for statement in (
        f"DROP TRIGGER IF EXISTS {table}_no_{verb.lower()}",
        f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}: {verb} on {table} is refused'); END",
    )
] + [
    # REPLACE deletes the old row without waking its DELETE trigger.
    statement
    for table in TABLES
    for statement in (
        f"DROP TRIGGER IF EXISTS {table}_no_replace",
        f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "  # noqa: S608 - our own constants
        f"WHEN EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id) "
        f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}: REPLACE on {table} is refused'); END",
    )
]
SQLITE_BACKWARD = [
    f"DROP TRIGGER IF EXISTS {table}_no_{verb}" for table in TABLES for verb in ("update", "delete", "replace")
]
FORWARD = {"postgresql": POSTGRESQL_FORWARD, "sqlite": SQLITE_FORWARD}
BACKWARD = {"postgresql": POSTGRESQL_BACKWARD, "sqlite": SQLITE_BACKWARD}


def forward(apps: Any, schema_editor: Any) -> None:
    """Put the triggers up; for `migrations.RunPython(forward, backward)`."""
    put_up(schema_editor.connection)


def backward(apps: Any, schema_editor: Any) -> None:
    """Take the triggers down again."""
    _run(schema_editor.connection, BACKWARD)


def put_up(connection: BaseDatabaseWrapper = default_connection) -> None:
    """Put the triggers up, whether or not they were."""
    _run(connection, FORWARD)


def are_up(connection: BaseDatabaseWrapper = default_connection) -> bool:
    """Return whether every ledger table has its triggers."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT count(*) FROM pg_trigger WHERE tgname LIKE 'core\\_%%\\_only\\_grows' AND tgenabled = 'O'", []
            )
            return cursor.fetchone()[0] == len(TABLES)
        cursor.execute(
            "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'core#_%%#_no#_%%' ESCAPE '#'", []
        )
        return cursor.fetchone()[0] == len(SQLITE_BACKWARD)


@contextmanager
def lifted(connection: BaseDatabaseWrapper = default_connection) -> Iterator[None]:
    """Take the triggers down around the flush of a test database, and put them up again where they were.

    Raises:
        RuntimeError: the database is not one that the test runner made.
    """
    name = str(connection.settings_dict["NAME"])
    if not (Path(name).name.startswith("test_") or "memory" in name):
        raise RuntimeError(f"The ledger's guards stay up: {name} is not a test database.")
    were_up = are_up(connection)
    if were_up:
        _run(connection, BACKWARD)
    try:
        yield
    finally:
        if were_up:
            put_up(connection)


def _run(connection: BaseDatabaseWrapper, statements: dict[str, list[str]]) -> None:
    with connection.cursor() as cursor:
        for statement in statements[connection.vendor]:
            cursor.execute(statement)
