"""From asking to the file: one snapshot, whole files alone, cancelled and killed runs, expiry."""

import os
import signal
import subprocess
import sys
import threading
from contextlib import nullcontext
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection

from portal.core import clock
from portal.core.actions import Refused
from portal.core.models import LedgerEntry
from portal.notifications.models import OutboxMessage
from portal.reports import files, writers
from portal.reports.actions import (
    bury_exhausted,
    cancel,
    claim,
    expire_files,
    request_report,
    retry,
    run_due,
    work,
    working,
)
from portal.reports.enums import Failure, RunState
from portal.reports.models import ReportRun
from portal.reports.registry import registered
from tests.factories.core import MunicipalityFactory
from tests.factories.organizations import city_member
from tests.factories.reports import ANY_PERIOD, ReportRunFactory
from tests.reports.conftest import csv_rows, plain, worked

pytestmark = pytest.mark.django_db(transaction=True)


def test_what_was_asked_is_written_told_and_noted(write_entries):
    city = MunicipalityFactory()
    auditor = city_member(city, "auditor", language="es")
    write_entries(city, 7)
    report = registered["extracto-de-bitacora"]
    run = request_report(report, by=auditor, municipality=city, filters=ANY_PERIOD, format="csv")
    before = LedgerEntry.objects.filter(chain=city.pk).count()
    worked(run)
    assert run.state == RunState.DONE
    assert run.rows == len(csv_rows(run)) == before
    assert run.expires_at > clock.now() + timedelta(days=29)
    written = LedgerEntry.objects.get(action="reports.run.write")
    assert written.data["rows"] == before
    assert written.data["filters"] == ANY_PERIOD
    assert written.data["sha256"] == run.sha256
    message = OutboxMessage.objects.get(event="reports.run_ready")
    assert (message.user, message.facts["action_path"]) == (auditor, f"/gestion/reportes/corridas/{run.public_id}/")


def test_the_same_request_sent_twice_is_one_run():
    city = MunicipalityFactory()
    auditor = city_member(city, "auditor")
    asked = {"by": auditor, "municipality": city, "filters": ANY_PERIOD, "format": "csv"}
    report = registered["extracto-de-bitacora"]
    assert request_report(report, **asked) == request_report(report, **asked)
    assert ReportRun.objects.count() == 1


def test_one_person_has_a_handful_of_runs_under_way():
    city = MunicipalityFactory()
    auditor = city_member(city, "auditor")
    ReportRunFactory.create_batch(5, municipality=city, requested_by=auditor)
    with pytest.raises(Refused) as refused:
        request_report(
            registered["extracto-de-bitacora"], by=auditor, municipality=city, filters=ANY_PERIOD, format="xlsx"
        )
    assert refused.value.code == "too_many"


def test_the_file_is_unreadable_in_the_storage_and_bound_to_its_run(write_entries):
    city = MunicipalityFactory()
    write_entries(city, 3, action="tests.canary")
    run = worked(ReportRunFactory(municipality=city))
    with files.default_storage.open(run.stored_name) as stored:
        assert b"canary" not in stored.read()
    other = ReportRunFactory(municipality=city)
    other.stored_name = run.stored_name
    with pytest.raises(files.DecryptionError):
        b"".join(files.pieces(other))


def test_a_file_that_was_cut_off_does_not_open(write_entries):
    city = MunicipalityFactory()
    run = worked(ReportRunFactory(municipality=city))
    path = files.default_storage.path(run.stored_name)
    with open(path, "r+b") as stored:  # noqa: PTH123
        stored.truncate(os.path.getsize(path) - 60)  # noqa: PTH202
    with pytest.raises(files.DecryptionError):
        plain(run)


def overtaken(run, write_entries, monkeypatch) -> ReportRun:
    """The run after a worker had it, while another process wrote 300 entries between its count and its reading."""
    report = type(registered[run.slug])
    total = report.total

    def counted_then_overtaken(*args):
        found = total(*args)

        def write_more() -> None:
            write_entries(run.municipality, 300)
            connection.close()

        thread = threading.Thread(target=write_more)
        thread.start()
        thread.join()
        return found

    monkeypatch.setattr(report, "total", counted_then_overtaken)
    return worked(run)


def test_the_report_is_one_snapshot_while_others_write(write_entries, monkeypatch):
    run = ReportRunFactory()
    write_entries(run.municipality, 1200)
    there = LedgerEntry.objects.filter(chain=run.municipality.pk).count()
    overtaken(run, write_entries, monkeypatch)
    assert LedgerEntry.objects.filter(chain=run.municipality.pk).count() >= there + 300
    assert run.rows == len(csv_rows(run)) == there


def test_without_the_snapshot_it_would_be_a_mixture(write_entries, monkeypatch):
    """The control: the test above can fail."""
    run = ReportRunFactory()
    write_entries(run.municipality, 1200)
    there = LedgerEntry.objects.filter(chain=run.municipality.pk).count()
    monkeypatch.setattr(working, "snapshot", lambda: nullcontext(clock.now()))
    overtaken(run, write_entries, monkeypatch)
    assert run.rows == there + 300


def test_a_worker_killed_while_it_writes_leaves_the_old_file_and_is_retried_once(write_entries):
    city = MunicipalityFactory()
    write_entries(city, 5)
    run = worked(ReportRunFactory(municipality=city))
    old, was = run.stored_name, plain(run)
    retry(run, by=run.requested_by)
    write_entries(city, 5)
    killed(run)
    run.refresh_from_db()
    assert run.state == RunState.RUNNING
    assert (run.stored_name, plain(run)) == (old, was), "the old file is there, whole"
    assert run_due() == {}, "the dead worker's lease still holds"
    with clock.moved_to(clock.now() + timedelta(minutes=2)):
        assert run_due() == {RunState.DONE: 1}
    assert len(csv_rows(run)) > 10
    assert not files.default_storage.exists(old)


def test_a_run_that_kills_each_worker_is_given_up(write_entries):
    run = ReportRunFactory()
    write_entries(run.municipality, 5)
    killed(run)
    with clock.moved_to(clock.now() + timedelta(minutes=2)):
        claim()  # and dies again
    with clock.moved_to(clock.now() + timedelta(minutes=5)):
        assert run_due() == {}
        assert bury_exhausted() == 1
    run.refresh_from_db()
    assert (run.state, run.failure, run.stored_name) == (RunState.FAILED, Failure.INTERRUPTED, "")


def killed(run: ReportRun) -> None:
    """Let a worker in a process of its own take `run` and be killed while it writes."""
    database = connection.settings_dict
    account = f"{database['USER']}:{database['PASSWORD']}" if database["PASSWORD"] else database["USER"]
    url = f"postgres://{account}@{database['HOST']}:{database['PORT']}/{database['NAME']}"
    done = subprocess.run(
        [sys.executable, "-m", "tests.reports.killed_worker", str(files.WORK)],
        cwd=settings.BASE_DIR,
        env=os.environ | {"DATABASE_URL": url},
        check=False,
    )
    assert done.returncode == -signal.SIGKILL


def test_what_a_dead_worker_left_is_swept(write_entries):
    run = ReportRunFactory()
    write_entries(run.municipality, 5)
    killed(run)
    left = list(files.WORK.iterdir())
    assert left
    with clock.moved_to(clock.now() + timedelta(hours=3)):
        files.remove_orphans("0")
    assert not any(folder.exists() for folder in left)


def test_a_cancelled_run_stops_at_once_and_keeps_the_old_file(write_entries, monkeypatch):
    run = ReportRunFactory(format="xlsx")
    write_entries(run.municipality, 3)
    worked(run)
    old = run.stored_name
    retry(run, by=run.requested_by)
    claimed = claim()
    monkeypatch.setattr("portal.reports.progress.BEAT", 0.05)

    def endless(report, *_args):
        first = threading.Thread(target=cancelled)
        first.start()
        first.join()
        while True:
            yield (1, clock.now(), "a", None, "", "", "", "", "")

    def cancelled() -> None:
        cancel(run, by=run.requested_by)
        connection.close()

    monkeypatch.setattr(type(registered[run.slug]), "rows", endless)
    assert work(claimed) == "lost"
    run.refresh_from_db()
    assert (run.state, run.stored_name, run.has_file) == (RunState.CANCELLED, old, True)


def test_a_cancelled_run_interrupts_the_statement_of_copy(write_entries, monkeypatch):
    run = ReportRunFactory()
    write_entries(run.municipality, 3)
    claimed = claim()
    monkeypatch.setattr("portal.reports.progress.BEAT", 0.05)
    monkeypatch.setattr(
        writers, "_copied", lambda *_args: ("COPY (SELECT pg_sleep(60)::text FROM generate_series(1, 5)) TO STDOUT", ())
    )
    threading.Timer(0.3, lambda: (cancel(run, by=run.requested_by), connection.close())).start()
    assert work(claimed) == "lost"
    run.refresh_from_db()
    assert run.state == RunState.CANCELLED


def test_whoever_lost_the_role_meanwhile_gets_no_file(write_entries):
    run = ReportRunFactory()
    run.requested_by.memberships.update(ended_at=clock.now())
    worked(run)
    assert (run.state, run.failure) == (RunState.FAILED, Failure.NOT_ALLOWED)


def test_a_mistake_in_a_report_is_marked_and_seen(monkeypatch):
    run = ReportRunFactory()

    def broken(*_args):
        raise KeyError("a mistake of ours")

    monkeypatch.setattr(type(registered[run.slug]), "query", broken)
    with pytest.raises(ExceptionGroup):
        run_due()
    run.refresh_from_db()
    assert (run.state, run.failure) == (RunState.FAILED, Failure.MISTAKE)


def test_a_full_disk_waits_and_tries_once_more(monkeypatch):
    run = ReportRunFactory()

    def full(*_args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files.default_storage, "save", full)
    assert run_due() == {RunState.QUEUED: 1}
    with clock.moved_to(clock.now() + timedelta(minutes=2)):
        assert run_due() == {RunState.FAILED: 1}
    run.refresh_from_db()
    assert (run.failure, run.stored_name) == (Failure.NO_ROOM, "")


def test_a_file_is_removed_when_its_time_is_over():
    run = worked(ReportRunFactory())
    with clock.moved_to(clock.now() + timedelta(days=29)):
        assert expire_files() == 0
    name = run.stored_name
    with clock.moved_to(clock.now() + timedelta(days=31)):
        assert expire_files() == 1
    run.refresh_from_db()
    assert (run.state, run.stored_name) == (RunState.EXPIRED, "")
    assert not files.default_storage.exists(name)


def test_files_are_sealed_anew_when_the_key_changes(settings, write_entries):
    run = worked(ReportRunFactory())
    was, old = plain(run), run.stored_name
    settings.FIELD_ENCRYPTION_KEYS = ["bmV3LWtleS1uZXcta2V5LW5ldy1rZXktbmV3LWtleSE=", *settings.FIELD_ENCRYPTION_KEYS]
    assert files.rotate(10) == 1
    assert files.rotate(10) == 0
    assert plain(run) == was
    assert run.stored_name != old
