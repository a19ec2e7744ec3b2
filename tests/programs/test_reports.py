"""Each report of the programs equals what SQL counts, for its city alone, in the columns that it promises."""

import datetime as dt
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from portal.accounts.enums import Sex
from portal.core import clock
from portal.core.enums import Role
from portal.reports.registry import registered
from programs.enums import EnrollmentState as S
from programs.models import Case, Target
from tests.factories.accounts import PersonFactory
from tests.factories.enterprises import EnterpriseFactory
from tests.factories.organizations import city_member, member_of
from tests.factories.programs import CallFactory, EnrollmentFactory, member

pytestmark = pytest.mark.django_db

EVER = {"since": dt.date(2000, 1, 1), "until": dt.date(2100, 1, 1)}


def rows(slug, user, city, **filters) -> list[tuple]:
    return [tuple(row) for row in registered[slug].rows(filters or EVER, user, city)]


def counted(sql: str, *params) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchone()[0]


@pytest.fixture
def call():
    call = CallFactory(places=20)
    for state in S.values:
        EnrollmentFactory(call=call, state=state)
    EnrollmentFactory(state=S.APPROVED)  # of another city
    return call


@pytest.fixture
def staff(call):
    return city_member(call.municipality, Role.STAFF)


def test_the_applications_of_a_call_are_those_that_were_sent(call, staff):
    found = rows("solicitudes-de-una-convocatoria", staff, call.municipality, call=call)
    assert len(found) == counted(
        "SELECT count(*) FROM programs_enrollment WHERE call_id = %s AND submitted_at IS NOT NULL", call.pk
    )
    assert registered["solicitudes-de-una-convocatoria"].total({"call": call}, staff, call.municipality) == len(found)
    assert {row[0] for row in found} == set(call.enrollments.exclude(folio=None).values_list("folio", flat=True))


def test_one_state_can_be_asked_for(call, staff):
    found = rows("solicitudes-de-una-convocatoria", staff, call.municipality, call=call, state=S.APPROVED)
    assert [row[5] for row in found] == [str(S.APPROVED.label)]


def test_the_form_offers_the_calls_of_the_city_alone(call, staff):
    criteria = registered["solicitudes-de-una-convocatoria"].criteria
    other = CallFactory()
    form = criteria({"call": str(call.public_id)}, user=staff, municipality=call.municipality)
    assert form.is_valid()
    assert form.stored() == {"call": str(call.public_id)}
    assert criteria(form.stored(), user=staff, municipality=call.municipality).is_valid()
    assert not criteria({"call": str(other.public_id)}, user=staff, municipality=call.municipality).is_valid()


def test_an_officer_of_another_chamber_gets_no_row(call):
    other = member_of(CallFactory(municipality=call.municipality, program=call.program).reviewer, Role.OFFICER)
    assert rows("solicitudes-de-una-convocatoria", other, call.municipality, call=call) == []


def test_the_register_has_the_lawful_columns_and_no_other(call, staff):
    columns = [column.name for column in registered["padron-de-beneficiarios"].columns]
    assert columns == ["name", "support", "territory", "age", "sex"]
    found = rows("padron-de-beneficiarios", staff, call.municipality)
    assert len(found) == counted(
        "SELECT count(*) FROM programs_enrollment WHERE call_id = %s AND state IN ('approved', 'completed')", call.pk
    )


def test_age_and_sex_are_of_natural_persons_alone():
    call = CallFactory(places=20)
    city = call.municipality
    staff = city_member(city, Role.STAFF)
    decided = datetime(2026, 5, 10, 20, 0, tzinfo=UTC)
    for natural, name in ((True, "Persona Conocida"), (False, "Empresa Legal")):
        enterprise = EnterpriseFactory(municipality=city, natural=natural, legal_name=name)
        PersonFactory(user=member(enterprise), birth_date=dt.date(1990, 5, 11), sex=Sex.FEMALE)
        EnrollmentFactory(call=call, enterprise=enterprise, state=S.APPROVED, decided_at=decided)
    unknown = EnterpriseFactory(municipality=city, natural=True, legal_name="Sin Datos")
    EnrollmentFactory(call=call, enterprise=unknown, state=S.APPROVED, decided_at=decided)
    found = {row[0]: row[3:] for row in rows("padron-de-beneficiarios", staff, city)}
    assert found == {
        "Persona Conocida": (35, str(Sex.FEMALE.label)),
        "Empresa Legal": (None, ""),
        "Sin Datos": (None, ""),
    }


def test_targets_stand_beside_what_was_reached(call, staff):
    Target.objects.create(
        municipality=call.municipality, program=call.program, slug="m", name="Empresas", unit="enterprise", number=4,
        counts_once_by="enterprise",
    )  # fmt: skip
    (row,) = rows("metas-y-avance", staff, call.municipality)
    assert (row[4], row[5], str(row[6])) == (4, 2, "0.5")


def test_workload_and_times_equal_the_cases(call):
    city = call.municipality
    officer = member_of(call.reviewer, Role.OFFICER, full_name="Ana Revisora")
    monday = datetime(2026, 6, 1, 16, 0, tzinfo=UTC)
    for days in (1, 2, 9):  # Tuesday, Wednesday, and Wednesday of the next week: 1, 2 and 7 business days
        enrollment = EnrollmentFactory(
            call=call, state=S.APPROVED, decided_at=monday + timedelta(days=days), decided_by=officer
        )
        Case.objects.filter(enrollment=enrollment).update(submitted_at=monday)
    waiting = EnrollmentFactory(call=call, state=S.IN_REVIEW)
    Case.objects.filter(enrollment=waiting).update(assignee=officer, due_at=clock.now() - timedelta(days=1))
    june = {"since": dt.date(2026, 6, 1), "until": dt.date(2026, 6, 30)}
    found = {row[1]: row[2:] for row in rows("carga-y-tiempos-de-revision", officer, city, **june)}
    assert found["Ana Revisora"] == (1, 1, 3, 2)
    assert sum(row[0] for row in found.values()) == counted(
        "SELECT count(*) FROM programs_case WHERE organization_id = %s AND state IN ('submitted', 'in_review')",
        call.reviewer.pk,
    )
    other = member_of(CallFactory(municipality=city, program=call.program).reviewer, Role.OFFICER)
    assert rows("carga-y-tiempos-de-revision", other, city, **june) == []


@pytest.mark.parametrize("slug", ["padron-de-beneficiarios", "metas-y-avance", "carga-y-tiempos-de-revision"])
def test_the_staff_of_another_city_get_nothing_of_this_one(slug, call):
    stranger = city_member(CallFactory().municipality, Role.STAFF)
    assert rows(slug, stranger, call.municipality) == []
