"""The worker's side of imports: claim by lease, judge each row, and write all of them in one transaction or none.

A worker that dies while it writes leaves nothing, since its transaction was not committed; its lease ends within a
minute and the next worker begins anew. The mark that the import is done is part of the same transaction, so that no
row can be written twice. Bulk loads leave one row in the ledger and not one per enterprise (design 3.10).
"""

import logging
import time
import uuid
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, OperationalError, models, transaction
from django.db.models import Case, Value, When
from django.utils import translation

from portal.core import clock, leases, ledger
from portal.core.encryption import is_current, rotates, seal_bytes
from portal.notifications.actions import notify
from portal.reports.enums import ImportFailure, ImportOutcome, ImportState
from portal.reports.imports.parsing import batches, rows_of
from portal.reports.imports.reading import Unreadable, placed, read
from portal.reports.imports.registry import Importer, Row, Task
from portal.reports.models import ImportRow, ImportRun, ImportUpload
from portal.reports.notifications import ImportEnded
from portal.reports.progress import Heartbeat, Progress, Stopped

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=1)
MAX_ATTEMPTS = 2
BATCH = 200  # rows judged, and written, with the same few statements
LONGEST_RUN = 240.0  # seconds in which a task takes new imports
KEPT = timedelta(days=7)  # a checked file that nobody said yes to
S = ImportState


class CannotImport(Exception):
    """The import cannot go on; `failure` says why."""

    def __init__(self, failure: ImportFailure):
        super().__init__(failure)
        self.failure = failure


# --- Claiming --------------------------------------------------------------------------------------------------------
def claim_import() -> ImportRun | None:
    """Take the import whose turn it is for LEASE; committed at once."""
    lease = leases.claim(1, _candidates, _take)
    if lease is None:
        return None
    return ImportRun.objects.held_by(lease).select_related("municipality", "requested_by").get()


def _candidates(limit: int) -> list[int]:
    due = ImportRun.objects.due(clock.now()).filter(attempts__lt=MAX_ATTEMPTS)
    return list(due.order_by("due_at", "pk").values_list("pk", flat=True)[:limit])


def _take(candidates: Sequence[int]) -> uuid.UUID | None:
    now = clock.now()
    writes = When(state__in=(S.CONFIRMED, S.WRITING), then=Value(S.WRITING))
    state = Case(writes, default=Value(S.CHECKING), output_field=models.CharField())
    return leases.take(ImportRun.objects.due(now), candidates, until=now + LEASE, state=state, rows_done=0)


# --- Working ---------------------------------------------------------------------------------------------------------
def work_import(run: ImportRun) -> str:
    """Check or write one claimed import and mark what came of it; returns its state, "lost" when it is not ours.

    Raises:
        Exception: what the importer's code raises, after the run was marked; a mistake of ours that must be seen.
    """
    progress = Progress()
    act = _write if run.state == S.WRITING else _check
    try:
        heartbeat = Heartbeat(progress, lambda now: _beat(run, now))
        # The heartbeat ends last: on SQLite it can write only when the transaction is over.
        with translation.override(run.language), heartbeat, transaction.atomic(durable=True):
            return act(run, progress)
    except Stopped:
        return "lost"
    except Unreadable as error:
        return _fail(run, ImportFailure.UNREADABLE, notes=[*run.notes, str(error)])
    except CannotImport as reason:
        return _fail(run, reason.failure)
    except (OSError, OperationalError, IntegrityError) as error:
        if progress.is_stopped:
            return "lost"  # the heartbeat interrupted the statement
        # IntegrityError: somebody registered the same tax id a moment ago. Judged anew, the row links to it.
        logger.warning("Import %s was interrupted (attempt %s): %s", run.public_id, run.attempts, type(error).__name__)
        return _postpone(run)
    except Exception:
        _fail(run, ImportFailure.MISTAKE)
        raise


def _beat(run: ImportRun, progress: Progress) -> bool:
    until = clock.now() + LEASE
    values = {"rows_done": progress.done, "lease_until": until, "due_at": until}
    return ImportRun.objects.held_by(run.lease).filter(pk=run.pk).update(**values) == 1


def _batches(run: ImportRun) -> tuple[Importer, Task, Iterator[Sequence[Row]], list[str]]:
    """Open the file again. Raises CannotImport, Unreadable (the latter also while the batches are read)."""
    importer = run.importer
    if importer is None or not importer.may_be_run_by(run.requested_by, run.municipality):
        raise CannotImport(ImportFailure.NOT_ALLOWED)
    sheet = read(ImportUpload.objects.select_related("run").get(run=run).content())
    rows = rows_of(sheet.lines, placed(sheet, importer.columns), importer, run.municipality)
    return importer, Task(run.municipality, run.requested_by, run=run), batches(rows, BATCH), sheet.notes


def _check(run: ImportRun, progress: Progress) -> str:
    importer, task, found, notes = _batches(run)
    run.results.all().delete()
    for batch in found:
        importer.judge(batch, task)
        _keep(run, batch)
        progress.advance(len(batch))
    return _mark(run, S.CHECKED, progress, notes=notes)


def _write(run: ImportRun, progress: Progress) -> str:
    """Judge each batch again, since days may lie between, and write what may be written."""
    importer, task, found, notes = _batches(run)
    left_out = set(run.results.refused().values_list("number", flat=True))
    run.results.all().delete()
    for batch in found:
        importer.judge(batch, task)
        fit = [row for row in batch if row.outcome != ImportOutcome.REFUSE]
        if any(row.outcome == ImportOutcome.REFUSE and row.number not in left_out for row in batch):
            raise CannotImport(ImportFailure.CHANGED)
        importer.write([row for row in fit if row.number not in left_out], task)
        _keep(run, batch)
        progress.advance(len(batch))
    state = _mark(run, S.DONE, progress, notes=notes)
    ImportUpload.objects.filter(run=run).delete()
    counts = {"made": run.to_make, "linked": run.to_link, "refused": run.to_refuse}
    facts = {"import": run.slug, "sha256": run.sha256, "by_user": run.requested_by_id}
    ledger.append("reports.import.write", by=None, obj=run, data=facts | counts)
    notify(ImportEnded(run))
    return state


def _keep(run: ImportRun, batch: Sequence[Row]) -> None:
    ImportRow.objects.bulk_create(
        ImportRow(
            run=run,
            number=row.number,
            label=row.label[:200],
            outcome=row.outcome,
            faults=[[fault.column, fault.text] for fault in row.faults],
            made_id=row.made,
        )
        for row in batch
    )


def _mark(run: ImportRun, state: ImportState, progress: Progress, *, notes: list[str]) -> str:
    """Say that it is done, if the lease is still ours; else raise Stopped, which undoes all."""
    counts = {outcome: run.results.filter(outcome=outcome).count() for outcome in ImportOutcome}
    values = _released(state) | {
        "rows_done": progress.done,
        "rows_total": progress.done,
        "to_make": counts[ImportOutcome.MAKE],
        "to_link": counts[ImportOutcome.LINK],
        "to_refuse": counts[ImportOutcome.REFUSE],
        "notes": notes,
        "attempts": 0,
    }
    if not ImportRun.objects.held_by(run.lease).filter(pk=run.pk).update(**values):
        raise Stopped
    run.refresh_from_db()
    return state


def _released(state: str) -> dict[str, Any]:
    return {"state": state, "failure": "", "lease": None, "lease_until": None, "finished_at": clock.now()}


def _fail(run: ImportRun, failure: ImportFailure, **more: Any) -> str:
    with transaction.atomic(durable=True):
        held = ImportRun.objects.held_by(run.lease).filter(pk=run.pk)
        is_ours = held.update(**(_released(S.FAILED) | {"failure": failure} | more))
        if is_ours:
            run.refresh_from_db()
            ledger.append("reports.import.fail", by=None, obj=run, data={"import": run.slug, "why": str(failure)})
            notify(ImportEnded(run))
    return S.FAILED if is_ours else "lost"


def _postpone(run: ImportRun) -> str:
    """Let it wait for its second attempt; after that it has failed."""
    if run.attempts >= MAX_ATTEMPTS:
        return _fail(run, ImportFailure.INTERRUPTED)
    state = S.CONFIRMED if run.state == S.WRITING else S.WAITING
    values = _released(state) | {"finished_at": None, "due_at": clock.now()}
    is_ours = ImportRun.objects.held_by(run.lease).filter(pk=run.pk).update(**values)
    return state if is_ours else "lost"


# --- Runs ------------------------------------------------------------------------------------------------------------
def run_due_imports(*, longest_run: float = LONGEST_RUN) -> dict[str, int]:
    """Check and write what is due, one after the other; returns how many ended in each state.

    Raises ExceptionGroup at the end when some failed by a mistake of ours.
    """
    ended: dict[str, int] = {}
    mistakes, stop_at = [], time.monotonic() + longest_run
    while time.monotonic() < stop_at and (run := claim_import()):
        try:
            state = work_import(run)
        except Exception as error:  # one import with a mistake must not hold up the rest; it is raised below
            logger.exception("Import %s could not be worked on", run.public_id)
            mistakes.append(error)
            state = S.FAILED
        ended[state] = ended.get(state, 0) + 1
    if mistakes:
        raise ExceptionGroup("imports could not be worked on", mistakes)
    return ended


def bury_exhausted_imports() -> int:
    """Give up the imports whose last attempt ended with the worker's death; returns how many."""
    exhausted = ImportRun.objects.due(clock.now()).filter(attempts__gte=MAX_ATTEMPTS)
    return exhausted.update(**(_released(S.FAILED) | {"failure": ImportFailure.INTERRUPTED}))


def forget_abandoned_imports() -> int:
    """Cancel what was checked, or failed, and then left alone for KEPT: its file goes. Returns how many."""
    left = ImportRun.objects.filter(state__in=(S.CHECKED, S.FAILED), finished_at__lt=clock.now() - KEPT)
    with transaction.atomic(durable=True):
        abandoned = list(left.filter(upload__isnull=False).select_for_update(of=("self",)).values_list("pk", flat=True))
        ImportUpload.objects.filter(run__in=abandoned).delete()
        return ImportRun.objects.filter(pk__in=abandoned).update(**_released(S.CANCELLED))


@rotates("files of imports")
def rotate_uploads(limit: int) -> int:
    """Re-seal up to `limit` files whose key is not current; returns how many were."""
    done = 0
    for upload in ImportUpload.objects.select_related("run").order_by("pk").iterator(chunk_size=10):
        if done >= limit:
            break
        if not is_current(bytes(upload.sealed)):
            upload.sealed = seal_bytes(upload.content(), ImportUpload.aad(upload.run))
            upload.save(update_fields=["sealed"])
            done += 1
    return done
