"""Reports that come by themselves, each month or quarter, for the one that ended."""

import datetime as dt
from collections.abc import Mapping

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from portal.core import clock, ledger
from portal.core.actions import Refused, action, locked
from portal.core.models import Municipality
from portal.core.querysets import AnyUser
from portal.reports.actions.requests import queue, refuse_unless_allowed, refuse_unseen
from portal.reports.enums import Every
from portal.reports.models import ReportRun, ReportSchedule
from portal.reports.registry import Report

MONTHS = {Every.MONTH: 1, Every.QUARTER: 3}


def following(day: dt.date, every: str) -> dt.date:
    """The first day of the month or quarter after the one of `day`."""
    months = MONTHS[Every(every)]
    first = (day.month - 1) // months * months  # of its month or quarter, from 0
    ahead = first + months
    return dt.date(day.year + ahead // 12, ahead % 12 + 1, 1)


def period_before(day: dt.date, every: str) -> tuple[dt.date, dt.date]:
    """First and last day of the month or quarter that ended before `day`, the first of one."""
    last = day - dt.timedelta(days=1)
    months = MONTHS[Every(every)]
    return last.replace(month=(last.month - 1) // months * months + 1, day=1), last


@action("reports.schedule.create")
def schedule_report(
    report: Report, *, by: AnyUser, municipality: Municipality, filters: Mapping[str, str], format: str, every: str
) -> ReportSchedule:
    """Let `by` receive the report on the first day of each month or quarter, with the period that ended.

    Raises:
        Refused: "not_allowed"; "scheduled" when the person receives the same already.
    """
    refuse_unless_allowed(report, by, municipality)
    kept = {name: value for name, value in filters.items() if name not in ("since", "until")}
    schedule = ReportSchedule(
        municipality=municipality,
        slug=report.slug,
        filters=kept,
        format=format,
        every=every,
        recipient=by,
        next_on=following(clock.today(municipality.zone), every),
        created_at=clock.now(),
    )
    try:
        with transaction.atomic():
            schedule.save(force_insert=True)
    except IntegrityError as error:
        raise Refused("scheduled", _("You already receive this report.")) from error
    ledger.append("reports.schedule.create", by=by, obj=schedule, data={"report": report.slug, "every": every})
    return schedule


@action("reports.schedule.end")
def end_schedule(schedule: ReportSchedule, *, by: AnyUser | None) -> ReportSchedule:
    """Send no more; the files that came stay. None is the scheduler.

    Raises:
        Refused: "not_allowed" when `by` does not see it; "ended" when it had ended already.
    """
    schedule = locked(schedule)
    if by is not None:
        refuse_unseen(schedule, by)
    if schedule.ended_at is not None:
        raise Refused("ended", _("This report no longer comes by itself."))
    schedule.ended_at = clock.now()
    schedule.save(update_fields=["ended_at"])
    ledger.append("reports.schedule.end", by=by, obj=schedule)
    return schedule


def create_due_runs() -> int:
    """Queue the runs of the schedules whose day has come in their city, each period once; returns how many.

    A recipient who may no longer run the report gets no more of it.
    """
    queued = 0
    tomorrow = clock.now().date() + dt.timedelta(days=1)  # further east than any city
    rows = ReportSchedule.objects.due_on(tomorrow).select_related("municipality", "recipient")
    for schedule in rows.order_by("next_on", "pk"):
        while schedule.next_on <= clock.today(schedule.municipality.zone):
            if schedule.report is None or not schedule.report.may_be_run_by(schedule.recipient, schedule.municipality):
                end_schedule(schedule, by=None)
                break
            queued += _queue_period(schedule)
            schedule.next_on = following(schedule.next_on, schedule.every)
    return queued


def _queue_period(schedule: ReportSchedule) -> bool:
    """Queue the run of the period before `next_on`; of two schedulers one finds the day moved on and does nothing."""
    since, until = period_before(schedule.next_on, schedule.every)
    with transaction.atomic(durable=True):
        same = ReportSchedule.objects.active().filter(pk=schedule.pk, next_on=schedule.next_on)
        if not same.update(next_on=following(schedule.next_on, schedule.every)):
            return False
        queue(
            ReportRun(
                municipality=schedule.municipality,
                slug=schedule.slug,
                requested_by=schedule.recipient,
                schedule=schedule,
                period_start=since,
                filters=schedule.filters | {"since": since.isoformat(), "until": until.isoformat()},
                format=schedule.format,
            )
        )
    return True
