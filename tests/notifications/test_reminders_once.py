"""Once each: run again, run at once, killed anywhere; and a control that shows what the constraint is for."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, connections, transaction

from portal.core import clock
from portal.core.models import LedgerEntry
from portal.notifications.models import Reminder
from portal.notifications.reminders import recording, running
from portal.notifications.reminders.running import send_due
from tests.factories.core import MunicipalityFactory
from tests.factories.programs import CallFactory, EnrollmentFactory, ProgramFactory
from tests.factories.reminders import ReminderRuleFactory
from tests.notifications.reminders import closing, local, mails, run_at

NOON = (2026, 10, 23, 12)


@pytest.fixture
def city():
    return MunicipalityFactory()


def drafts(city: Any, count: int) -> None:
    first = closing(city, 2026, 10, 30, 23, 59)
    for _ in range(count - 1):
        EnrollmentFactory(call=first.call, created_at=first.created_at)


def at_once(*work: Callable[[], Any]) -> list[Any]:
    """Run all of `work` together, each on a connection of its own; give what each returned or raised."""
    results: list[Any] = [None] * len(work)

    def run(number: int) -> None:
        try:
            results[number] = work[number]()
        except Exception as error:
            results[number] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(work))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return results


def scheduler(city: Any) -> Callable[[], Any]:
    def run() -> Any:
        with clock.moved_to(local(city.timezone, *NOON)):
            return send_due()

    return run


def meet_in_the_insert(monkeypatch: Any, parties: int) -> None:
    """All schedulers insert in the same moment, and commit only when each has looked at what is there."""
    barrier, insert = threading.Barrier(parties), recording.insert

    def together(rows: Any, constants: dict[str, Any]) -> int:
        barrier.wait(timeout=20)
        with transaction.atomic():
            written = insert(rows, constants)
            time.sleep(1)
        return written

    monkeypatch.setattr(recording, "insert", together)


@pytest.mark.django_db
def test_however_often_the_job_runs_each_is_told_once_and_a_run_leaves_one_ledger_row(city):
    ReminderRuleFactory(municipality=city)
    drafts(city, 3)
    for minutes in (0, 15, 30):
        run_at(city, *NOON, minutes)
    assert len(mails()) == Reminder.objects.count() == 3
    (entry,) = LedgerEntry.objects.filter(action="notifications.reminders.send")
    assert entry.data == {"recorded": 3, "told": 3, "dropped": 0, "mails": 3}


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_schedulers_at_once_tell_each_once(city, monkeypatch):
    ReminderRuleFactory(municipality=city)
    drafts(city, 20)
    meet_in_the_insert(monkeypatch, 2)
    results = at_once(scheduler(city), scheduler(city))
    assert sorted(result.recorded for result in results) == [0, 20]
    assert sum(result.told.told for result in results) == 20
    assert len(mails()) == Reminder.objects.count() == 20


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_without_the_constraint_two_schedulers_tell_twice(city, monkeypatch):
    """The control: what the other test shows is owed to the constraint and not to luck."""
    ReminderRuleFactory(municipality=city)
    drafts(city, 20)
    meet_in_the_insert(monkeypatch, 2)
    once = next(one for one in Reminder._meta.constraints if one.name == "reminder_once_per_occasion")
    with connection.schema_editor() as editor:
        editor.remove_constraint(Reminder, once)
    try:
        at_once(scheduler(city), scheduler(city))
        assert Reminder.objects.count() == 40
    finally:
        Reminder.objects.all().delete()
        with connection.schema_editor() as editor:
            editor.add_constraint(Reminder, once)


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_many_pages_and_two_schedulers_at_once_tell_each_once(city, monkeypatch):
    monkeypatch.setattr(running, "record", lambda rule, now: recording.record(rule, now, size=3))
    ReminderRuleFactory(municipality=city)
    drafts(city, 20)
    results = at_once(scheduler(city), scheduler(city))
    assert not [result for result in results if isinstance(result, Exception)]
    assert len(mails()) == Reminder.objects.count() == 20


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("where", ["recorded", "telling"])
def test_a_scheduler_that_is_killed_loses_none_and_doubles_none(city, where):
    ReminderRuleFactory(municipality=city)
    drafts(city, 5)
    database = connection.settings_dict
    url = f"postgres://{database['USER']}:{database['PASSWORD']}@{database['HOST']}:{database['PORT']}"
    environment = os.environ | {
        "DATABASE_URL": f"{url}/{database['NAME']}",
        "INSTANT": local(city.timezone, *NOON).isoformat(),
    }
    command = [sys.executable, "-m", "tests.notifications.killed_scheduler", where]
    killed = subprocess.run(command, env=environment, timeout=120, check=False)
    assert killed.returncode == -signal.SIGKILL
    assert (Reminder.objects.count(), len(mails())) == (5, 0)
    run_at(city, *NOON, 15)
    assert len(mails()) == Reminder.objects.count() == 5


@pytest.mark.django_db
def test_the_mistake_of_one_kind_does_not_silence_the_others(city, monkeypatch):
    ReminderRuleFactory(municipality=city)
    broken = ReminderRuleFactory(municipality=city, kind="programs.offer_expiring", days_before=[1])
    drafts(city, 2)

    def fails(*args: Any) -> Any:
        raise ZeroDivisionError

    monkeypatch.setattr(type(broken.known), "due", fails)
    with pytest.raises(ExceptionGroup):
        run_at(city, *NOON)
    assert len(mails()) == 2


@pytest.mark.django_db
def test_a_run_asks_the_database_as_often_for_many_as_for_few(city, django_assert_max_num_queries):
    ReminderRuleFactory(municipality=city)
    program = ProgramFactory(municipality=city)
    call = CallFactory(
        program=program,
        opens_at=local(city.timezone, 2026, 9, 1),
        closes_at=local(city.timezone, 2026, 10, 30, 23, 59),
    )
    for _ in range(12):
        EnrollmentFactory(call=call, created_at=local(city.timezone, 2026, 10, 1))
    with django_assert_max_num_queries(30):
        run_at(city, *NOON)
    assert len(mails()) == 12
