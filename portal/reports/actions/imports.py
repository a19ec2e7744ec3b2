"""Sending a file to import, saying yes to what the check found, thinking better of it."""

import hashlib
from typing import Any

from django.utils.translation import gettext_lazy as _

from portal.core import clock, ledger
from portal.core.actions import Refused, action, locked
from portal.core.models import Municipality
from portal.core.querysets import AnyUser
from portal.notifications.bell import ring_on_commit
from portal.reports.enums import IMPORT_ENDED, ImportState
from portal.reports.imports.limits import MOST_BYTES
from portal.reports.imports.reading import Unreadable, placed, read
from portal.reports.imports.registry import Importer
from portal.reports.models import ImportRun, ImportUpload

RUN = "portal.reports.tasks.run_imports"
MOST_OPEN = 3  # files of one city that a worker has or will have


def refuse_unless_allowed(importer: Importer | None, user: AnyUser, municipality: Municipality) -> Importer:
    """Return the importer. Raise Refused("not_allowed") unless `user` may use it in the city now."""
    if importer is None or not importer.may_be_run_by(user, municipality):
        raise Refused("not_allowed", _("You may not import this."))
    return importer


@action("reports.import.send")
def send_import(
    importer: Importer, *, by: Any, municipality: Municipality, content: bytes, file_name: str
) -> ImportRun:
    """Keep a file, sealed, and let a worker check each of its rows; nothing of it is written yet.

    Its kind and its headings are looked at here and now, since whoever sent it is still there to mend them.

    Raises:
        Refused: "not_allowed"; "too_large" (MOST_BYTES); "too_many" while MOST_OPEN others of the city are under way;
            "unreadable" with what is wrong with the file.
    """
    refuse_unless_allowed(importer, by, municipality)
    if len(content) > MOST_BYTES:
        raise Refused("too_large", _("The file is larger than %(most)s MB. Please split it."), most=MOST_BYTES >> 20)
    if ImportRun.objects.open().filter(municipality=municipality).count() >= MOST_OPEN:
        raise Refused("too_many", _("Several imports of the city are under way. Please wait until one is ready."))
    try:
        placed(read(content), importer.columns)
    except Unreadable as error:
        raise Refused("unreadable", str(error)) from error
    run = ImportRun.objects.create(
        municipality=municipality,
        slug=importer.slug,
        requested_by=by,
        file_name=_shown_name(file_name),
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        language=by.language,
        created_at=clock.now(),
        due_at=clock.now(),
    )
    ImportUpload.keep(run, content)
    ledger.append("reports.import.send", by=by, obj=run, data={"import": run.slug, "sha256": run.sha256})
    ring_on_commit(RUN)
    return run


def _shown_name(name: str) -> str:
    """The name of a file without path and without what cannot be seen."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(c for c in last if c.isprintable())[:120]


def _held(run: ImportRun, by: AnyUser, *states: str) -> ImportRun:
    """The run, locked. Raise Refused("not_allowed"), or "state" when it is in none of `states`."""
    run = locked(run)
    refuse_unless_allowed(run.importer, by, run.municipality)
    if run.state not in states:
        raise Refused("state", _("This import has gone on meanwhile. Please look at it again."))
    return run


@action("reports.import.confirm")
def confirm_import(run: ImportRun, *, by: Any, leave_out: bool = False) -> ImportRun:
    """Let a worker write what the check found, all of it in one transaction.

    Raises:
        Refused: "not_allowed"; "state"; "nothing" when no row can be imported; "has_faults" when rows were refused and
            `leave_out` does not say to import the others without them.
    """
    run = _held(run, by, ImportState.CHECKED)
    if not run.to_make + run.to_link:
        raise Refused("nothing", _("There is no row that can be imported. Please mend the file and send it again."))
    if run.to_refuse and not leave_out:
        raise Refused("has_faults", _("Some rows were refused. Mend the file, or say that they are left out."))
    run.leaves_out = leave_out
    _queue(run, ImportState.CONFIRMED)
    data = {"import": run.slug, "sha256": run.sha256, "leaves_out": run.to_refuse if leave_out else 0}
    ledger.append("reports.import.confirm", by=by, obj=run, data=data)
    return run


@action("reports.import.recheck")
def recheck_import(run: ImportRun, *, by: Any) -> ImportRun:
    """Check the same file anew. Raises Refused: "not_allowed"; "state"."""
    run = _held(run, by, ImportState.CHECKED, ImportState.FAILED)
    _queue(run, ImportState.WAITING)
    ledger.append("reports.import.recheck", by=by, obj=run)
    return run


def _queue(run: ImportRun, state: ImportState) -> None:
    run.state, run.failure, run.attempts, run.rows_done = state, "", 0, 0
    run.finished_at, run.due_at = None, clock.now()
    run.save()
    ring_on_commit(RUN)


@action("reports.import.cancel")
def cancel_import(run: ImportRun, *, by: Any) -> ImportRun:
    """Give an import up, also while it is being written: what was written of it so far is undone.

    Raises:
        Refused: "not_allowed"; "state" when it has ended already.
    """
    run = _held(run, by, *(state for state in ImportState if state not in IMPORT_ENDED))
    run.state, run.failure, run.lease, run.lease_until = ImportState.CANCELLED, "", None, None
    run.finished_at = clock.now()
    run.save()
    ImportUpload.objects.filter(run=run).delete()
    ledger.append("reports.import.cancel", by=by, obj=run)
    return run
