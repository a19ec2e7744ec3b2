"""The only source of instants. Nothing else in the project asks the system for the time of a domain event."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

_moved: ContextVar[datetime | None] = ContextVar("moved_clock", default=None)


def now() -> datetime:
    """Return the present instant, aware and in UTC; inside `moved_to`, the instant it was moved to."""
    return _moved.get() or datetime.now(UTC)


def today(zone: ZoneInfo) -> date:
    """Return the date that people in `zone` read on the wall."""
    return now().astimezone(zone).date()


@contextmanager
def moved_to(instant: datetime) -> Iterator[None]:
    """Stop the clock at `instant` (aware) for this thread or task, so that demo data can run the actions in the past.

    Calls nest. A new thread starts on the true clock.

    Raises:
        ValueError: `instant` has no zone.
    """
    if instant.tzinfo is None:
        raise ValueError("The clock moves to aware instants only.")
    token = _moved.set(instant.astimezone(UTC))
    try:
        yield
    finally:
        _moved.reset(token)
