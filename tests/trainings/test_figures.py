"""What the courses add to the figures: seats equal SQL, to the desk and, without a small group, to everybody."""

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal.core import clock
from portal.core.enums import Role
from portal.reports.dashboard import Selection, panel, registered
from tests.factories.enterprises import EnterpriseFactory
from tests.factories.organizations import city_member
from tests.factories.programs import CallFactory, DecisionReasonFactory, ProgramFactory
from tests.factories.trainings import CourseFactory, SeatRequestFactory, SessionFactory
from trainings.enums import HOLDING, RequestState, SessionState
from trainings.models import SeatRequest, Session
from trainings.public_figures import course_breakdowns

pytestmark = pytest.mark.django_db

SLUGS = [slug for slug, figure in registered.items() if type(figure).__module__.startswith("trainings")]


@pytest.fixture
def session(juarez) -> Session:
    """A session with requests in each state, and sessions in each other state."""
    course = CourseFactory(municipality=juarez, title="Metrología", program=ProgramFactory(municipality=juarez))
    session = SessionFactory(municipality=juarez, course=course, capacity=30, social_seats=2)
    for number, state in enumerate(RequestState.values):
        _request(session, state, wanted=3 + number % 2, given=2)
    for state in SessionState.values:
        _request(SessionFactory(course=course, municipality=juarez, state=state), RequestState.WAITLISTED, wanted=1)
    _request(SessionFactory(), RequestState.CONFIRMED, wanted=1)  # of another city
    return session


def _request(session: Session, state: str, *, wanted: int, given: int = 1, **enterprise) -> SeatRequest:
    holds, rejected = state in HOLDING, state == RequestState.REJECTED
    if holds:
        Session.objects.filter(pk=session.pk).update(taken=Session.objects.get(pk=session.pk).taken + given)
    return SeatRequestFactory(
        session=session, state=state, seats_wanted=wanted, seats_given=given if holds else 0,
        reason=DecisionReasonFactory(municipality=session.municipality) if rejected else None,
        enterprise=EnterpriseFactory(municipality=session.municipality, **enterprise),
    )  # fmt: skip


def rows(slug: str, user, city, **narrowed) -> list[tuple]:
    return [tuple(row) for row in registered[slug].rows(Selection(user, city, clock.now(), **narrowed))]


def sql(query: str, *params) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(query, params)
        return cursor.fetchall()


def test_seats_asked_and_given_equal_sql_and_their_parts_add_up(session, staff, juarez):
    found = rows("lugares-pedidos-y-dados", staff, juarez)
    counted = sql(
        """SELECT sum(seats_wanted), sum(r.seats_given),
             coalesce(sum(seats_wanted) FILTER (WHERE r.state IN ('submitted', 'in_review')), 0),
             coalesce(sum(seats_wanted) FILTER (WHERE r.state = 'waitlisted'), 0),
             coalesce(sum(seats_wanted) FILTER (WHERE r.state = 'rejected'), 0)
           FROM trainings_seatrequest r JOIN trainings_session s ON s.id = r.session_id
           WHERE s.municipality_id = %s GROUP BY s.course_id, s.state""",
        juarez.pk,
    )
    assert sorted(row[2:7] for row in found) == sorted(counted)
    assert len(found) == len(SessionState)
    assert all(asked == sum(parts) for _course, _state, asked, *parts in found)


def test_occupancy_equals_sql_without_drafts_and_cancelled_ones(session, staff, juarez):
    ((_title, *numbers, share),) = rows("ocupacion-de-los-cursos", staff, juarez)
    ((count, seats, taken),) = sql(
        """SELECT count(*), sum(capacity), sum(taken + social_taken) FROM trainings_session
           WHERE municipality_id = %s AND state NOT IN ('draft', 'cancelled')""",
        juarez.pk,
    )
    assert numbers == [count, seats, taken, seats - taken]
    assert taken == 2
    assert share == taken / seats


@pytest.mark.parametrize("slug", SLUGS)
def test_the_program_and_the_period_narrow_what_is_counted_and_a_call_has_no_course(session, staff, juarez, slug):
    assert rows(slug, staff, juarez, chosen={"program": session.course.program}) == rows(slug, staff, juarez) != []
    assert rows(slug, staff, juarez, chosen={"program": ProgramFactory(municipality=juarez)}) == []
    assert rows(slug, staff, juarez, chosen={"call": CallFactory(program=session.course.program)}) == []
    assert rows(slug, staff, juarez, until=clock.today(juarez.zone)) == []


@pytest.mark.parametrize("slug", SLUGS)
def test_the_staff_of_another_city_count_nothing_of_this_one(session, juarez, slug):
    assert rows(slug, city_member(CallFactory().municipality, Role.STAFF), juarez) == []


@pytest.mark.parametrize("slug", SLUGS)
def test_as_many_queries_for_more_rows(session, staff, juarez, slug):
    def queries() -> int:
        with CaptureQueriesContext(connection) as made:
            assert panel(registered[slug], Selection(staff, juarez, clock.now()))["drawing"]
        return len(made)

    queries()  # reads the roles
    few = queries()
    for _ in range(3):
        _request(SessionFactory(municipality=juarez), RequestState.CONFIRMED, wanted=1)
    assert queries() == few <= 2


def test_everybody_reads_the_sessions_and_the_seats_by_size_without_a_small_group(client, session, juarez):
    for size, number in {"micro": 6, "small": 5, "medium": 1}.items():
        for _ in range(number):
            _request(session, RequestState.CONFIRMED, wanted=1, size=size)
    SeatRequest.objects.filter(seats_given=2).update(seats_given=1)
    SeatRequest.objects.filter(seats_given=1, enterprise__size="unknown").update(state="withdrawn", seats_given=0)
    sessions, seats = course_breakdowns(juarez)
    assert [group.count for group in sessions.groups] == [2, 1, 1, 1]
    told = dict(zip(["micro", "small", "medium", "large", "unknown"], (g.count for g in seats.groups), strict=True))
    assert told == {"micro": 6, "small": None, "medium": None, "large": 0, "unknown": 0}
    assert seats.total == 12
    page = client.get(reverse("public:transparency", args=["juarez"])).content.decode()
    assert reverse("public:dataset_csv", args=["juarez", "conteos-de-cursos"]) in page
    assert 'id="lugares-h"' in page


def test_under_five_seats_not_even_the_empty_groups_are_told(session, juarez):
    _sessions, seats = course_breakdowns(juarez)
    assert {group.count for group in seats.groups} == {None}
    assert seats.total is None


def test_a_city_without_sessions_has_no_block_of_courses(juarez):
    SessionFactory(municipality=juarez, draft=True)
    assert course_breakdowns(juarez) == []


def test_the_open_data_hold_each_published_session_and_no_person(client, session, juarez):
    body = client.get(reverse("public:dataset_csv", args=["juarez", "cursos"])).getvalue().decode("utf-8-sig")
    found = list(csv.DictReader(io.StringIO(body, newline="")))
    public = Session.objects.filter(municipality=juarez).exclude(state="draft").order_by("starts_at", "pk")
    assert [(row["sesion"], row["lugares"], row["ocupados"]) for row in found] == [
        (each.code, str(each.capacity), str(each.taken)) for each in public
    ]
    names = [name for (name,) in sql("SELECT legal_name FROM enterprises_enterprise")]
    assert not any(name in body for name in names)


def test_the_open_data_take_as_many_queries_for_more_sessions(client, session, juarez):
    def queries() -> int:
        with CaptureQueriesContext(connection) as made:
            client.get(reverse("public:dataset_detail", args=["juarez", "cursos"]))
        return len(made)

    few = queries()
    for _ in range(3):
        SessionFactory(municipality=juarez)
    assert queries() == few
