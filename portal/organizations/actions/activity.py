"""Suspending an organization: its people keep accounts and roles, which rest until it is resumed."""

from django.utils.translation import gettext_lazy as _

from portal.accounts.models import User
from portal.core import ledger
from portal.core.actions import Refused, action, locked
from portal.notifications.actions import notify
from portal.organizations import held_work
from portal.organizations.enums import OrganizationKind
from portal.organizations.models import Membership, Organization
from portal.organizations.notifications import AccessChanged
from portal.organizations.roles import may_change_activity


@action("organizations.organization.suspend")
def suspend_organization(organization: Organization, *, by: User | None) -> Organization:
    """Let the roles held in `organization` rest from their holders' next request on; they are told by mail.

    What they hold goes back to where others find it. Suspended twice, nothing more happens.

    Refused: "not_allowed" unless `by` is staff or administrator of its city, "own_city" for a city government.
    """
    organization = _ready(organization, by)
    if not organization.is_active:
        return organization
    released = held_work.let_go(organization, by=by)
    # Before it is inactive: after it, nobody holds a role there.
    holders = _holders(organization)
    _set(organization, False)
    _tell(organization, holders)
    data = {"people": len(holders), "released": released}
    ledger.append("organizations.organization.suspend", by=by, obj=organization, data=data)
    return organization


@action("organizations.organization.resume")
def resume_organization(organization: Organization, *, by: User | None) -> Organization:
    """Let the roles count again from the next request on; their holders are told. Refused: as in suspending."""
    organization = _ready(organization, by)
    if organization.is_active:
        return organization
    _set(organization, True)
    holders = _holders(organization)
    _tell(organization, holders)
    ledger.append("organizations.organization.resume", by=by, obj=organization, data={"people": len(holders)})
    return organization


def _ready(organization: Organization, by: User | None) -> Organization:
    if by is not None and not may_change_activity(by, organization):
        raise Refused("not_allowed", _("Only the staff of this organization's city can do this."))
    if organization.kind == OrganizationKind.CITY:
        raise Refused("own_city", _("A city government is not suspended: nobody could resume it."))
    return locked(organization)


def _set(organization: Organization, is_active: bool) -> None:
    organization.is_active = is_active
    organization.save(update_fields=["is_active"])


def _holders(organization: Organization) -> list[User]:
    held = Membership.objects.active().filter(organization=organization)
    return list(User.objects.filter(pk__in=held.values("user"), is_active=True).order_by("pk"))


def _tell(organization: Organization, holders: list[User]) -> None:
    if holders:
        notify(AccessChanged(organization, holders))
