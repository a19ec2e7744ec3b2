"""The console works on every kind of case that is registered, and knows none of them."""

from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from portal.accounts.models import User
from portal.core import clock
from programs import case_kinds
from programs.case_kinds import DECIDED, PENDING
from programs.enrollment_cases import EnrollmentCases
from programs.models import Call, Case
from tests.programs.conftest import S, in_state

QUEUE = reverse("console:queue")


class Visits(EnrollmentCases):
    """A kind that the suite invents, as an upper floor would: its own states and page, and cases without enterprise."""

    value = "visit"
    label = "Visitas"
    page = "console:approve"
    groups = {PENDING: (S.WAITLISTED,), DECIDED: (S.SUBMITTED,)}


@pytest.fixture
def visit(call: Call, monkeypatch: pytest.MonkeyPatch) -> Case:
    monkeypatch.setattr(case_kinds, "_kinds", {**case_kinds._kinds, "visit": Visits()})
    return Case.objects.create(
        kind="visit",
        source=uuid4(),
        title="Curso de torno",
        folio="VIS-1",
        municipality=call.municipality,
        organization=call.reviewer,
        state=S.WAITLISTED,
        submitted_at=clock.now(),
    )


def test_each_kind_says_what_waits_and_where_its_page_is(
    client: Client, call: Call, officer: User, visit: Case
) -> None:
    sent = in_state(call, S.SUBMITTED).case
    in_state(call, S.WAITLISTED)
    client.force_login(officer)
    response = client.get(QUEUE)
    assert {row["case"] for row in response.context["rows"]} == {sent, visit}
    assert next(view["count"] for view in response.context["views"] if view["name"] == "pending") == 2
    assert next(row["url"] for row in response.context["rows"] if row["case"] == visit) == visit.get_absolute_url()
    assert "Curso de torno" in response.content.decode()
    assert set(Case.objects.reviewed_by(officer).pending()) == {sent, visit}


def test_the_kind_is_asked_only_where_there_is_more_than_one(
    client: Client, call: Call, officer: User, visit: Case
) -> None:
    client.force_login(officer)
    assert "tipo" not in client.get(QUEUE).context["filter"].form.fields
    in_state(call, S.SUBMITTED)
    assert "tipo" in client.get(QUEUE).context["filter"].form.fields
    assert [row["case"] for row in client.get(QUEUE, {"tipo": "visit"}).context["rows"]] == [visit]


def test_the_page_of_an_application_leads_to_the_page_of_another_kind(
    client: Client, officer: User, visit: Case
) -> None:
    client.force_login(officer)
    assert client.get(reverse("console:file", args=[visit.public_id]))["Location"] == visit.get_absolute_url()
    assert client.get(reverse("console:request_changes", args=[visit.public_id])).status_code == 404


def test_only_the_case_of_an_application_points_to_one(visit: Case, call: Call) -> None:
    visit.enrollment = in_state(call, S.DRAFT)
    with pytest.raises(ValidationError):
        visit.validate_constraints()


def test_what_has_no_registered_kind_is_a_mistake_of_the_programmer(db: None) -> None:
    subject: Any = object()
    with pytest.raises(LookupError):
        case_kinds.kind_of(subject)
