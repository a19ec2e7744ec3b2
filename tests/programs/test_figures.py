"""Each figure of the dashboard equals what SQL counts, for the cities of the reader alone, in one query."""

import datetime as dt
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.core import clock
from portal.core.calendar import BusinessCalendar
from portal.core.enums import Role
from portal.reports.dashboard import Selection, panel, registered
from programs.enums import EnrollmentState as S
from programs.models import Call, Case, Enrollment, EnrollmentTransition, Target
from tests.factories.organizations import city_member, member_of
from tests.factories.programs import CallFactory, EnrollmentFactory

pytestmark = pytest.mark.django_db

OF_PROGRAMS = [slug for slug, figure in registered.items() if type(figure).__module__.startswith("programs")]


@pytest.fixture
def call() -> Call:
    call = CallFactory(places=40)
    for number, state in enumerate(S.values):
        for _ in range(1 + number % 3):
            EnrollmentFactory(call=call, state=state)
    EnrollmentFactory(state=S.APPROVED)  # of another city
    return call


def rows(slug: str, user, call: Call, **narrowed) -> list[tuple]:
    selection = Selection(user, call.municipality, clock.now(), **narrowed)
    return [tuple(row) for row in registered[slug].rows(selection)]


def sql(query: str, *params) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(query, params)
        return cursor.fetchall()


@pytest.fixture
def staff(call):
    return city_member(call.municipality, Role.STAFF)


def test_the_funnel_equals_sql_and_never_grows(call, staff):
    for enrollment in Enrollment.objects.filter(state=S.IN_REVIEW).order_by("pk"):
        EnrollmentTransition.objects.create(
            subject=enrollment, from_state=S.SUBMITTED, to_state=S.IN_REVIEW, verb="start_review", at=clock.now()
        )
    found = [row[1] for row in rows("camino-de-las-solicitudes", staff, call)]
    assert found == list(
        sql(
            """SELECT count(*), count(submitted_at),
                 count(*) FILTER (WHERE decided_at IS NOT NULL
                   OR id IN (SELECT subject_id FROM programs_enrollmenttransition WHERE to_state = 'in_review')),
                 count(decided_at), count(*) FILTER (WHERE state IN ('approved', 'completed'))
               FROM programs_enrollment WHERE call_id = %s""",
            call.pk,
        )[0]
    )
    assert found == sorted(found, reverse=True)
    assert found[0] > found[-1] > 0


def test_every_application_is_in_one_state(call, staff):
    found = rows("estado-de-las-solicitudes", staff, call)
    counted = dict(sql("SELECT state, count(*) FROM programs_enrollment WHERE call_id = %s GROUP BY state", call.pk))
    assert found == [(str(state.label), counted.get(state.value, 0)) for state in S]


@pytest.mark.parametrize(
    ("slug", "column"), [("linea", "line"), ("tamano", "size"), ("sector", "sector")], ids=lambda value: value
)
def test_groups_equal_sql_and_their_parts_add_up(call, staff, slug, column):
    cases = list(Case.objects.filter(municipality=call.municipality).order_by("pk"))
    values = {"line": ("Economía circular", "", "Turismo"), "size": ("micro", "", "small"), "sector": ("61", "", "46")}
    for number, case in enumerate(cases):
        Case.objects.filter(pk=case.pk).update(**{column: values[column][number % 3]})
    found = rows(f"solicitudes-por-{slug}", staff, call)
    counted = sql(
        f"""SELECT count(*), count(*) FILTER (WHERE e.state IN ('approved', 'completed')),
              count(*) FILTER (WHERE e.state IN ('rejected', 'withdrawn', 'expired'))
            FROM programs_case c JOIN programs_enrollment e ON e.id = c.enrollment_id
            WHERE c.municipality_id = %s GROUP BY c.{column}""",
        call.municipality.pk,
    )
    assert sorted((sent, yes, no) for _label, sent, yes, _still, no in found) == sorted(counted)
    assert all(sent == yes + still + no for _label, sent, yes, still, no in found)


def test_ages_are_business_days_of_the_city(call, staff):
    city, now = call.municipality, clock.now()
    calendar, today = BusinessCalendar.of(city), clock.today(city.zone)
    pending = list(Case.objects.filter(municipality=city, state__in=[S.SUBMITTED, S.IN_REVIEW]).order_by("pk"))
    ages = [0, 2, 3, 5, 6, 9, 10, 22, 46, 300]
    sent_on = {age: _sent_so_long_ago(calendar, today, age) for age in ages}
    while len(pending) < len(ages):
        pending.append(EnrollmentFactory(call=call, state=S.SUBMITTED).case)
    for case, age in zip(pending, ages, strict=False):
        noon = dt.datetime.combine(sent_on[age], dt.time(12), tzinfo=city.zone)
        Case.objects.filter(pk=case.pk).update(submitted_at=noon, due_at=now - timedelta(hours=1) if age > 9 else None)
    Case.objects.filter(pk__in=[case.pk for case in pending[len(ages) :]]).delete()
    found = [row[1:] for row in rows("espera-de-las-solicitudes", staff, call)]
    assert found == [(2, 2, 0), (2, 2, 0), (2, 2, 0), (1, 0, 1), (1, 0, 1), (2, 0, 2)]


def _sent_so_long_ago(calendar: BusinessCalendar, today: dt.date, age: int) -> dt.date:
    day = today
    while calendar.between(day, today) < age:
        day -= timedelta(days=1)
    return day


def test_workload_equals_sql(call, staff):
    ana = member_of(call.reviewer, Role.OFFICER, full_name="Ana Revisora")
    Case.objects.filter(state=S.IN_REVIEW).update(assignee=ana, due_at=clock.now() - timedelta(days=1))
    Enrollment.objects.filter(state=S.REJECTED).update(decided_by=ana)
    Case.objects.filter(state=S.REJECTED).update(decided_by=ana)
    found = {row[1]: row[2:] for row in rows("carga-por-revisor", staff, call)}
    pending = sql(
        "SELECT count(*) FROM programs_case WHERE municipality_id = %s AND state = 'in_review'", call.municipality.pk
    )
    decided = sql("SELECT count(*) FROM programs_enrollment WHERE call_id = %s AND state = 'rejected'", call.pk)
    assert found["Ana Revisora"] == (0, pending[0][0], decided[0][0])
    assert found[""][0] == Case.objects.filter(municipality=call.municipality, state=S.SUBMITTED).count()


def test_targets_stand_beside_what_was_reached(call, staff):
    Target.objects.create(
        municipality=call.municipality, program=call.program, slug="m", name="Empresas", unit="enterprise", number=40
    )
    (row,) = rows("metas", staff, call)
    reached = call.enrollments.filter(state__in=[S.APPROVED, S.COMPLETED]).count()
    assert row[3:5] == (40, reached)
    assert panel(registered["metas"], Selection(staff, call.municipality, clock.now()))["drawing"]


@pytest.mark.parametrize("slug", OF_PROGRAMS)
def test_program_call_and_period_narrow_what_is_counted(call, staff, slug):
    other = CallFactory(program__municipality=call.municipality, municipality=call.municipality, places=9)
    EnrollmentFactory(call=other, state=S.IN_REVIEW)

    def total(**narrowed) -> int:
        return sum(value for row in rows(slug, staff, call, **narrowed) for value in row[1:] if isinstance(value, int))

    everything = total()
    if slug == "metas":
        assert everything == 0
        return
    of_one = total(chosen={"program": call.program}), total(chosen={"program": other.program})
    assert 0 < of_one[1] < of_one[0] < everything
    assert total(chosen={"call": other}) == of_one[1]
    tomorrow = clock.today(call.municipality.zone) + timedelta(days=1)
    later = total(since=tomorrow)
    assert later == 0 if slug not in ("espera-de-las-solicitudes", "carga-por-revisor") else later > 0


@pytest.mark.parametrize("slug", OF_PROGRAMS)
def test_the_staff_of_another_city_count_nothing_of_this_one(call, slug):
    stranger = city_member(CallFactory().municipality, Role.STAFF)
    assert not any(value for row in rows(slug, stranger, call) for value in row[1:] if isinstance(value, int))


@pytest.mark.parametrize("slug", OF_PROGRAMS)
def test_as_many_queries_for_more_rows(call, staff, slug):
    def queries() -> int:
        selection = Selection(staff, call.municipality, clock.now())
        with CaptureQueriesContext(connection) as made:
            panel(registered[slug], selection)
        return len(made)

    queries()  # reads the roles
    few = queries()
    for state in S.values:
        EnrollmentFactory(call=call, state=state)
        EnrollmentFactory(call=CallFactory(program=call.program, places=9), state=state)
    assert queries() == few <= 2
