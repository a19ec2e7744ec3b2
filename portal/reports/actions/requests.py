"""Asking for a report, thinking better of it, asking again, taking the file."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from portal.core import clock, ledger
from portal.core.actions import Refused, action, locked, step
from portal.core.models import Municipality
from portal.core.querysets import AnyUser
from portal.notifications.bell import ring_on_commit
from portal.reports.enums import OPEN_STATES, RunState
from portal.reports.models import ReportRun, ReportSchedule
from portal.reports.registry import Report

RUN = "portal.reports.tasks.run_reports"
MOST_OPEN = 5  # runs that one person may have waiting or running


def refuse_unless_allowed(report: Report, user: AnyUser, municipality: Municipality) -> None:
    """Raise Refused("not_allowed") unless `user` may run the report in the city now."""
    if not report.may_be_run_by(user, municipality):
        raise Refused("not_allowed", _("You may not run this report."))


def refuse_unseen(row: ReportRun | ReportSchedule, user: AnyUser) -> None:
    """Raise Refused("not_allowed") unless `user` sees the run or schedule now."""
    if not type(row).objects.visible_to(user).filter(pk=row.pk).exists():
        raise Refused("not_allowed", _("You may not run this report."))


@action("reports.run.request")
def request_report(
    report: Report, *, by: AnyUser, municipality: Municipality, filters: Mapping[str, str], format: str
) -> ReportRun:
    """Queue a run of the report for `by`; the same report that still waits or runs is given instead of a second one.

    Args:
        filters: what the report's criteria stored.

    Raises:
        Refused: "not_allowed"; "too_many" when the person has MOST_OPEN runs under way.
    """
    refuse_unless_allowed(report, by, municipality)
    under_way = ReportRun.objects.open().filter(requested_by=by)
    same = under_way.filter(slug=report.slug, municipality=municipality, filters=dict(filters), format=format)
    if (found := same.order_by("pk").first()) is not None:
        return found
    if under_way.count() >= MOST_OPEN:
        raise Refused("too_many", _("You have several reports under way. Please wait until one is ready."))
    return queue(
        ReportRun(municipality=municipality, slug=report.slug, filters=dict(filters), format=format, requested_by=by)
    )


@step
def queue(run: ReportRun) -> ReportRun:
    """Write a new run and ring a worker when that is committed."""
    run.language = run.requested_by.language
    run.created_at = run.due_at = clock.now()
    run.save(force_insert=True)
    # Filters are rows' public ids, dates and choices; no criteria asks for a personal value.
    ledger.append("reports.run.request", by=run.requested_by, obj=run, data=_facts(run))
    ring_on_commit(RUN)
    return run


def _facts(run: ReportRun) -> dict[str, Any]:
    return {"report": run.slug, "format": run.format, "filters": run.filters}


@action("reports.run.cancel")
def cancel(run: ReportRun, *, by: AnyUser) -> ReportRun:
    """Stop a run that waits or is being written; the worker hears it within a second. An older file stays.

    Raises:
        Refused: "not_allowed"; "not_open" when it has ended already.
    """
    run = locked(run)
    refuse_unseen(run, by)
    if run.state not in OPEN_STATES:
        raise Refused("not_open", _("This report is not being prepared any more."))
    run.state, run.lease, run.lease_until, run.finished_at = RunState.CANCELLED, None, None, clock.now()
    run.save(update_fields=["state", "lease", "lease_until", "finished_at"])
    ledger.append("reports.run.cancel", by=by, obj=run)
    return run


@action("reports.run.retry")
def retry(run: ReportRun, *, by: AnyUser) -> ReportRun:
    """Write a run that has ended anew, with the data of now; its file is replaced when the new one is whole.

    Raises:
        Refused: "open" while it waits or runs; "not_allowed" when `by` does not see it, or whoever asked for it may no
            longer.
    """
    run = locked(run)
    if run.state in OPEN_STATES:
        raise Refused("open", _("This report is being prepared already."))
    if run.report is None:
        raise Refused("gone", _("This report no longer exists."))
    refuse_unseen(run, by)
    refuse_unless_allowed(run.report, run.requested_by, run.municipality)
    run.state, run.failure, run.attempts = RunState.QUEUED, "", 0
    run.rows_done, run.rows_total, run.started_at, run.finished_at = 0, None, None, None
    run.due_at = clock.now()
    run.save()
    ledger.append("reports.run.retry", by=by, obj=run, data=_facts(run))
    ring_on_commit(RUN)
    return run


@action("reports.run.download")
def record_download(run: ReportRun, *, by: AnyUser) -> ReportRun:
    """Note in the ledger that somebody takes the file.

    Raises:
        Refused: "not_allowed"; "no_file" when there is none, or no more.
    """
    run = ReportRun.objects.select_related("municipality").get(pk=run.pk)
    refuse_unseen(run, by)
    if not run.has_file:
        raise Refused("no_file", _("The file is no longer kept. Please run the report again."))
    data = _facts(run) | {"rows": run.rows, "sha256": run.sha256}
    ledger.append("reports.run.download", by=by, obj=run, data=data)
    return run
