import pytest
from django.apps import apps
from django.contrib.admin import site
from django.urls import reverse

from portal.core.enums import Role
from portal.core.models import LedgerEntry
from portal.organizations.models import Invitation, Membership, Organization, Unit
from portal.organizations.permissions import GRANTS
from tests.factories.accounts import ConsentFactory, PrivacyNoticeFactory, UserFactory
from tests.factories.core import MunicipalityFactory
from tests.factories.organizations import (
    MembershipFactory,
    OrganizationFactory,
    UnitFactory,
    city_member,
    city_organization,
    member_of,
)

pytestmark = pytest.mark.django_db

LISTS = [
    "organizations_organization",
    "organizations_unit",
    "organizations_membership",
    "organizations_invitation",
    "accounts_user",
    "accounts_privacynotice",
]


@pytest.fixture
def leon():
    return MunicipalityFactory(leon=True)


@pytest.fixture
def juarez():
    return MunicipalityFactory(slug="juarez", name="Juárez")


@pytest.fixture
def admin(leon, client):
    user = city_member(leon, Role.CITY_ADMIN)
    client.force_login(user)
    return user


def page(client, name, *args):
    return client.get(reverse(f"admin:{name}", args=args))


@pytest.mark.parametrize("name", LISTS)
def test_the_desk_opens_each_list(client, admin, leon, name):
    PrivacyNoticeFactory(municipality=leon)
    assert page(client, f"{name}_changelist").status_code == 200


@pytest.mark.parametrize("name", LISTS)
def test_an_officer_of_a_chamber_has_no_desk(client, leon, name):
    client.force_login(member_of(OrganizationFactory(municipality=leon)))
    assert page(client, f"{name}_changelist").status_code in (302, 403)


def test_the_log_in_of_the_administration_is_the_one_of_the_portal(client, leon):
    assert client.get("/admin/").url.startswith("/admin/login/")
    assert client.get("/admin/login/?next=/admin/").url.startswith("/cuenta/entrar/")


def test_another_citys_rows_are_on_no_list_and_behind_no_address(client, admin, juarez):
    theirs = OrganizationFactory(municipality=juarez, name="Cámara de otra ciudad")
    person = member_of(theirs, full_name="Persona de otra ciudad")
    unit = UnitFactory(organization=city_organization(juarez), name="Secretaría de otra ciudad")
    notice = PrivacyNoticeFactory(municipality=juarez, title="Aviso de otra ciudad")

    for name, obj in zip(LISTS[:2] + LISTS[4:], (theirs, unit, person, notice), strict=True):
        assert "otra ciudad" not in page(client, f"{name}_changelist").content.decode()
        assert "otra ciudad" not in page(client, f"{name}_change", obj.pk).content.decode()
        assert page(client, f"{name}_change", obj.pk).status_code == 404


def test_the_boxes_offer_nothing_of_another_city(client, admin, leon, juarez):
    OrganizationFactory(municipality=juarez, name="Cámara ajena")
    form = page(client, "organizations_organization_add").content.decode()
    assert "León" in form
    assert "Juárez" not in form
    query = {"app_label": "organizations", "model_name": "unit", "field_name": "organization", "term": ""}
    found = client.get(reverse("admin:autocomplete"), query).json()["results"]
    assert [row["text"] for row in found] == [str(city_organization(leon))]


def test_a_row_cannot_be_put_into_another_city(client, admin, juarez):
    data = {"municipality": juarez.pk, "kind": "chamber", "name": "Cámara", "slug": "camara", "is_active": "on"}
    client.post(reverse("admin:organizations_organization_add"), data)
    client.post(reverse("admin:organizations_organization_add"), data | {"municipality": ""})
    assert not Organization.objects.filter(slug="camara").exists()


def test_what_the_desk_saves_is_in_the_ledger_without_its_values(client, admin, leon):
    data = {"organization": city_organization(leon).pk, "kind": "department", "name": "Dirección", "slug": "direccion"}
    client.post(reverse("admin:organizations_unit_add"), data)
    unit = Unit.objects.get()
    row = LedgerEntry.objects.get(action="admin.added")
    assert (row.by_id, row.object_id, row.chain) == (admin.pk, unit.pk, leon.pk)
    assert "Dirección" not in str(row.data)


def test_a_person_is_invited_from_the_desk(client, admin, leon):
    chamber = OrganizationFactory(municipality=leon)
    address = reverse("admin:organizations_invitation_add")
    assert client.get(address).status_code == 200

    data = {"organization": chamber.pk, "role": "staff", "email": "nueva@mail.example"}
    assert client.post(address, data).status_code == 200, "a chamber has no staff of the city"
    assert client.post(address, data | {"role": "officer"}).status_code == 302
    assert Invitation.objects.get().invited_by == admin


def test_roles_are_ended_by_an_admin_action_and_the_last_administrator_is_named(client, admin, leon):
    officer = member_of(OrganizationFactory(municipality=leon))
    chosen = list(Membership.objects.values_list("pk", flat=True))
    data = {"action": "end", "_selected_action": chosen}
    asked = client.post(reverse("admin:organizations_membership_changelist"), data)
    assert str(officer) in asked.content.decode(), "first it is said whose roles end, and what follows"
    assert asked.context["people"] == len(chosen)
    assert not Membership.objects.exclude(ended_at=None).exists()
    assert 'name="confirmed"' in asked.content.decode()

    data["confirmed"] = "yes"
    answer = client.post(reverse("admin:organizations_membership_changelist"), data, follow=True)
    assert Membership.objects.get(user=officer).ended_at
    assert Membership.objects.get(user=admin).ended_at is None
    assert str(admin) in answer.content.decode()


def test_an_auditor_sees_memberships_and_ends_none(client, leon):
    officer = member_of(OrganizationFactory(municipality=leon))
    client.force_login(city_member(leon, Role.AUDITOR))
    assert page(client, "organizations_membership_changelist").status_code == 200
    data = {"action": "end", "confirmed": "yes", "_selected_action": [Membership.objects.get(user=officer).pk]}
    client.post(reverse("admin:organizations_membership_changelist"), data)
    assert Membership.objects.get(user=officer).ended_at is None
    assert client.post(reverse("admin:organizations_invitation_add"), {}).status_code == 403


def test_a_notice_that_somebody_accepted_is_only_read(client, admin, leon):
    notice = ConsentFactory(notice__municipality=leon).notice
    answer = client.post(
        reverse("admin:accounts_privacynotice_change", args=[notice.pk]),
        {"municipality": leon.pk, "version": "9", "title": "Otro", "body": "Otro", "effective_from": "2026-01-01"},
    )
    assert answer.status_code == 403


def test_only_the_installation_administrator_suspends_accounts(client, admin, leon):
    officer = member_of(OrganizationFactory(municipality=leon))
    data = {"action": "suspend", "_selected_action": [officer.pk]}
    client.post(reverse("admin:accounts_user_changelist"), data)
    officer.refresh_from_db()
    assert officer.is_active

    client.force_login(UserFactory(superuser=True))
    client.post(reverse("admin:accounts_user_changelist"), data)
    officer.refresh_from_db()
    assert not officer.is_active


@pytest.mark.parametrize("name", ["organizations_organization", "organizations_membership", "accounts_user"])
def test_a_list_costs_the_same_however_many_rows_it_has(client, leon, name, django_assert_max_num_queries):
    client.force_login(city_member(leon, Role.CITY_ADMIN))
    counts = []
    for rows in (1, 5):
        for _ in range(rows):
            member_of(OrganizationFactory(municipality=leon))
        with django_assert_max_num_queries(40) as asked:
            page(client, f"{name}_changelist")
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_who_is_administrator_of_one_city_and_staff_of_another_changes_the_first_alone(client, admin, leon, juarez):
    MembershipFactory(user=admin, organization=city_organization(juarez), role=Role.STAFF)
    assert "_save" in page(client, "core_municipality_change", leon.pk).content.decode()
    seen = page(client, "core_municipality_change", juarez.pk)
    assert seen.status_code == 200
    assert "_save" not in seen.content.decode()


def test_what_goes_round_roles_and_codes_is_not_in_the_administration():
    names = {model._meta.label for model in site._registry}
    assert names.isdisjoint({"auth.Group", "account.EmailAddress", "mfa.Authenticator"})


def test_every_permission_that_a_role_has_is_one_of_a_model_that_exists():
    for grants in GRANTS.values():
        for label in grants:
            apps.get_model(label)
