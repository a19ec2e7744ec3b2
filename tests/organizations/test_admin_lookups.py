"""The address of a list asks only what the list offers; its sidebar names nothing of another city."""

import pytest
from django.contrib.admin import site
from django.contrib.admin.utils import get_fields_from_path
from django.urls import reverse

from portal.core.admin_lookups import ScopedRelatedFilter, is_secret
from portal.core.enums import Role
from tests.factories.accounts import UserFactory
from tests.factories.core import MunicipalityFactory
from tests.factories.enterprises import EnterpriseFactory
from tests.factories.organizations import city_member
from tests.factories.programs import CallFactory

OURS = ("portal", "programs", "enterprises", "trainings")
GUESSES = ("startswith", "regex", "contains", "gte", "lt", "gt", "in", "exact")


def desks():
    ours = [desk for desk in site._registry.values() if type(desk).__module__.split(".")[0] in OURS]
    return sorted(ours, key=lambda desk: desk.opts.label_lower)


@pytest.fixture
def boss(rf):
    request = rf.get("/")
    request.user = UserFactory.build(is_superuser=True, is_staff=True)
    return request


def paths(model):
    """Every stored field of `model`, and of the models that it points to."""
    for field in model._meta.concrete_fields:
        yield field.name, field
        if field.is_relation:
            yield from ((f"{field.name}__{far.name}", far) for far in field.related_model._meta.concrete_fields)


@pytest.mark.parametrize("desk", desks(), ids=lambda desk: desk.opts.label)
def test_no_list_says_how_a_stored_secret_begins(desk, boss):
    for path, field in paths(desk.model):
        for guess in ("startswith", "regex", "contains"):
            assert not desk.lookup_allowed(f"{path}__{guess}", "x", boss), path
        if is_secret(field):
            assert not any(desk.lookup_allowed(f"{path}__{guess}", "x", boss) for guess in GUESSES), path
            assert not desk.lookup_allowed(path, "x", boss), path


@pytest.mark.django_db
@pytest.mark.parametrize("desk", desks(), ids=lambda desk: desk.opts.label)
def test_an_address_with_such_a_question_is_refused(desk, client):
    client.force_login(UserFactory(superuser=True))
    address = reverse(f"admin:{desk.opts.app_label}_{desk.opts.model_name}_changelist")
    assert client.get(address).status_code == 200
    for field in desk.opts.concrete_fields:
        if is_secret(field):
            answer = client.get(address, {f"{field.name}__startswith": "x"})
            assert answer.status_code == 400 or "e=1" in answer.headers.get("Location", ""), field


def test_the_known_secrets_are_taken_for_secrets():
    found = {str(field) for desk in desks() for field in desk.opts.concrete_fields if is_secret(field)}
    assert {
        "accounts.User.password",
        "organizations.Invitation.token_digest",
        "enterprises.Enterprise.tax_id_index",
        "notifications.OutboxMessage.secret",
    } <= found


@pytest.mark.parametrize("desk", desks(), ids=lambda desk: desk.opts.label)
def test_the_filters_of_a_list_still_work(desk, boss):
    for item in desk.get_list_filter(boss):
        path, kind = item if isinstance(item, tuple) else (item, None)
        if isinstance(path, str):
            field = get_fields_from_path(desk.model, path)[-1]
            name = f"{path}__{field.target_field.name}" if field.is_relation else path
            assert desk.lookup_allowed(f"{name}__exact", "1", boss)
            assert not field.is_relation or (kind and issubclass(kind, ScopedRelatedFilter)), f"{path} names all rows"


@pytest.mark.django_db
def test_the_sidebar_names_the_programs_of_ones_own_city_alone(client):
    leon, juarez = MunicipalityFactory(leon=True), MunicipalityFactory(slug="juarez", name="Juárez")
    for city, word in ((leon, "propio"), (juarez, "ajeno")):
        for number in (1, 2):
            CallFactory(municipality=city, program__municipality=city, program__name=f"Programa {word} {number}")
        EnterpriseFactory(municipality=city)
    client.force_login(city_member(leon, Role.STAFF))
    for name in ("programs_call", "programs_enrollment"):
        page = client.get(reverse(f"admin:{name}_changelist")).content.decode()
        assert "Programa propio 2" in page
        assert "ajeno" not in page
