import pytest
from django.contrib.auth.models import AnonymousUser

from portal.accounts.landing import url_for
from portal.accounts.models import User
from portal.core.actions import Refused
from portal.core.enums import Role
from portal.core.models import LedgerEntry, Municipality
from portal.organizations.actions import end_membership, grant_role
from portal.organizations.enums import OrganizationKind
from portal.organizations.models import Invitation, Membership, Organization, Unit
from portal.organizations.permissions import PERMISSIONS, ROLES_BY_KIND
from portal.organizations.roles import (
    city_roles,
    has_role,
    memberships_of,
    municipalities_of,
    organizations_of,
    roles_in,
)
from tests.factories.accounts import UserFactory
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


@pytest.fixture
def leon():
    return MunicipalityFactory(leon=True)


@pytest.fixture
def juarez():
    return MunicipalityFactory(slug="juarez", name="Juárez")


@pytest.fixture
def chamber(leon):
    return OrganizationFactory(municipality=leon, name="CANACINTRA León")


def again(user):
    """The same person as the next request sees them."""
    return User.objects.get(pk=user.pk)


def test_a_role_counts_only_in_its_organization_and_its_city(leon, juarez, chamber):
    staff, officer = city_member(leon, Role.STAFF), member_of(chamber, Role.OFFICER)

    assert city_roles(staff, leon) == {Role.STAFF}
    assert city_roles(staff, juarez) == set()
    assert roles_in(officer, chamber) == {Role.OFFICER}
    assert city_roles(officer, leon) == set(), "an officer of a chamber is not the city's"
    assert list(organizations_of(officer, Role.OFFICER)) == [chamber]
    assert list(municipalities_of(officer)) == [leon]
    assert not has_role(AnonymousUser(), Role.STAFF)


def test_the_memberships_are_read_once_per_request(leon, django_assert_num_queries):
    staff = again(city_member(leon))
    with django_assert_num_queries(1):
        assert has_role(staff, Role.STAFF)
        assert city_roles(staff, leon)
        assert staff.has_perm("programs.change_program", leon)
        assert memberships_of(staff)


def test_a_role_given_opens_the_administration_and_its_end_closes_it(leon):
    admin, person = city_member(leon, Role.CITY_ADMIN), UserFactory()
    membership = grant_role(person, by=admin, organization=city_organization(leon), role=Role.STAFF)
    assert person.is_staff
    assert person.has_perm("programs.add_call")

    end_membership(membership, by=admin)
    person = again(person)
    assert not person.is_staff
    assert not person.has_perm("programs.add_call")
    actions = list(LedgerEntry.objects.order_by("pk").values_list("action", flat=True))
    assert actions == ["organizations.role.grant", "organizations.membership.end"]


def test_a_role_that_ends_is_felt_in_the_middle_of_a_session(client, leon):
    staff = city_member(leon, Role.STAFF)
    client.force_login(staff)
    assert client.get("/admin/organizations/organization/").status_code == 200
    end_membership(Membership.objects.get(user=staff), by=None)
    assert client.get("/admin/organizations/organization/").status_code in (302, 403)


def test_the_second_of_two_desk_roles_keeps_the_administration_open(leon):
    staff = city_member(leon, Role.STAFF)
    MembershipFactory(user=staff, organization=city_organization(leon), role=Role.FINANCE)
    end_membership(Membership.objects.get(user=staff, role=Role.STAFF), by=None)
    assert again(staff).is_staff


def test_a_role_given_twice_is_one_role(leon, chamber):
    person = UserFactory()
    first = grant_role(person, by=None, organization=chamber, role=Role.OFFICER)
    assert grant_role(person, by=None, organization=chamber, role=Role.OFFICER) == first
    assert LedgerEntry.objects.filter(action="organizations.role.grant").count() == 1


@pytest.mark.usefixtures("in_english")
@pytest.mark.parametrize("role", [Role.STAFF, Role.OFFICER, Role.AUDITOR])
def test_only_the_administrator_of_the_city_gives_roles(leon, juarez, chamber, role):
    outsider = city_member(leon, role) if role != Role.OFFICER else member_of(chamber)
    for by in (outsider, city_member(juarez, Role.CITY_ADMIN)):
        with pytest.raises(Refused, match="administrator"):
            grant_role(UserFactory(), by=by, organization=chamber, role=Role.OFFICER)
    assert LedgerEntry.objects.filter(action="organizations.role.grant.refused").count() == 2


def test_a_chamber_has_no_staff_of_the_city(chamber):
    with pytest.raises(Refused) as refused:
        grant_role(UserFactory(), by=None, organization=chamber, role=Role.STAFF)
    assert refused.value.code == "wrong_kind"


def test_the_last_administrator_of_a_city_stays_until_there_is_another(leon):
    admin = city_member(leon, Role.CITY_ADMIN)
    with pytest.raises(Refused) as refused:
        end_membership(Membership.objects.get(user=admin), by=admin)
    assert refused.value.code == "last_administrator"
    city_member(leon, Role.CITY_ADMIN)
    end_membership(Membership.objects.get(user=admin), by=admin)


def test_roles_in_an_organization_that_was_closed_count_no_more(leon, chamber):
    officer = member_of(chamber)
    Organization.objects.filter(pk=chamber.pk).update(is_active=False)
    assert not has_role(again(officer), Role.OFFICER)


def test_a_citys_staff_see_nothing_of_another_citys_organizations(leon, juarez, chamber):
    staff = city_member(leon)
    theirs, national = OrganizationFactory(municipality=juarez), OrganizationFactory(municipality=None)
    member_of(theirs)
    UnitFactory(organization=city_organization(juarez))

    seen = set(Organization.objects.visible_to(staff))
    assert seen == {chamber, city_organization(leon), national}
    assert not Unit.objects.visible_to(staff).exists()
    assert set(Membership.objects.visible_to(staff)) == set(Membership.objects.filter(user=staff))
    assert set(User.objects.visible_to(staff)) == {staff}
    assert list(Municipality.objects.visible_to(staff)) == [leon]


def test_an_officer_sees_the_own_organization_and_no_other(leon, chamber):
    officer = member_of(chamber)
    OrganizationFactory(municipality=leon)
    assert list(Organization.objects.visible_to(officer)) == [chamber]
    assert not Municipality.objects.visible_to(officer).exists()
    assert not Invitation.objects.visible_to(officer).exists()


def test_the_ledger_of_a_city_is_read_by_its_auditors_alone(leon, juarez):
    grant_role(UserFactory(), by=None, organization=city_organization(leon), role=Role.FINANCE)
    for who, sees in (
        (city_member(leon, Role.AUDITOR), 1),
        (city_member(juarez, Role.AUDITOR), 0),
        (city_member(leon), 0),
    ):
        assert LedgerEntry.objects.visible_to(who).count() == sees


def test_a_permission_on_an_object_asks_for_the_role_in_its_city(leon, juarez):
    person = city_member(leon, Role.STAFF)
    MembershipFactory(user=person, organization=city_organization(juarez), role=Role.AUDITOR)
    assert person.has_perm("organizations.change_organization")
    assert person.has_perm("organizations.change_organization", city_organization(leon))
    assert not person.has_perm("organizations.change_organization", city_organization(juarez))
    assert person.has_perm("organizations.view_organization", city_organization(juarez))
    assert not person.has_perm("organizations.change_organization", OrganizationFactory(municipality=None))


def test_everybody_starts_where_the_work_is(leon, chamber):
    assert url_for(member_of(chamber)) == "/revision/"
    assert url_for(city_member(leon)) == "/admin/"
    assert url_for(UserFactory()) == "/mi/"


def test_finance_and_auditors_change_nothing():
    for role in (Role.FINANCE, Role.AUDITOR):
        assert all(".view_" in permission for permission in PERMISSIONS[role])


def test_every_kind_of_organization_says_which_roles_it_has():
    assert set(ROLES_BY_KIND) == set(OrganizationKind)
