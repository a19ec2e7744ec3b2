from decimal import Decimal

import pytest
from django.urls import reverse

from enterprises.actions import create_project, update_project
from enterprises.models import Project
from portal.core.actions import Refused
from tests.factories.enterprises import ProjectFactory, StrategicLineFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(client, shoes, mariana, line):
    client.force_login(mariana)
    return reverse("enterprises:project_new", args=[shoes.public_id])


def test_a_project_names_a_published_line_and_a_budget_as_the_city_writes_it(client, page, line, shoes):
    hidden = StrategicLineFactory(municipality=line.municipality, is_published=False)
    foreign = StrategicLineFactory()
    offered = list(client.get(page).context["form"].fields["line"].queryset)
    assert offered == [line]
    data = {"title": "Menos agua", "goal": "Gastar un tercio menos.", "budget": "$250,000.50", "line": line.pk}
    for other in (hidden, foreign):
        assert client.post(page, data | {"line": other.pk}).context["form"].errors["line"]
    client.post(page, data)
    project = Project.objects.get()
    assert (project.enterprise, project.line, project.budget) == (shoes, line, Decimal("250000.50"))


@pytest.mark.parametrize(("budget"), ["-1", "250.000,50", "mucho", "", "99999999999999999"])
def test_a_budget_that_cannot_be_read_is_told_and_kept(client, page, line, budget):
    answer = client.post(page, {"title": "X", "goal": "Y", "budget": budget, "line": line.pk})
    assert answer.context["form"].errors["budget"]
    assert answer.context["form"]["budget"].value() == budget


def test_a_project_goes_on_to_the_application_that_asked_for_it_but_never_to_another_site(client, page, line):
    data = {"title": "X", "goal": "Y", "budget": "1", "line": line.pk}
    assert client.post(page + "?next=/mi/solicitudes/", data)["Location"] == "/mi/solicitudes/"
    assert client.post(page + "?next=https://evil.example/", data)["Location"].startswith("/mi/empresas/")


def test_a_project_keeps_a_line_that_was_taken_back_and_takes_no_new_one(mariana, shoes, line):
    project = create_project(shoes, by=mariana, title="X", goal="Y", budget=Decimal(1), line=line)
    line.is_published = False
    line.save()
    update_project(project, by=mariana, title="Z", line=line)
    other = StrategicLineFactory(municipality=line.municipality, is_published=False)
    with pytest.raises(Refused) as refused:
        update_project(project, by=mariana, line=other)
    assert refused.value.code == "line_unpublished"


def test_a_member_changes_a_project_on_its_page(client, mariana, shoes):
    project = ProjectFactory(enterprise=shoes)
    client.force_login(mariana)
    page = reverse("enterprises:project_edit", args=[shoes.public_id, project.public_id])
    assert client.get(page).context["form"]["budget"].value() == "250,000"
    client.post(page, {"title": "Nuevo", "goal": "Y", "budget": "10", "line": project.line.pk})
    project.refresh_from_db()
    assert (project.title, project.budget) == ("Nuevo", Decimal(10))
