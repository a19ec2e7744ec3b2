"""What a city tells everybody: numbers equal SQL, no small group is in them, a change is seen within a minute."""

from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal.accounts.enums import Sex
from portal.core import clock
from portal.reports.suppression import SMALLEST
from programs.enums import EnrollmentState as S
from programs.models import Call, Case, ProgramPartner, Target
from programs.public_figures import PublicFigures
from tests.factories.accounts import PersonFactory
from tests.factories.enterprises import EnterpriseFactory, StrategicLineFactory
from tests.factories.organizations import OrganizationFactory
from tests.factories.programs import CallFactory, EnrollmentFactory, ProgramFactory, member

pytestmark = pytest.mark.django_db


def page(client: Client, call: Call) -> str:
    return client.get(reverse("public:transparency", args=[call.municipality.slug])).content.decode()


def sql(query: str, *params) -> dict:
    with connection.cursor() as cursor:
        cursor.execute(query, params)
        return dict(cursor.fetchall())


@pytest.fixture
def call() -> Call:
    call = CallFactory(places=80, budget=Decimal("1300000"))
    wanted = {S.APPROVED: 12, S.COMPLETED: 7, S.REJECTED: 6, S.IN_REVIEW: 9, S.WITHDRAWN: 5, S.DRAFT: 3}
    for state, number in wanted.items():
        for _ in range(number):
            EnrollmentFactory(call=call, state=state)
    return call


@pytest.fixture
def spread(call: Call) -> Call:
    """The same, over lines, sizes and sexes: some groups are small."""
    city, sizes, lines = call.municipality, ["micro"] * 11 + ["small"] * 6 + ["medium"] * 2, ["Turismo", "Calzado", ""]
    for number, enrollment in enumerate(call.enrollments.filter(state__in=[S.APPROVED, S.COMPLETED]).order_by("pk")):
        Case.objects.filter(enrollment=enrollment).update(size=sizes[number], line=lines[number % 3])
        enrollment.enterprise.person_type = "natural" if number % 2 else "legal"
        enrollment.enterprise.save()
        PersonFactory(user=member(enrollment.enterprise), sex=[Sex.FEMALE, Sex.MALE][number % 4 // 2])
    StrategicLineFactory(municipality=city, number=1, name="Turismo")
    return call


REACHED = "state IN ('approved', 'completed')"


def recounted(call: Call) -> dict[str, dict]:
    """The groups of each table as SQL counts them."""
    of_cases = f"""SELECT c.%s, count(*) FROM programs_case c JOIN programs_enrollment e ON e.id = c.enrollment_id
        WHERE e.call_id = {call.pk} AND e.{REACHED} GROUP BY 1"""
    return {
        "linea": sql(of_cases % "line"),
        "tamano": sql(of_cases % "size"),
        "sexo": sql(
            f"""SELECT CASE WHEN n.person_type = 'natural' THEN p.sex ELSE 'company' END, count(*)
                FROM programs_enrollment e JOIN enterprises_enterprise n ON n.id = e.enterprise_id
                JOIN enterprises_enterprisemember m ON m.enterprise_id = n.id
                JOIN accounts_person p ON p.user_id = m.user_id
                WHERE e.call_id = {call.pk} AND e.{REACHED} GROUP BY 1"""
        ),
    }


def test_each_table_equals_sql_but_for_what_is_hidden(spread):
    figures = PublicFigures(spread.municipality)
    counted = recounted(spread)
    for breakdown in (figures.by_line, figures.by_size, figures.by_sex):
        true = counted[breakdown.slug]
        told = [group.count for group in breakdown.groups if group.count]
        hidden = [group for group in breakdown.groups if group.count is None]
        assert breakdown.total == sum(true.values()) == 19
        assert not set(told) - set(true.values())
        assert len(told) + len(hidden) == len(true)
        assert all(count >= SMALLEST for count in told)
    assert [group.count for group in figures.by_size.groups] == [11, None, None, 0, 0]  # 2 medium, hidden by 6 small


def test_the_outcomes_equal_sql(call):
    outcomes = PublicFigures(call.municipality).outcomes
    states = sql(f"SELECT state, count(*) FROM programs_enrollment WHERE call_id = {call.pk} GROUP BY 1")
    assert [group.count for group in outcomes.groups] == [
        states["approved"] + states["completed"], states["in_review"], states["rejected"], states["withdrawn"],
    ]  # fmt: skip
    assert outcomes.total == sum(states.values()) - states["draft"]


def test_the_approved_ones_are_told_elsewhere_and_so_hide_nothing_among_the_outcomes():
    call = CallFactory(places=80)
    for state, number in {S.APPROVED: 6, S.IN_REVIEW: 20, S.REJECTED: 2}.items():
        for _ in range(number):
            EnrollmentFactory(call=call, state=state)
    figures = PublicFigures(call.municipality)
    assert [group.count for group in figures.outcomes.groups] == [6, None, None, 0]
    call.enrollments.filter(state=S.IN_REVIEW).update(state=S.APPROVED, decided_at=clock.now())
    outcomes = PublicFigures(call.municipality).outcomes
    assert [group.count for group in outcomes.groups] == [26, 0, None, 0]
    assert outcomes.total is None  # less the 26 it would tell the 2


def test_a_target_does_not_tell_what_a_table_hides(client):
    big, small = CallFactory(places=80), None
    city = big.municipality
    small = CallFactory(program=ProgramFactory(municipality=city), places=80)
    for call, number in ((big, 9), (small, 3)):
        for _ in range(number):
            EnrollmentFactory(call=call, state=S.APPROVED)
        Target.objects.create(
            municipality=city, program=call.program, slug=f"m{call.pk}", name=f"Meta de {number}", unit="enterprise",
            number=100, counts_once_by="enterprise",
        )  # fmt: skip
    figures = PublicFigures(city)
    assert {group.count for group in figures.by_program.groups} == {None}
    assert figures.supports == 12
    assert [standing.achieved for standing in figures.standings] == [None, None]
    assert "9 de 100" not in page(client, big)


def test_targets_and_budget_stand_on_the_page_and_nothing_is_made_up(client, call):
    city = call.municipality
    Target.objects.create(
        municipality=city, program=call.program, slug="m", name="Empresas apoyadas", unit="enterprise", number=38,
        counts_once_by="enterprise",
    )  # fmt: skip
    Target.objects.create(municipality=city, slug="d", name="Pesos", unit="amount", number=1_300_000)
    ProgramPartner.objects.create(
        program=call.program, organization=OrganizationFactory(municipality=city), role="funder",
        planned_contribution=Decimal("250000.50"),
    )  # fmt: skip
    figures = PublicFigures(city)
    assert {each.target.slug: each.achieved for each in figures.standings} == {"m": 19, "d": None}
    (budget,) = figures.budgets
    assert (budget.budget, budget.planned, budget.spent) == (Decimal("1300000"), Decimal("250000.50"), None)
    html = page(client, call)
    assert "$1,300,000.00" in html
    assert "$250,000.50" in html
    assert "50.0 %" in html


def test_what_is_not_published_is_not_counted(client, call):
    hidden = CallFactory(program=ProgramFactory(municipality=call.municipality, is_published=False, name="Reservado"))
    EnrollmentFactory(call=hidden, state=S.APPROVED)
    EnrollmentFactory(call=CallFactory(places=9), state=S.APPROVED)
    assert PublicFigures(call.municipality).supports == 19
    assert "Reservado" not in page(client, call)


def test_a_city_without_anything_has_its_page(client):
    program = ProgramFactory()
    html = client.get(reverse("public:transparency", args=[program.municipality.slug])).content.decode()
    assert program.name in html


def test_a_change_is_seen_within_a_minute(client, settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    settings.PUBLIC_PAGE_SECONDS = 30
    call = CallFactory(places=80)
    address = reverse("public:transparency", args=[call.municipality.slug])
    with time_machine.travel(clock.now(), tick=False) as moment:
        before = client.get(address)
        for _ in range(6):
            EnrollmentFactory(call=call, state=S.APPROVED)
        assert client.get(address).content == before.content  # it is kept, which is why it is fast
        # A browser may have fetched it in the last second that the portal kept it, and keeps it as long again.
        assert "max-age=30" in before["Cache-Control"]
        moment.shift(timedelta(seconds=31))
        after = client.get(address)
    assert [figure["value"] for figure in before.context["key_figures"]] == ["1", "0", "0"]
    assert [figure["value"] for figure in after.context["key_figures"]] == ["1", "6", "6"]


def test_as_many_queries_for_more_applications(client, spread):
    def queries() -> int:
        with CaptureQueriesContext(connection) as made:
            page(client, spread)
        return len(made)

    few = queries()
    for state in (S.APPROVED, S.REJECTED, S.SUBMITTED):
        for _ in range(6):
            EnrollmentFactory(call=spread, state=state, enterprise=EnterpriseFactory(municipality=spread.municipality))
    ProgramFactory(municipality=spread.municipality)
    assert queries() == few <= 10
