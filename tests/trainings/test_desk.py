"""The staff's desk of a session, and what the desk of an agreement says before it is renewed."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from portal.accounts.models import User
from portal.core.enums import Role
from tests.factories.core import MunicipalityFactory
from tests.factories.organizations import city_member
from tests.factories.trainings import SessionFactory, ask
from tests.trainings.conftest import reload
from trainings.enums import RequestState as R
from trainings.models import Session

pytestmark = pytest.mark.django_db


def desk(session: Session) -> str:
    return reverse("admin:trainings_session_desk", args=[session.pk])


def test_staff_publish_a_session_once_nothing_is_missing(client: Client, staff: User, english: None) -> None:
    session = SessionFactory(municipality=staff.memberships.get().organization.municipality, draft=True)
    session.course.is_published = False
    session.course.save()
    client.force_login(staff)
    assert "Publish the course first." in client.get(desk(session)).content.decode()
    client.post(desk(session), {"verb": "publish"})
    session.refresh_from_db()
    assert session.state == "draft"
    session.course.is_published = True
    session.course.save()
    client.post(desk(session), {"verb": "publish"})
    session.refresh_from_db()
    assert session.state == "published"


def test_a_session_is_not_cancelled_without_a_reason_and_the_note_reaches_who_asked(
    client: Client, staff: User, session: Session
) -> None:
    row = ask(session)
    client.force_login(staff)
    answer = client.post(desk(session), {"verb": "cancel", "note": ""})
    assert answer.status_code == 200
    assert reload(row).state == R.CONFIRMED
    client.post(desk(session), {"verb": "cancel", "note": "Se inundó la sede."})
    assert reload(row).state == R.CANCELLED
    session.refresh_from_db()
    assert session.taken == 0


def test_fewer_seats_than_are_taken_are_refused_with_the_number(
    client: Client, staff: User, session: Session, english: None
) -> None:
    ask(session, seats=2)
    client.force_login(staff)
    answer = client.post(desk(session), {"verb": "capacity", "capacity": "1"})
    assert "2 seats are taken. There cannot be fewer." in answer.content.decode()


@pytest.mark.parametrize(("role", "answers"), [(Role.AUDITOR, (200, 403)), (None, (404, 404))])
def test_the_auditor_reads_and_staff_of_another_city_find_nothing(
    client: Client, session: Session, role: Any, answers: tuple[int, int]
) -> None:
    user = city_member(session.municipality, role) if role else city_member(MunicipalityFactory(), Role.STAFF)
    client.force_login(user)
    found = client.get(desk(session)).status_code, client.post(desk(session), {"verb": "close"}).status_code
    assert found == answers


def test_the_desk_of_an_agreement_names_the_courses_that_its_renewal_takes_over(
    client: Client, staff: User, session: Session, english: None
) -> None:
    agreement = session.course.agreement
    client.force_login(staff)
    page = client.get(reverse("admin:organizations_agreement_desk", args=[agreement.pk])).content.decode()
    assert f"{session.course.title}: 1 session to come" in page


def test_a_draft_with_more_seats_than_the_room_is_not_saved(client: Client, staff: User, english: None) -> None:
    city = staff.memberships.get().organization.municipality
    session = SessionFactory(municipality=city, draft=True, venue__capacity=12, capacity=10)
    client.force_login(staff)
    url = reverse("admin:trainings_session_change", args=[session.pk])
    form = client.get(url).context["adminform"].form
    data = {form.add_prefix(name): form[name].value() for name in form.fields if form[name].value() is not None}
    data |= {"capacity": "13", "meetings-TOTAL_FORMS": "0", "meetings-INITIAL_FORMS": "0"}
    page = client.post(url, data)
    assert page.context["adminform"].form.errors["capacity"] == ["In the venue fit 12 people."]
    assert Session.objects.get(pk=session.pk).capacity == 10


def test_a_published_session_is_saved_though_its_room_has_become_smaller(staff: User) -> None:
    city = staff.memberships.get().organization.municipality
    session = SessionFactory(municipality=city, venue__capacity=12, capacity=10)
    session.venue.capacity = 5
    session.clean()
