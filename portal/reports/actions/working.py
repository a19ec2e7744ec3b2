"""The worker's side: claim a run by lease, read one snapshot, write a new file, put it in place when it is whole.

A worker that dies leaves a lease that ends within a minute; the next one writes from the beginning, once. The file of
an earlier time stays in its place until then, and what was half written is no file of any run.
"""

import logging
import time
import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta

from celery.exceptions import SoftTimeLimitExceeded
from django.db import OperationalError, transaction
from django.utils import translation

from portal.core import clock, leases, ledger
from portal.notifications.actions import notify
from portal.reports import files
from portal.reports.enums import Failure, RunState
from portal.reports.models import ReportRun
from portal.reports.notifications import ReportReady
from portal.reports.progress import Heartbeat, Progress, Stopped
from portal.reports.snapshot import snapshot
from portal.reports.writers import Asked, write

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=1)  # a heartbeat extends it
MAX_ATTEMPTS = 2
PAUSE = timedelta(minutes=1)  # before the second attempt
DAYS_KEPT = 30  # unless the city's setting "report_days" says otherwise
CANCELLED_STATEMENT = "57014"  # PostgreSQL's code; nobody but the time limit does it unless the heartbeat did
LONGEST_RUN = 240.0  # seconds in which a task takes new runs; then the next bell or sweep goes on


class CannotRun(Exception):
    """The run cannot be written, now or later; `failure` says why."""

    def __init__(self, failure: Failure):
        super().__init__(failure)
        self.failure = failure


# --- Claiming --------------------------------------------------------------------------------------------------------
def claim() -> ReportRun | None:
    """Take the run whose turn it is for LEASE; nobody else gets it meanwhile. Committed at once."""
    lease = leases.claim(1, _candidates, _take)
    return ReportRun.objects.held_by(lease).with_listing().get() if lease else None


def _candidates(limit: int) -> list[int]:
    due = ReportRun.objects.due(clock.now()).filter(attempts__lt=MAX_ATTEMPTS)
    return list(due.order_by("due_at", "pk").values_list("pk", flat=True)[:limit])


def _take(candidates: Sequence[int]) -> uuid.UUID | None:
    now = clock.now()
    marks = {"state": RunState.RUNNING, "started_at": now, "rows_done": 0, "rows_total": None}
    return leases.take(ReportRun.objects.due(now), candidates, until=now + LEASE, **marks)


# --- Writing ---------------------------------------------------------------------------------------------------------
def work(run: ReportRun) -> str:
    """Write one claimed run and mark what came of it; returns its state, or "lost" when it is no longer ours.

    Raises:
        Exception: what the report's code raises, after the run was marked; a mistake of ours that must be seen.
    """
    progress = Progress()
    try:
        with translation.override(run.language), files.workspace() as folder, files.drafted(run, folder) as draft:
            with Heartbeat(progress, lambda now: _beat(run, now)):
                with snapshot() as as_of:
                    rows = write(run.format, _asked(run, as_of, progress), draft.out, progress, folder)
                kept = draft.keep()
            return _finish(run, kept, rows, as_of)
    except Stopped:
        return "lost"
    except CannotRun as reason:
        return _fail(run, reason.failure)
    except SoftTimeLimitExceeded:
        return _fail(run, Failure.TOO_LONG)
    except (OSError, OperationalError) as error:
        if progress.is_stopped:
            return "lost"  # the heartbeat interrupted the statement
        if getattr(error.__cause__, "pgcode", "") == CANCELLED_STATEMENT:
            return _fail(run, Failure.TOO_LONG)
        logger.warning("Report %s was interrupted (attempt %s): %s", run.public_id, run.attempts, error)
        return _postpone(run, Failure.NO_ROOM if isinstance(error, OSError) else Failure.INTERRUPTED)
    except Exception:
        _fail(run, Failure.MISTAKE)
        raise


def _beat(run: ReportRun, progress: Progress) -> bool:
    """Say how far it is and keep the lease; False when the run was cancelled or is another's."""
    until = clock.now() + LEASE
    values = {"rows_done": progress.done, "rows_total": progress.total, "lease_until": until, "due_at": until}
    return ReportRun.objects.held_by(run.lease).filter(pk=run.pk).update(**values) == 1


def _asked(run: ReportRun, as_of: datetime, progress: Progress) -> Asked:
    """What is to be written, asked anew inside the snapshot: who asked may have lost the role since."""
    report = run.report
    if report is None or not report.may_be_run_by(run.requested_by, run.municipality):
        raise CannotRun(Failure.NOT_ALLOWED)
    criteria = report.criteria(run.filters, user=run.requested_by, municipality=run.municipality)
    if not criteria.is_valid():
        raise CannotRun(Failure.FILTERS)
    asked = Asked(report, criteria.cleaned_data, run.requested_by, run.municipality, as_of, tuple(criteria.described()))
    progress.total = asked.total()
    return asked


def _finish(run: ReportRun, kept: files.Kept, rows: int, as_of: datetime) -> str:
    """Put the whole file in the place of the old one, if the lease is still ours, and tell who asked."""
    now = clock.now()
    days = run.municipality.setting("report_days", DAYS_KEPT)
    old = run.stored_name
    with transaction.atomic(durable=True):
        held = ReportRun.objects.held_by(run.lease).filter(pk=run.pk)
        is_ours = held.update(
            **_released(RunState.DONE, now),
            stored_name=kept.name,
            size=kept.size,
            sha256=kept.sha256,
            rows=rows,
            rows_done=rows,
            rows_total=rows,
            made_at=as_of,
            expires_at=now + timedelta(days=days),
        )
        if is_ours:
            run.refresh_from_db()
            facts = {"report": run.slug, "format": run.format, "filters": run.filters, "by_user": run.requested_by_id}
            ledger.append("reports.run.write", by=None, obj=run, data=facts | {"rows": rows, "sha256": kept.sha256})
            notify(ReportReady(run))
    files.remove(old if is_ours else kept.name)
    return RunState.DONE if is_ours else "lost"


def _released(state: str, now: datetime) -> dict[str, object]:
    return {"state": state, "failure": "", "lease": None, "lease_until": None, "finished_at": now}


def _fail(run: ReportRun, failure: Failure) -> str:
    values = _released(RunState.FAILED, clock.now()) | {"failure": failure}
    is_ours = ReportRun.objects.held_by(run.lease).filter(pk=run.pk).update(**values)
    return RunState.FAILED if is_ours else "lost"


def _postpone(run: ReportRun, failure: Failure) -> str:
    """Let the run wait for its second attempt; after that it has failed."""
    if run.attempts >= MAX_ATTEMPTS:
        return _fail(run, failure)
    later = {"state": RunState.QUEUED, "lease": None, "lease_until": None, "due_at": clock.now() + PAUSE}
    is_ours = ReportRun.objects.held_by(run.lease).filter(pk=run.pk).update(**later)
    return RunState.QUEUED if is_ours else "lost"


# --- Runs ------------------------------------------------------------------------------------------------------------
def run_due(*, longest_run: float = LONGEST_RUN) -> dict[str, int]:
    """Write what is due, one after the other, until nothing is left or `longest_run` seconds have passed.

    Returns how many runs ended in each state. Raises ExceptionGroup at the end when some failed by a mistake of ours.
    """
    ended: dict[str, int] = {}
    mistakes, stop_at = [], time.monotonic() + longest_run
    while time.monotonic() < stop_at and (run := claim()):
        try:
            state = work(run)
        except Exception as error:  # one report with a mistake must not hold up the rest; it is raised below
            logger.exception("Report %s could not be written", run.public_id)
            mistakes.append(error)
            state = RunState.FAILED
        ended[state] = ended.get(state, 0) + 1
    if mistakes:
        raise ExceptionGroup("reports could not be written", mistakes)
    return ended


def bury_exhausted() -> int:
    """Give up the runs whose last attempt ended with the worker's death; returns how many."""
    now = clock.now()
    exhausted = ReportRun.objects.due(now).filter(attempts__gte=MAX_ATTEMPTS)
    return exhausted.update(**(_released(RunState.FAILED, now) | {"failure": Failure.INTERRUPTED}))


def expire_files() -> int:
    """Remove the files whose time is over; returns how many. What they held stays described by rows and SHA-256."""
    now, removed = clock.now(), 0
    over = ReportRun.objects.with_file().filter(expires_at__lte=now)
    for run in over.order_by("pk").iterator():
        state = RunState.EXPIRED if run.state == RunState.DONE else run.state
        same = ReportRun.objects.filter(pk=run.pk, stored_name=run.stored_name, state=run.state)
        if same.update(stored_name="", state=state):
            files.remove(run.stored_name)
            removed += 1
    return removed
