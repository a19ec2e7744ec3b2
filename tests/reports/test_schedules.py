"""Reports that come by themselves: each period once, with two schedulers and after a pause too."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from portal.core import clock
from portal.core.actions import Refused
from portal.core.enums import Role
from portal.reports.actions import create_due_runs, end_schedule, schedule_report
from portal.reports.actions import schedules as scheduling
from portal.reports.actions.schedules import following, period_before
from portal.reports.models import ReportRun, ReportSchedule
from portal.reports.registry import registered
from tests.factories.core import MunicipalityFactory
from tests.factories.organizations import city_member
from tests.factories.reports import ReportScheduleFactory

MARCH = dt.datetime(2026, 3, 17, 18, 0, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("day", "every", "next_day", "period"),
    [
        ("2026-03-17", "month", "2026-04-01", ("2026-03-01", "2026-03-31")),
        ("2026-12-31", "month", "2027-01-01", ("2026-12-01", "2026-12-31")),
        ("2026-01-01", "quarter", "2026-04-01", ("2026-01-01", "2026-03-31")),
        ("2026-11-30", "quarter", "2027-01-01", ("2026-10-01", "2026-12-31")),
        ("2028-02-10", "month", "2028-03-01", ("2028-02-01", "2028-02-29")),
    ],
)
def test_the_period_is_the_whole_month_or_quarter_that_ended(day, every, next_day, period):
    coming = following(dt.date.fromisoformat(day), every)
    assert coming.isoformat() == next_day
    assert tuple(each.isoformat() for each in period_before(coming, every)) == period


@pytest.mark.django_db
def test_it_comes_on_the_first_day_of_the_city_with_the_period_before():
    city = MunicipalityFactory()
    auditor = city_member(city, Role.AUDITOR)
    with clock.moved_to(MARCH):
        schedule_report(
            registered["extracto-de-bitacora"],
            by=auditor,
            municipality=city,
            filters={"since": "2020-01-01", "until": "2020-01-02"},
            format="csv",
            every="month",
        )
        assert create_due_runs() == 0
    with clock.moved_to(dt.datetime(2026, 4, 1, 5, 59, tzinfo=dt.UTC)):  # still 31 March in the city
        assert create_due_runs() == 0
    with clock.moved_to(dt.datetime(2026, 4, 1, 6, 0, tzinfo=dt.UTC)):
        assert create_due_runs() == 1
        assert create_due_runs() == 0
    run = ReportRun.objects.get()
    assert run.filters == {"since": "2026-03-01", "until": "2026-03-31"}
    assert run.requested_by == auditor


@pytest.mark.django_db
def test_after_a_long_pause_no_period_is_missing():
    ReportScheduleFactory(next_on=dt.date(2026, 1, 1))
    with clock.moved_to(MARCH):
        assert create_due_runs() == 3
    starts = ReportRun.objects.order_by("period_start").values_list("period_start", flat=True)
    assert [str(start) for start in starts] == ["2025-12-01", "2026-01-01", "2026-02-01"]


@pytest.mark.django_db
def test_whoever_lost_the_role_receives_no_more():
    schedule = ReportScheduleFactory(next_on=dt.date(2026, 3, 1))
    schedule.recipient.memberships.update(ended_at=clock.now())
    with clock.moved_to(MARCH):
        assert create_due_runs() == 0
    schedule.refresh_from_db()
    assert schedule.ended_at is not None


@pytest.mark.django_db
def test_the_same_is_not_received_twice_and_can_be_ended():
    city = MunicipalityFactory()
    asked = {"by": city_member(city, Role.AUDITOR), "municipality": city, "filters": {}, "format": "csv"}
    schedule = schedule_report(registered["extracto-de-bitacora"], every="month", **asked)
    with pytest.raises(Refused) as refused:
        schedule_report(registered["extracto-de-bitacora"], every="month", **asked)
    assert refused.value.code == "scheduled"
    end_schedule(schedule, by=asked["by"])
    assert schedule_report(registered["extracto-de-bitacora"], every="month", **asked) != schedule


def _together(count: int) -> list[int]:
    start = Barrier(count)

    def work(_number: int) -> int:
        try:
            with clock.moved_to(MARCH):
                start.wait()
                return create_due_runs()
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(work, range(count)))


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_schedulers_at_once_queue_each_period_once():
    for _each in range(4):
        ReportScheduleFactory(next_on=dt.date(2026, 1, 1))
    assert sum(_together(2)) == 12
    assert ReportRun.objects.count() == 12


@pytest.mark.django_db
def test_without_the_guard_the_database_still_refuses_the_second(monkeypatch):
    """The last wall: one run per schedule and period, whoever queues it."""
    schedule = ReportScheduleFactory(next_on=dt.date(2026, 3, 1))
    stale = ReportSchedule.objects.select_related("municipality", "recipient").get(pk=schedule.pk)
    assert scheduling._queue_period(stale)
    assert not scheduling._queue_period(stale), "the day has moved on"
    ReportSchedule.objects.filter(pk=schedule.pk).update(next_on=schedule.next_on)
    with pytest.raises(Exception, match="reports_once_per_period"):
        scheduling._queue_period(stale)
