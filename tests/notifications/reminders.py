"""What the tests of the reminders share."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from portal.core import clock
from portal.core.models import Municipality
from portal.notifications.models import OutboxMessage, Reminder
from portal.notifications.reminders.running import Run, send_due
from programs.models import Enrollment
from tests.factories.programs import CallFactory, EnrollmentFactory, ProgramFactory

EVENT = "notifications.reminder"


def local(zone: str, *parts: int) -> datetime:
    """An instant by its wall clock in a zone."""
    return datetime(*parts, tzinfo=ZoneInfo(zone)).astimezone(UTC)


@contextmanager
def at(city: Municipality, *parts: int) -> Iterator[None]:
    """The clock stands at this time of the city."""
    with clock.moved_to(local(city.timezone, *parts)):
        yield


def run_at(city: Municipality, *parts: int) -> Run:
    """Run the job at this time of the city."""
    with at(city, *parts):
        return send_due()


def closing(city: Municipality, *parts: int, **values: Any) -> Enrollment:
    """A draft of the city, begun twenty days before its call closes, at this time of the city."""
    closes_at = local(city.timezone, *parts)
    program = values.pop("program", None) or ProgramFactory(municipality=city)
    call = values.pop("call", None) or CallFactory(
        program=program, opens_at=closes_at - timedelta(days=40), closes_at=closes_at
    )
    return EnrollmentFactory(call=call, created_at=closes_at - timedelta(days=20), **values)


def mails() -> list[OutboxMessage]:
    """The reminders that were written, in their order."""
    return list(OutboxMessage.objects.filter(event=EVENT).order_by("pk"))


def occasions() -> list[str]:
    return [str(day) for day in Reminder.objects.order_by("occasion", "pk").values_list("occasion", flat=True)]
