"""The administration answers 404 for what is outside one's scope, and the ledger keeps that it was asked for."""

import pytest
from django.http import Http404
from django.test import Client
from django.urls import reverse

from portal.core.enums import Role
from portal.core.models import LedgerEntry
from portal.core.scoping import get_in_scope_or_404
from portal.notifications.models import OutboxMessage
from portal.organizations.models import Membership, Organization
from programs.models import Call, Program, Target
from tests.factories.accounts import UserFactory
from tests.factories.core import MunicipalityFactory
from tests.factories.notifications import OutboxMessageFactory
from tests.factories.organizations import OrganizationFactory, city_member, member_of
from tests.factories.programs import CallFactory, EnrollmentFactory

pytestmark = pytest.mark.django_db

PAGES = ("change", "history", "delete")


@pytest.fixture
def theirs() -> Organization:
    return OrganizationFactory(municipality=MunicipalityFactory(slug="juarez", name="Juárez"))


def url_of(page: str, pk: object) -> str:
    return reverse(f"admin:organizations_organization_{page}", args=[pk])


def noted() -> list[tuple[int | None, int | None]]:
    return list(LedgerEntry.objects.filter(action="outside_scope").order_by("pk").values_list("by_id", "object_id"))


@pytest.mark.parametrize("method", ["get", "post"])
def test_an_object_of_another_city_is_404_with_one_row_an_hour(
    client: Client, theirs: Organization, method: str
) -> None:
    stranger = city_member(MunicipalityFactory(leon=True), Role.STAFF)
    client.force_login(stranger)
    answers = [getattr(client, method)(url_of(page, theirs.pk)).status_code for page in PAGES]
    assert answers == [404, 404, 404]
    # Also after a POST: Django's forms run in a transaction that the refusal would have rolled back.
    assert noted() == [(stranger.pk, theirs.pk)]


def test_whose_it_is_finds_it_and_leaves_no_row(client: Client, theirs: Organization) -> None:
    client.force_login(city_member(theirs.municipality, Role.STAFF))
    assert [client.get(url_of(page, theirs.pk)).status_code for page in PAGES[:2]] == [200, 200]
    assert client.get(url_of("delete", theirs.pk)).status_code == 403  # seen, and not to be deleted
    assert noted() == []


@pytest.mark.parametrize("pk", [0, "abc", 2**70])
def test_what_does_not_exist_is_404_without_a_row(client: Client, theirs: Organization, pk: object) -> None:
    client.force_login(city_member(theirs.municipality, Role.STAFF))
    assert [client.get(url_of(page, pk)).status_code for page in PAGES] == [404, 404, 404]
    assert noted() == []


def test_a_list_that_one_may_not_enter_says_nothing_of_its_rows(client: Client, theirs: Organization) -> None:
    client.force_login(city_member(MunicipalityFactory(leon=True), Role.FINANCE))
    invitation = reverse("admin:organizations_invitation_change", args=[1])
    assert client.get(invitation).status_code == 403
    assert noted() == []


def test_the_notice_of_another_person_is_404_and_noted(client: Client) -> None:
    message: OutboxMessage = OutboxMessageFactory(user=UserFactory(), in_inbox=True)
    stranger = UserFactory(superuser=True)  # whoever runs the portal has no way into an inbox either
    client.force_login(stranger)
    assert client.get(reverse("notices:detail", args=[message.public_id])).status_code == 404
    assert noted() == [(stranger.pk, message.pk)]


def test_what_one_may_see_elsewhere_is_no_intrusion(theirs: Organization) -> None:
    member = city_member(theirs.municipality, Role.STAFF)
    own = Membership.objects.filter(user=member)
    with pytest.raises(Http404):
        get_in_scope_or_404(own.filter(role=Role.AUDITOR), member, pk=own.get().pk)
    assert noted() == []


def test_the_installation_administrator_sees_plans_and_no_files() -> None:
    call: Call = CallFactory()
    administrator = UserFactory(superuser=True)
    assert Call.objects.visible_to(administrator).get() == call
    assert Program.objects.visible_to(administrator).get() == call.program
    assert not Target.objects.visible_to(UserFactory()).exists()
    assert not Call.objects.visible_to(UserFactory()).exists()


def test_the_administration_has_no_page_of_its_own_for_passwords(client: Client, theirs: Organization) -> None:
    client.force_login(city_member(theirs.municipality, Role.STAFF))
    answer = client.get(reverse("admin:password_change"))
    assert (answer.status_code, answer["Location"]) == (302, reverse("account_change_password"))


def test_only_who_reviews_is_shown_the_way_to_the_queue(client: Client) -> None:
    case = EnrollmentFactory(state="submitted").case
    queue = f'href="{reverse("console:queue")}"'
    for reader, shown in (
        (city_member(case.municipality, Role.AUDITOR), False),
        (member_of(case.organization, Role.OFFICER), True),
    ):
        client.force_login(reader)
        page = client.get(reverse("console:file", args=[case.public_id]))
        assert (queue in page.content.decode()) == shown
