"""The catalogue: what anyone reads of a city's courses, and what it can be narrowed to."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal.core import clock
from portal.core.models import Municipality
from tests.factories.trainings import DAY, CourseFactory, PriorityRuleFactory, SessionFactory, VenueFactory
from trainings.enums import SessionState, ThematicArea
from trainings.models import Course, Session

pytestmark = pytest.mark.django_db


def catalogue(client: Client, city: Municipality, query: str = "") -> str:
    return client.get(reverse("public:course_list", args=[city.slug]) + query).content.decode()


def course_page(client: Client, course: Course) -> str:
    return client.get(reverse("public:course_detail", args=[course.municipality.slug, course.slug])).content.decode()


def test_the_course_says_when_where_for_how_much_and_how_its_seats_are_given(
    client: Client, session: Session, english: None
) -> None:
    PriorityRuleFactory(municipality=session.municipality, message="Tiene su domicilio en Juárez")
    page = course_page(client, session.course)
    for text in (session.course.title, session.venue.name, session.venue.address, "$400.00", "$600.00", "$1,000.00"):
        assert text in page
    for text in (
        "4 seats left",
        "At most 2 people",
        "Seats are given at once",
        "Tiene su domicilio en Juárez",
        "20 po",
    ):
        assert text in page
    assert reverse("trainings:ask", args=[session.public_id]) in page


def test_who_decides_and_until_when_requests_are_gathered_is_said(client: Client, juarez: Municipality) -> None:
    ranked = SessionFactory(municipality=juarez, ranked=True)
    by_officer = SessionFactory(municipality=juarez, course=ranked.course, by_officer=True)
    page = client.get(reverse("public:course_detail", args=[juarez.slug, ranked.course.slug])).content.decode()
    assert by_officer.reviewer.name in page
    assert reverse("trainings:ask", args=[ranked.public_id]) in page


def test_where_seats_are_given_at_once_the_points_order_the_waiting_list_only(
    client: Client, session: Session, english: None
) -> None:
    PriorityRuleFactory(municipality=session.municipality)
    assert "They order the waiting list only" in course_page(client, session.course)
    SessionFactory(municipality=session.municipality, course=session.course, ranked=True)
    assert "They order the waiting list only" not in course_page(client, session.course)


def test_full_closed_and_cancelled_sessions_say_so_and_only_open_ones_can_be_asked_for(
    client: Client, session: Session
) -> None:
    Session.objects.filter(pk=session.pk).update(closes_at=clock.now())
    assert reverse("trainings:ask", args=[session.public_id]) not in course_page(client, session.course)
    Session.objects.filter(pk=session.pk).update(closes_at=clock.now() + DAY, taken=4)
    assert reverse("trainings:ask", args=[session.public_id]) in course_page(client, session.course)
    Session.objects.filter(pk=session.pk).update(state=SessionState.CANCELLED)
    page = course_page(client, session.course)
    assert reverse("trainings:ask", args=[session.public_id]) not in page
    assert session.venue.name in page


def test_the_catalogue_is_narrowed_by_area_venue_month_and_what_is_open(client: Client, juarez: Municipality) -> None:
    soon = SessionFactory(municipality=juarez, course__title="Metrología", course__municipality=juarez)
    late = SessionFactory(
        municipality=juarez,
        course=CourseFactory(municipality=juarez, title="Soldadura", area=ThematicArea.SAFETY),
        venue=VenueFactory(municipality=juarez, slug="taller"),
        starts_at=clock.now() + timedelta(days=100),
        opens_at=clock.now() + 50 * DAY,
        closes_at=clock.now() + 90 * DAY,
    )
    CourseFactory(municipality=juarez, title="Sin fechas")
    month = late.starts_at.astimezone(juarez.zone)
    shown = {
        "": {"Metrología", "Soldadura", "Sin fechas"},
        "?area=6000": {"Soldadura"},
        f"?sede={soon.venue.slug}": {"Metrología"},
        "?sede=taller": {"Soldadura"},
        f"?mes={month:%Y-%m}": {"Soldadura"},
        "?fechas=abiertas": {"Metrología"},
        "?area=6000&fechas=abiertas": set(),
        "?sede=no-existe&mes=2026-99&area=x%00": {"Metrología", "Soldadura", "Sin fechas"},
    }
    for query, titles in shown.items():
        page = catalogue(client, juarez, query)
        found = {title for title in ("Metrología", "Soldadura", "Sin fechas") if f">{title}</a>" in page}
        assert found == titles, query


def test_drafts_and_courses_that_are_not_published_are_nobodys_business(client: Client, juarez: Municipality) -> None:
    hidden = SessionFactory(municipality=juarez, course__is_published=False, course__municipality=juarez)
    draft = SessionFactory(municipality=juarez, draft=True)
    page = catalogue(client, juarez)
    assert hidden.course.title not in page
    assert draft.venue.name not in page + course_page(client, draft.course)
    assert client.get(reverse("public:course_detail", args=[juarez.slug, hidden.course.slug])).status_code == 404


def test_the_catalogue_takes_as_many_queries_for_many_courses_as_for_one(client: Client, juarez: Municipality) -> None:
    SessionFactory(municipality=juarez)
    with CaptureQueriesContext(
        connection,
    ) as few:
        catalogue(client, juarez, "?x=1")
    for _ in range(4):
        session = SessionFactory(municipality=juarez)
        SessionFactory(municipality=juarez, course=session.course)
    with CaptureQueriesContext(connection) as many:
        catalogue(client, juarez, "?x=1")
    assert len(few) == len(many) <= 8


def test_the_citys_page_and_the_front_page_lead_to_open_courses(
    client: Client, session: Session, english: None
) -> None:
    address = reverse("public:course_detail", args=[session.municipality.slug, session.course.slug])
    assert address in client.get(reverse("public:city", args=[session.municipality.slug])).content.decode()
    assert "1 course that takes requests" in client.get(reverse("public:home")).content.decode()
