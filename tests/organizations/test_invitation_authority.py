"""An invitation is worth what its sender may still do."""

import pytest

from portal.core.actions import Refused
from portal.core.enums import Role
from portal.core.models import LedgerEntry
from portal.organizations.actions import accept_invitation, end_membership, invite
from portal.organizations.enums import InvitationState
from portal.organizations.models import Membership
from tests.factories.accounts import UserFactory
from tests.factories.core import MunicipalityFactory
from tests.factories.organizations import OrganizationFactory, city_member

pytestmark = pytest.mark.django_db

EMAIL = "nueva@mail.example"


@pytest.fixture
def leon():
    return MunicipalityFactory(leon=True)


@pytest.fixture
def admin(leon):
    return city_member(leon, Role.CITY_ADMIN)


@pytest.fixture
def offer(leon, admin):
    return invite(OrganizationFactory(municipality=leon), by=admin, email=EMAIL, role=Role.OFFICER)


def refusal(offer):
    with pytest.raises(Refused) as refused:
        accept_invitation(offer, by=UserFactory(email=EMAIL))
    assert not Membership.objects.filter(user__email=EMAIL).exists()
    return refused.value.code


def test_the_open_invitations_of_an_administrator_end_with_the_role(leon, admin, offer):
    other = city_member(leon, Role.CITY_ADMIN)
    kept = invite(offer.organization, by=other, email="otra@mail.example", role=Role.OFFICER)
    end_membership(Membership.objects.get(user=admin), by=other)
    offer.refresh_from_db()
    kept.refresh_from_db()
    assert (offer.state, kept.state) == (InvitationState.REVOKED, InvitationState.PENDING)
    assert LedgerEntry.objects.filter(action="organizations.invitation.revoke", object_id=offer.pk).exists()
    assert refusal(offer) == "revoked"


def test_who_lost_the_role_by_other_means_no_longer_invites(admin, offer):
    admin.is_active = False
    admin.save()
    assert refusal(offer) == "revoked"


def test_an_organization_that_is_closed_takes_nobody_in(offer):
    offer.organization.is_active = False
    offer.organization.save()
    assert refusal(offer) == "revoked"
