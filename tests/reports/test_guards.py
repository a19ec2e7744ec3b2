"""The verbs of reports ask themselves whether the person may, whoever calls them."""

from datetime import timedelta

import pytest

from portal.core import clock
from portal.core.actions import Refused
from portal.core.enums import Role
from portal.notifications.actions import send_again
from portal.notifications.enums import MessageState
from portal.reports.actions import cancel, end_schedule, record_download, retry, schedule_report
from portal.reports.enums import RunState
from portal.reports.registry import registered
from tests.factories.core import MunicipalityFactory
from tests.factories.notifications import OutboxMessageFactory
from tests.factories.organizations import city_member
from tests.factories.reports import ReportRunFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def city():
    return MunicipalityFactory()


@pytest.fixture
def auditor(city):
    return city_member(city, Role.AUDITOR)


@pytest.fixture
def stranger():
    return city_member(MunicipalityFactory(), Role.AUDITOR)


@pytest.mark.parametrize(
    ("verb", "state"),
    [(cancel, RunState.QUEUED), (retry, RunState.CANCELLED), (record_download, RunState.CANCELLED)],
)
def test_the_auditor_of_another_city_does_nothing_with_a_run(city, auditor, stranger, verb, state):
    run = ReportRunFactory(municipality=city, requested_by=auditor, state=state)
    with pytest.raises(Refused) as refused:
        verb(run, by=stranger)
    assert refused.value.code == "not_allowed"
    run.refresh_from_db()
    assert run.state == state


def test_nor_ends_what_comes_to_another(city, auditor, stranger):
    report = next(report for _slug, report in sorted(registered.items()) if report.may_be_run_by(auditor, city))
    schedule = schedule_report(report, by=auditor, municipality=city, filters={}, format="csv", every="month")
    with pytest.raises(Refused) as refused:
        end_schedule(schedule, by=stranger)
    assert refused.value.code == "not_allowed"
    assert end_schedule(schedule, by=auditor).ended_at > clock.now() - timedelta(minutes=1)


def test_who_may_not_change_messages_sends_none_again(auditor):
    message = OutboxMessageFactory(dead=True)
    with pytest.raises(Refused) as refused:
        send_again(message, by=auditor)
    assert refused.value.code == "not_allowed"
    message.refresh_from_db()
    assert message.state == MessageState.DEAD
