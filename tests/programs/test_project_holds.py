"""A project that was sent stays as it was sent, unless a correction opens it."""

import pytest
from django.test import Client
from django.urls import reverse

from enterprises.actions import create_project, update_project
from enterprises.models import Project
from portal.core.actions import Refused
from programs.enums import CorrectionKind
from programs.models import Call, CorrectionItem
from tests.factories.enterprises import EnterpriseFactory, ProjectFactory
from tests.factories.programs import CallFactory, EnrollmentFactory, member
from tests.programs.conftest import S

pytestmark = pytest.mark.usefixtures("english")


@pytest.fixture
def project(call: Call) -> Project:
    return ProjectFactory(enterprise=EnterpriseFactory(municipality=call.municipality))


def applied(call: Call, project: Project, state: str) -> None:
    EnrollmentFactory(call=call, enterprise=project.enterprise, project=project, state=state)


@pytest.mark.parametrize("state", [S.SUBMITTED, S.CHANGES_REQUESTED, S.WAITLISTED, S.APPROVED, S.COMPLETED])
def test_a_project_that_was_sent_stays_and_a_new_one_can_be_written(call: Call, project: Project, state: str) -> None:
    applied(call, project, state)
    owner = member(project.enterprise)
    with pytest.raises(Refused) as refused:
        update_project(project, by=owner, budget=project.budget * 10)
    assert refused.value.code == "project_sent"
    create_project(project.enterprise, by=owner, title="Otro", goal="Otro", budget=project.budget, line=project.line)


@pytest.mark.parametrize("state", [S.DRAFT, S.REJECTED, S.WITHDRAWN, S.EXPIRED])
def test_a_draft_and_a_closed_application_hold_nothing(call: Call, project: Project, state: str) -> None:
    applied(call, project, state)
    assert update_project(project, by=member(project.enterprise), title="Nuevo").title == "Nuevo"


def test_the_correction_that_names_the_project_opens_it_unless_another_application_holds_it(
    call: Call, project: Project
) -> None:
    applied(call, project, S.CHANGES_REQUESTED)
    correction = project.enrollments.get().corrections.get()
    CorrectionItem.objects.create(correction=correction, kind=CorrectionKind.PROJECT, code="project", label="X")
    owner = member(project.enterprise)
    assert update_project(project, by=owner, title="Nuevo").title == "Nuevo"
    applied(CallFactory(program=call.program), project, S.APPROVED)
    with pytest.raises(Refused):
        update_project(project, by=owner, title="Otro")


def test_its_page_says_why_and_keeps_it(client: Client, call: Call, project: Project) -> None:
    applied(call, project, S.IN_REVIEW)
    client.force_login(member(project.enterprise))
    page = reverse("enterprises:project_edit", args=[project.enterprise.public_id, project.public_id])
    html = client.get(page).content.decode()
    assert project.enrollments.get().folio in html
    assert 'name="budget"' not in html
    data = {"title": "Nuevo", "goal": "Y", "budget": "10", "line": project.line_id}
    assert client.post(page, data).status_code == 200
    assert Project.objects.get(pk=project.pk).title == project.title
