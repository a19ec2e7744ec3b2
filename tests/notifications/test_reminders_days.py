"""Each kind speaks on its day and not before: hours, zones, the change of clocks, business days."""

from datetime import date, timedelta

import pytest

from enterprises.enums import RegistrationState
from portal.core import clock
from portal.core.enums import Role
from portal.documents.models import Document
from portal.notifications.models import Reminder
from portal.notifications.reminders.running import send_due
from programs.enums import EnrollmentState as S
from programs.models import Case, Enrollment
from tests.factories.core import MunicipalityFactory, NonWorkingDayFactory
from tests.factories.documents import DocumentFactory
from tests.factories.enterprises import EnterpriseFactory, EnterpriseMemberFactory, MercantileRegistrationFactory
from tests.factories.organizations import city_member, member_of
from tests.factories.programs import EnrollmentDocumentFactory, EnrollmentFactory
from tests.factories.reminders import ReminderRuleFactory
from tests.notifications.reminders import closing, local, mails, occasions, run_at

pytestmark = pytest.mark.django_db


@pytest.fixture
def city():
    return MunicipalityFactory()


def test_a_draft_is_reminded_of_on_its_day_from_the_hour_on(city):
    ReminderRuleFactory(municipality=city, days_before=[7])
    draft = closing(city, 2026, 10, 30, 23, 59)
    run_at(city, 2026, 10, 22, 12)
    run_at(city, 2026, 10, 23, 8, 59)
    assert mails() == []
    run_at(city, 2026, 10, 23, 9)
    (mail,) = mails()
    assert mail.user == draft.applicant
    assert mail.facts["items"][0]["call_title"] == draft.call.title
    assert mail.facts["action_path"] == f"/mi/solicitudes/{draft.public_id}/"
    assert occasions() == ["2026-10-23"]


def test_each_day_of_the_rule_is_an_occasion_and_a_missed_day_is_told_late_once(city):
    ReminderRuleFactory(municipality=city, days_before=[7, 3, 1])
    closing(city, 2026, 10, 30, 23, 59)
    run_at(city, 2026, 10, 25, 10)  # the scheduler stood still on the 23rd
    run_at(city, 2026, 10, 26, 10)
    run_at(city, 2026, 10, 27, 10)
    run_at(city, 2026, 10, 29, 10)
    run_at(city, 2026, 10, 31, 10)
    assert occasions() == ["2026-10-23", "2026-10-27", "2026-10-29"]


def test_who_began_after_the_day_is_not_reminded_at_once(city):
    ReminderRuleFactory(municipality=city, days_before=[7, 1])
    draft = closing(city, 2026, 10, 30, 23, 59)
    Enrollment.objects.filter(pk=draft.pk).update(created_at=local(city.timezone, 2026, 10, 25, 10))
    run_at(city, 2026, 10, 25, 12)
    assert mails() == []
    run_at(city, 2026, 10, 29, 12)
    assert occasions() == ["2026-10-29"]


def test_a_call_that_closes_at_midnight_closes_on_the_day_before(city):
    ReminderRuleFactory(municipality=city, days_before=[1])
    closing(city, 2026, 10, 30, 0, 0)
    run_at(city, 2026, 10, 28, 9)
    assert occasions() == ["2026-10-28"]


def test_hours_are_those_of_the_city_across_the_change_of_clocks():
    juarez = MunicipalityFactory(timezone="America/Ciudad_Juarez")
    ReminderRuleFactory(municipality=juarez, days_before=[7])
    closing(juarez, 2027, 3, 17, 23, 59)  # the clocks go forward on 14 March 2027
    run_at(juarez, 2027, 3, 10, 8, 59)
    assert mails() == []
    run_at(juarez, 2027, 3, 10, 9)
    assert len(mails()) == 1


def test_the_hour_that_the_clocks_leave_out_comes_once():
    juarez = MunicipalityFactory(
        timezone="America/Ciudad_Juarez", settings={"quiet_from_hour": {"value": 0}, "quiet_until_hour": {"value": 0}}
    )
    ReminderRuleFactory(municipality=juarez, days_before=[1], at_hour=2)
    closing(juarez, 2027, 3, 15, 12)
    run_at(juarez, 2027, 3, 14, 1, 59)
    assert mails() == []
    run_at(juarez, 2027, 3, 14, 3)  # 2 o'clock does not exist on this day
    run_at(juarez, 2027, 3, 14, 3, 15)
    assert len(mails()) == 1


def test_the_hour_that_comes_twice_comes_once():
    juarez = MunicipalityFactory(
        timezone="America/Ciudad_Juarez", settings={"quiet_from_hour": {"value": 0}, "quiet_until_hour": {"value": 0}}
    )
    ReminderRuleFactory(municipality=juarez, days_before=[1], at_hour=1)
    closing(juarez, 2026, 11, 2, 12)
    first = local(juarez.timezone, 2026, 11, 1, 1)  # the clocks go back at 2
    for minutes in (0, 30, 60, 90):
        with clock.moved_to(first + timedelta(minutes=minutes)):
            send_due()
    assert len(mails()) == 1


def test_before_a_deadline_the_reminder_moves_to_the_business_day_before(city):
    ReminderRuleFactory(municipality=city, days_before=[1], business_days=True)
    closing(city, 2026, 10, 26, 23, 59)  # a Monday
    NonWorkingDayFactory(municipality=city, date=date(2026, 10, 23))
    run_at(city, 2026, 10, 21, 18)
    assert mails() == []
    run_at(city, 2026, 10, 22, 9)
    run_at(city, 2026, 10, 23, 9)
    run_at(city, 2026, 10, 25, 9)
    assert occasions() == ["2026-10-22"]


def test_a_rule_of_business_days_says_nothing_on_a_sunday(city):
    ReminderRuleFactory(municipality=city, days_before=[3], business_days=True)
    closing(city, 2026, 10, 27, 23, 59)
    run_at(city, 2026, 10, 25, 12)  # a Sunday; the Saturday's reminder was the Friday's
    assert mails() == []
    run_at(city, 2026, 10, 26, 9)
    assert occasions() == ["2026-10-23"]


@pytest.mark.parametrize(
    ("kind", "state", "column"),
    [
        ("programs.correction_due", S.CHANGES_REQUESTED, "correction_due_at"),
        ("programs.offer_expiring", S.OFFERED, "offer_expires_at"),
    ],
)
def test_a_correction_and_an_offer_are_reminded_of_before_their_term(city, kind, state, column):
    ReminderRuleFactory(municipality=city, kind=kind, days_before=[2])
    term = local(city.timezone, 2026, 10, 30, 23, 59)
    waiting = EnrollmentFactory(
        call__program__municipality=city, state=state, **{column: term}, submitted_at=term - timedelta(days=20)
    )
    run_at(city, 2026, 10, 27, 23)
    assert mails() == []
    run_at(city, 2026, 10, 28, 9)
    (mail,) = mails()
    assert mail.facts["items"][0]["folio"] == waiting.folio


def test_a_document_that_expires_is_reminded_of_while_its_application_is_under_way(city):
    ReminderRuleFactory(municipality=city, kind="programs.document_expiring", days_before=[30])
    begun = local(city.timezone, 2026, 9, 1, 12)
    kept, closed = (
        EnrollmentFactory(call__program__municipality=city, state=state, submitted_at=begun)
        for state in (S.SUBMITTED, S.WITHDRAWN)
    )
    for enrollment in (kept, closed):
        document = DocumentFactory(vault=enrollment.enterprise.vault)
        Document.objects.filter(pk=document.pk).update(expires_on=date(2026, 11, 20))
        EnrollmentDocumentFactory(enrollment=enrollment, document=document, requirement="acta", attached_at=begun)
    run_at(city, 2026, 10, 20, 12)
    assert mails() == []
    run_at(city, 2026, 10, 21, 9)
    (mail,) = mails()
    assert mail.user == kept.applicant


def test_officers_hear_once_on_each_business_day_of_what_waits(city):
    ReminderRuleFactory(municipality=city, kind="programs.reviews_pending", business_days=True)
    first = EnrollmentFactory(call__program__municipality=city, state=S.SUBMITTED)
    EnrollmentFactory(call=first.call, state=S.IN_REVIEW)
    officer = member_of(first.call.reviewer)
    member_of(first.call.reviewer, Role.TRAINER)
    run_at(city, 2026, 10, 23, 8, 45)
    assert mails() == []
    for parts in ((23, 9), (23, 17), (24, 9), (25, 9), (26, 9)):  # Friday to Monday
        run_at(city, 2026, 10, *parts)
    told = mails()
    assert [mail.user for mail in told] == [officer, officer]
    assert told[0].facts["items"][0]["waiting"] == 2
    assert occasions() == ["2026-10-23", "2026-10-26"]


def test_what_waits_too_long_is_told_to_those_who_answer_for_it(city):
    ReminderRuleFactory(municipality=city, kind="programs.reviews_pending", escalate_days=[9, 21, 45])
    late = EnrollmentFactory(call__program__municipality=city, state=S.SUBMITTED)
    Case.objects.update(submitted_at=local(city.timezone, 2026, 10, 1, 23, 30))
    officer, administrator = member_of(late.call.reviewer), city_member(city, Role.CITY_ADMIN)
    other = city_member(MunicipalityFactory(), Role.CITY_ADMIN)
    run_at(city, 2026, 10, 9, 12)
    assert not Reminder.objects.filter(audience="escalated").exists()
    for day in (10, 11, 22, 23):
        run_at(city, 2026, 10, day, 12)
    run_at(city, 2026, 11, 15, 12)
    run_at(city, 2026, 11, 16, 12)
    escalated = Reminder.objects.filter(audience="escalated")
    told = escalated.order_by("occasion", "recipient").values_list("occasion", "recipient")
    people = sorted((officer.pk, administrator.pk))
    days = [date(2026, 10, 10), date(2026, 10, 22), date(2026, 11, 15)]
    assert list(told) == [(day, person) for day in days for person in people]
    assert not [mail for mail in mails() if mail.user == other]


def test_the_renewal_of_a_registration_is_asked_of_those_who_have_not_renewed():
    valledupar = MunicipalityFactory(colombia=True)
    ReminderRuleFactory(municipality=valledupar, kind="enterprises.registration_renewal", days_before=[30])
    owing, renewed, idle = (EnterpriseFactory(municipality=valledupar) for _ in range(3))
    owner = EnterpriseMemberFactory(enterprise=owing).user
    for enterprise in (renewed, idle):
        EnterpriseMemberFactory(enterprise=enterprise)
    for enterprise in (owing, renewed):
        MercantileRegistrationFactory(enterprise=enterprise, confirmed=True, renewed_year=2026)
    MercantileRegistrationFactory(enterprise=renewed, renewed_year=2027, state=RegistrationState.DECLARED)
    run_at(valledupar, 2027, 2, 28, 12)
    assert mails() == []
    run_at(valledupar, 2027, 3, 1, 9)
    (mail,) = mails()
    assert mail.user == owner
