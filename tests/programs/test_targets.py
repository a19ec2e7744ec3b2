"""What is reached of a target: who counts, once, and in which days."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from pypdf import PdfReader

from enterprises.models import EnterpriseMember, Worker
from portal.core import cities, clock
from portal.core.enums import Role
from portal.core.models import Municipality
from programs.enums import EnrollmentState as S
from programs.models import Target
from programs.targets import Standing, achieved, standings
from tests.factories.accounts import PersonFactory, UserFactory
from tests.factories.enterprises import EnterpriseFactory
from tests.factories.organizations import city_member
from tests.factories.programs import CallFactory, EnrollmentFactory

pytestmark = pytest.mark.django_db


def target(call, **values) -> Target:
    given = {"unit": "enterprise", "number": 2, "counts_once_by": "enterprise", "comparator": "gte"} | values
    return Target.objects.create(
        municipality=call.municipality, program=call.program, slug="meta", name="Empresas apoyadas", **given
    )


def test_approved_and_completed_count_and_an_offer_does_not_yet():
    call = CallFactory(places=10)
    for state in S.values:
        EnrollmentFactory(call=call, state=state)
    assert achieved(target(call)) == 2


def test_an_enterprise_in_two_calls_counts_once_or_twice_as_the_target_says():
    call = CallFactory(places=10)
    other = CallFactory(program=call.program, places=10)
    enterprise = EnterpriseFactory(municipality=call.municipality)
    EnrollmentFactory(call=call, enterprise=enterprise, state=S.APPROVED)
    EnrollmentFactory(call=other, enterprise=enterprise, state=S.APPROVED)
    once = target(call)
    assert achieved(once) == 1
    once.counts_once_by = ""
    assert achieved(once) == 2


def test_another_program_and_another_city_do_not_count():
    call = CallFactory(places=10)
    EnrollmentFactory(state=S.APPROVED)
    sibling = CallFactory(municipality=call.municipality, places=10, program__municipality=call.municipality)
    EnrollmentFactory(call=sibling, state=S.APPROVED)
    of_program = target(call)
    assert achieved(of_program) == 0
    of_program.program = None
    assert achieved(of_program) == 1


def test_the_last_day_of_the_period_ends_on_the_wall_of_the_city():
    call = CallFactory(places=10)
    within = datetime(2026, 7, 1, 5, 59, 59, tzinfo=UTC)  # 30 June, 23:59:59 in León
    EnrollmentFactory(call=call, state=S.APPROVED, decided_at=within)
    EnrollmentFactory(call=call, state=S.APPROVED, decided_at=within + timedelta(seconds=1))
    assert achieved(target(call, period_start=date(2026, 6, 30), period_end=date(2026, 6, 30))) == 1


def test_people_count_once_whether_members_or_workers_and_not_when_they_left_before():
    call = CallFactory(places=10)
    enrollment = EnrollmentFactory(call=call, state=S.APPROVED)
    enterprise, owner = enrollment.enterprise, enrollment.applicant
    long_ago = clock.now() - timedelta(days=90)
    EnterpriseMember.objects.create(
        enterprise=enterprise, user=UserFactory(), role="owner", since=long_ago, ended_at=long_ago
    )
    person = PersonFactory(user=owner)
    Worker.objects.create(enterprise=enterprise, person=person, full_name="La dueña también trabaja")
    Worker.objects.create(enterprise=enterprise, person=PersonFactory(), full_name="Otra persona")
    Worker.objects.create(enterprise=enterprise, person=PersonFactory(), full_name="Se fue", until=long_ago.date())
    Worker.objects.create(enterprise=enterprise, full_name="Sin identificar")
    assert achieved(target(call, unit="person", counts_once_by="person")) == 2


def test_one_query_per_target(django_assert_num_queries):
    call = CallFactory(places=10)
    made = [target(call), target(CallFactory(), unit="person")]
    with django_assert_num_queries(2):
        standings(made)


def test_money_is_not_made_up():
    call = CallFactory()
    standing = Standing(found := target(call, unit="amount", number=1_300_000), achieved(found))
    assert (standing.achieved, standing.share, standing.is_reached) == (None, None, None)


@pytest.mark.parametrize(
    ("comparator", "reached", "verdict"),
    [("gte", 180, True), ("gt", 180, False), ("gt", 181, True), ("eq", 181, False), ("gte", 179, False)],
)
def test_the_comparison_is_that_of_the_announcement(comparator, reached, verdict):
    assert Standing(Target(number=180, comparator=comparator), Decimal(reached)).is_reached is verdict


def test_the_mayors_page_shows_each_target_of_the_city_alone(client):
    call, elsewhere = CallFactory(places=10), CallFactory()
    EnrollmentFactory(call=call, state=S.APPROVED)
    target(call, source="Anuncio municipal", period_start=date(2020, 1, 1))
    Target.objects.create(
        municipality=elsewhere.municipality, slug="otra", name="Meta de otra ciudad", unit="person", number=7
    )
    client.force_login(city_member(call.municipality, Role.AUDITOR))
    response = client.get("/gestion/metas.pdf")
    text = " ".join(page.extract_text() for page in PdfReader(BytesIO(response.content)).pages)
    assert response["Content-Type"] == "application/pdf"
    assert "Empresas apoyadas" in text
    assert "50.0" in text
    assert "otra ciudad" not in text
    assert client.get(f"/gestion/metas.pdf?ciudad={elsewhere.municipality.slug}").status_code == 404
    client.force_login(UserFactory())
    assert client.get("/gestion/metas.pdf").status_code == 404


@pytest.mark.parametrize("slug", [path.stem for path in cities.shipped()])
def test_the_mayors_page_is_one_for_each_shipped_city(client, slug):
    cities.load(next(path for path in cities.shipped() if path.stem == slug))
    city = Municipality.objects.get(slug=slug)
    client.force_login(city_member(city, Role.AUDITOR))
    pages = PdfReader(BytesIO(client.get("/gestion/metas.pdf").content)).pages
    text = " ".join(" ".join(page.extract_text() for page in pages).split())
    assert len(pages) == 1
    assert all(target.name.split()[0] in text for target in Target.objects.filter(municipality=city))
