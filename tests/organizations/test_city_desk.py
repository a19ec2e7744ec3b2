"""The city administrator's desk: the calendar with the terms that it moves, the texts and the privacy notice."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from portal.accounts.models import PrivacyNotice
from portal.core import clock
from portal.core.actions import Refused
from portal.core.calendar import BusinessCalendar
from portal.core.enums import Role
from portal.core.models import LedgerEntry, NonWorkingDay
from portal.organizations.actions.calendar import close_days, days_between, listed_days, open_day
from programs.enums import EnrollmentState as S
from tests.factories.accounts import PrivacyNoticeFactory
from tests.factories.core import MunicipalityFactory
from tests.factories.organizations import city_member
from tests.factories.programs import CallFactory, EnrollmentFactory, ProgramFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.fixture
def city():
    return MunicipalityFactory()


@pytest.fixture
def administrator(city):
    return city_member(city, Role.CITY_ADMIN)


def next_business_days(city, count) -> list[date]:
    calendar, day = BusinessCalendar.of(city), clock.today(city.zone)
    return [day := calendar.add(day, 1) for _number in range(count)]


def test_a_closed_day_makes_running_terms_longer_and_no_term_shorter(city, administrator):
    call = CallFactory(program=ProgramFactory(municipality=city))
    waiting = EnrollmentFactory(call=call, state=S.SUBMITTED).case
    owed = EnrollmentFactory(call=call, state=S.CHANGES_REQUESTED)
    over = EnrollmentFactory(call=call, state=S.SUBMITTED).case
    calendar = BusinessCalendar.of(city)
    waiting.due_at = owed.correction_due_at = calendar.due_at(clock.now(), 5)
    over.due_at = clock.now() - timedelta(days=1)
    for row, field in ((waiting, "due_at"), (owed, "correction_due_at"), (over, "due_at")):
        row.save(update_fields=[field])
    was_over = over.due_at
    closed = next_business_days(city, 2)
    assert close_days(city, by=administrator, days=dict.fromkeys(closed, "Feria")) == 2
    for row in (waiting, owed, over):
        row.refresh_from_db()
    later = calendar.due_at(clock.now(), 7)
    assert (waiting.due_at, owed.correction_due_at, over.due_at) == (later, later, was_over)
    told = LedgerEntry.objects.get(action="core.calendar.close").data
    assert told["moved"] == 2
    open_day(city, by=administrator, day=closed[0])
    waiting.refresh_from_db()
    assert waiting.due_at == later, "people were told that date"
    assert NonWorkingDay.objects.get().date == closed[1]


def test_a_city_that_closes_days_moves_no_terms_of_another(city, administrator):
    other = EnrollmentFactory(state=S.SUBMITTED).case
    was = other.due_at
    close_days(city, by=administrator, days=dict.fromkeys(next_business_days(city, 2), "Feria"))
    other.refresh_from_db()
    assert other.due_at == was


@pytest.mark.parametrize("role", [Role.STAFF, Role.AUDITOR, Role.FINANCE])
def test_only_the_administrator_of_the_city_changes_its_calendar(city, role):
    with pytest.raises(Refused, match="administrator"):
        close_days(city, by=city_member(city, role), days={date(2027, 1, 18): "Feria"})
    with pytest.raises(Refused, match="administrator"):
        close_days(city, by=city_member(MunicipalityFactory(), Role.CITY_ADMIN), days={date(2027, 1, 18): "Feria"})


def test_the_citys_list_is_read_and_a_wrong_line_is_named():
    assert listed_days("18/01/2027 Feria de León\n\n2027-03-22; Semana Santa") == {
        date(2027, 1, 18): "Feria de León",
        date(2027, 3, 22): "Semana Santa",
    }
    for text in ("31/02/2027 Nada", "18/01/27 Feria", "Feria", "18/01/2027"):
        with pytest.raises(Refused, match="Line 1"):
            listed_days(text)
    with pytest.raises(Refused, match="before"):
        days_between(date(2027, 1, 2), date(2027, 1, 1))
    with pytest.raises(Refused, match="more than"):
        days_between(date(2027, 1, 1), date(2028, 1, 1))


def test_the_page_tells_what_moves_before_it_moves(city, administrator, client):
    case = EnrollmentFactory(call=CallFactory(program=ProgramFactory(municipality=city)), state=S.SUBMITTED).case
    case.due_at = BusinessCalendar.of(city).due_at(clock.now(), 5)
    case.save(update_fields=["due_at"])
    url = reverse("admin:core_municipality_calendar", args=[city.pk])
    client.force_login(administrator)
    day = next_business_days(city, 1)[0]
    asked = {"first": day.isoformat(), "reason": "Feria"}
    page = client.post(url, asked | {"look": "1"}).content.decode()
    assert "Answers that officers owe: 1" in page
    assert not NonWorkingDay.objects.exists()
    assert client.post(url, asked | {"close": "1"}).status_code == 302
    assert NonWorkingDay.objects.get().date == day
    assert "reason" in client.post(url, {"first": day.isoformat(), "close": "1"}).context["form"].errors
    client.post(url, {"open": day.isoformat()})
    assert not NonWorkingDay.objects.exists()
    client.force_login(city_member(city, Role.STAFF))
    assert client.get(url).status_code == 200
    assert client.post(url, asked | {"close": "1"}).status_code == 403


def test_a_notice_in_force_is_not_edited_and_the_next_version_begins_with_its_text(city, administrator, client):
    notice = PrivacyNoticeFactory(municipality=city, body="El texto que la gente leyó.")
    client.force_login(administrator)
    url = reverse("admin:accounts_privacynotice_change", args=[notice.pk])
    assert client.post(url, {"body": "Otro"}).status_code == 403
    page = client.get(reverse("admin:accounts_privacynotice_add")).content.decode()
    assert "El texto que la gente leyó." in page
    assert PrivacyNotice.objects.get(pk=notice.pk).body == notice.body


def test_the_text_of_the_first_page_is_shown_to_the_public_and_escaped(city, administrator, client):
    client.force_login(administrator)
    url = reverse("admin:core_municipality_change", args=[city.pk])
    names = "name official_name brand_color brand_dark brand_soft phone email address office_hours whatsapp legend"
    values = {name: getattr(city, name) for name in names.split()}
    values |= {"is_published": "on", "settings": "{}", "initial-settings": "{}", "home_text": "Hola <b>León</b>"}
    assert client.post(url, values).status_code == 302
    page = client.get(reverse("public:city", args=[city.slug])).content.decode()
    assert "Hola &lt;b&gt;León&lt;/b&gt;" in page
