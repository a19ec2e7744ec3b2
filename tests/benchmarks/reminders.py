"""The figures of the reminders: DUE drafts of as many people are found and recorded, and then told; in seconds.

Recorded is one row per occasion, behind its constraint; told is asked again, written as mails and marked. A second run
shows that it finds nothing left.
"""

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import connection, models

from enterprises.models import EnterpriseMember
from portal.core import clock
from portal.notifications.models import OutboxMessage, Reminder
from portal.notifications.reminders.recording import record
from portal.notifications.reminders.telling import tell_page
from tests.benchmarks.copies import copies
from tests.benchmarks.figures import Seconds
from tests.benchmarks.load import WrongAnswer
from tests.factories.core import MunicipalityFactory
from tests.factories.programs import CallFactory, EnrollmentFactory, ProgramFactory
from tests.factories.reminders import ReminderRuleFactory

DUE = 100_000
FIRST = 1_000_000  # the keys of the copies begin here
MOST = 20.0  # seconds to find and record them


def reminders() -> list[Seconds]:
    """Record and tell DUE reminders that are due at noon of the city."""
    city = MunicipalityFactory(settings={"quiet_from_hour": {"value": 0}, "quiet_until_hour": {"value": 0}})
    noon = clock.now().astimezone(city.zone).replace(hour=12, minute=0, second=0, microsecond=0)
    rule = ReminderRuleFactory(municipality=city, days_before=[7])
    _drafts(city, closes_at=noon + timedelta(days=7))
    recorded = _timed("Reminders recorded", MOST, lambda: record(rule, noon))
    told = _timed("Reminders told", None, lambda: _tell_all(noon))
    again = _timed("Reminders, nothing new", None, lambda: record(rule, noon) + DUE)
    counts = (Reminder.objects.count(), OutboxMessage.objects.filter(event="notifications.reminder").count())
    if counts != (DUE, DUE):
        raise WrongAnswer(f"{DUE} people are due, {counts} reminders and mails were written")
    return [recorded, told, again]


def _tell_all(now: Any) -> int:
    told = 0
    while page := tell_page(now).told:
        told += page
    return told


def _timed(name: str, most: float | None, work: Callable[[], int]) -> Seconds:
    began = time.perf_counter()
    done = work()
    took = time.perf_counter() - began
    if done != DUE:
        raise WrongAnswer(f"{name}: {done} of {DUE}")
    return Seconds(name, DUE, took, most)


def _copied(row: models.Model, **changed: str) -> None:
    copies(row, DUE, **changed)


def _drafts(city: Any, *, closes_at: Any) -> None:
    """DUE drafts of as many enterprises, each with its owner, beside one that is sent."""
    call = CallFactory(
        program=ProgramFactory(municipality=city), opens_at=closes_at - timedelta(days=40), closes_at=closes_at
    )
    draft = EnrollmentFactory(call=call, created_at=closes_at - timedelta(days=30))
    member = EnterpriseMember.objects.get(enterprise=draft.enterprise)
    own = {"id": f"{FIRST} + n"}
    _copied(draft.applicant, **own, email="'persona' || n || '@copia.example'", public_id="gen_random_uuid()")
    _copied(draft.enterprise.vault, **own, public_id="gen_random_uuid()")
    _copied(
        draft.enterprise,
        **own,
        public_id="gen_random_uuid()",
        tax_id="''",
        tax_id_index="NULL",
        vault_id=own["id"],
    )
    _copied(member, **own, enterprise_id=own["id"], user_id=own["id"])
    _copied(draft, **own, public_id="gen_random_uuid()", enterprise_id=own["id"], applicant_id=own["id"])
    draft.delete()
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("SET statement_timeout = '15s'")
