"""What is reminded of courses and agreements, once each; and the report's totals against plain counting."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from enterprises.actions import merge
from portal.core import clock
from portal.core.actions import Refused
from portal.core.enums import Role
from portal.core.models import Municipality
from portal.notifications.models import OutboxMessage
from portal.notifications.tasks import send_reminders
from tests.factories.organizations import city_member, member_of
from tests.factories.reminders import ReminderRuleFactory
from tests.factories.trainings import AgreementFactory, SessionFactory, ask, company, today
from tests.trainings.conftest import reload
from trainings.actions import withdraw_request
from trainings.enums import RequestState as R
from trainings.models import Session
from trainings.reports import CoursesAndSeats

DAY = timedelta(days=1)


def reminded() -> set[str]:
    return set(OutboxMessage.objects.filter(event="notifications.reminder").values_list("email", flat=True))


def at_noon(city: Municipality, day: Any) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=city.zone)


def test_the_companies_with_seats_are_reminded_the_day_before_and_who_waits_is_not(session: Session) -> None:
    ReminderRuleFactory(municipality=session.municipality, kind="trainings.course_tomorrow", days_before=[1])
    coming, gone = ask(session, seats=2), ask(session)
    ask(session)
    waiting = ask(session, seats=2)
    withdraw_request(gone, by=gone.applicant)
    assert reload(waiting).state == R.WAITLISTED
    tomorrow = session.starts_at.astimezone(session.municipality.zone).date()
    with clock.moved_to(at_noon(session.municipality, tomorrow - DAY)):
        send_reminders()
        send_reminders()
    held = set(session.requests.holding().values_list("applicant__email", flat=True))
    assert coming.applicant.email in held
    assert reminded() == held
    assert OutboxMessage.objects.filter(event="notifications.reminder").count() == len(held)


def test_an_agreement_that_ends_is_told_to_its_lead_and_the_citys_staff_thirty_days_before(
    juarez: Municipality,
) -> None:
    ReminderRuleFactory(municipality=juarez, kind="organizations.agreement_ending", days_before=[60, 30, 7])
    agreement = AgreementFactory(municipality=juarez, ends_on=today(juarez) + 30 * DAY)
    AgreementFactory(municipality=juarez, ends_on=today(juarez) + 90 * DAY)
    lead, staff = member_of(agreement.led_by, Role.OFFICER), city_member(juarez, Role.STAFF)
    member_of(agreement.parties.order_by("pk").last().organization, Role.TRAINER)
    with clock.moved_to(at_noon(juarez, today(juarez))):
        send_reminders()
        send_reminders()
    assert reminded() == {lead.email, staff.email}


def test_the_report_says_of_each_session_what_a_plain_count_says(session: Session, staff: Any) -> None:
    twin = SessionFactory(municipality=session.municipality, by_officer=True)
    SessionFactory(municipality=session.municipality, draft=True)
    shop = company(session.municipality)
    ask(session, shop)
    ask(session, shop)
    ask(session, seats=2)
    ask(session)
    ask(twin, seats=2)
    filters = {"since": today(session.municipality), "until": today(session.municipality) + 30 * DAY}
    names = [column.name for column in CoursesAndSeats.columns]
    report = CoursesAndSeats()
    rows = [dict(zip(names, row, strict=True)) for row in report.rows(filters, staff, session.municipality)]
    assert [row["session"] for row in rows] == [session.code, twin.code]
    assert (rows[0]["taken"], rows[0]["companies"], rows[0]["waiting"], rows[0]["unanswered"]) == (4, 2, 1, 0)
    assert (rows[1]["taken"], rows[1]["companies"], rows[1]["waiting"], rows[1]["unanswered"]) == (0, 0, 0, 1)
    assert report.total(filters, staff, session.municipality) == 2


def test_merging_moves_seats_and_is_refused_where_both_are_in_one_session(session: Session, staff: Any) -> None:
    source, target, other = (company(session.municipality) for _ in range(3))
    request = ask(session, source)
    merge(source, target, by=staff)
    assert reload(request).enterprise == target
    assert set(request.seats.values_list("enterprise", flat=True)) == {target.pk}
    ask(session, other)
    with pytest.raises(Refused) as refusal:
        merge(other, target, by=staff)
    assert refusal.value.code == "same_session"
