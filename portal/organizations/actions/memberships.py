"""Giving and ending roles. A role counts from the holder's next request on, and no longer than until then."""

from django.utils.translation import gettext_lazy as _

from portal.accounts.models import User
from portal.core import clock, ledger
from portal.core.actions import Refused, action, locked, step
from portal.core.enums import Role
from portal.notifications.actions import notify
from portal.organizations import held_work
from portal.organizations.actions.offers import revoke_invitations_of
from portal.organizations.enums import OrganizationKind
from portal.organizations.models import Membership, Organization
from portal.organizations.notifications import RoleEnded
from portal.organizations.permissions import ADMIN_ROLES, roles_for_kind
from portal.organizations.roles import forget, may_manage


@action("organizations.role.grant")
def grant_role(user: User, *, by: User | None, organization: Organization, role: Role) -> Membership:
    """Give `user` a role in `organization`; held already, it stays as it is.

    Refused ("not_allowed") unless `by` administers the organization's city (None: a job or the demo), and
    ("wrong_kind") for a role that such an organization does not have.
    """
    refuse_outsiders(organization, by)
    return grant(user, by=by, organization=organization, role=role)


@step
def grant(user: User, *, by: User | None, organization: Organization, role: Role) -> Membership:
    """The step of `grant_role`, for those who already know that `by` may. Refused ("wrong_kind") as there."""
    refuse_wrong_kind(organization, role)
    holder = locked(User.objects.filter(pk=user.pk))
    membership, created = Membership.objects.get_or_create(
        user=holder,
        organization=organization,
        role=role,
        ended_at=None,
        defaults={"granted_by": by, "granted_at": clock.now()},
    )
    if created:
        _follow_up(holder, user)
        _record("organizations.role.grant", membership, by)
    return membership


@action("organizations.membership.end")
def end_membership(membership: Membership, *, by: User | None) -> Membership:
    """Take a role away, and with it the holder's open invitations; ended twice, the first instant stands.

    What the holder had in hand by that role goes back to where others find it, and the holder is told.

    Refused ("not_allowed") unless `by` administers the city, and ("last_administrator") for the city's last one.
    """
    refuse_outsiders(membership.organization, by)
    # The city government first: two administrators who end each other at once must not both succeed.
    organization = locked(membership.organization)
    holder = locked(membership.user)
    membership = locked(membership)
    if membership.ended_at is not None:
        return membership
    if membership.role == Role.CITY_ADMIN and organization.kind == OrganizationKind.CITY:
        _refuse_for_the_last_administrator(membership, organization)
    membership.ended_at = clock.now()
    membership.save(update_fields=["ended_at"])
    _follow_up(holder, membership.user)
    _record("organizations.membership.end", membership, by)
    revoke_invitations_of(holder, by=by)
    released = held_work.let_go(organization, by=by, user=holder, role=membership.role)
    notify(RoleEnded(membership, released))
    return membership


def refuse_outsiders(organization: Organization, by: User | None) -> None:
    if by is not None and not may_manage(by, organization):
        raise Refused("not_allowed", _("Only an administrator of this city can do this."))


def refuse_wrong_kind(organization: Organization, role: Role) -> None:
    if role not in roles_for_kind(organization.kind):
        raise Refused(
            "wrong_kind",
            _("In an organization of the kind “%(kind)s” nobody holds the role “%(role)s”."),
            kind=organization.get_kind_display(),
            role=Role(role).label,
        )


def _refuse_for_the_last_administrator(membership: Membership, organization: Organization) -> None:
    others = Membership.objects.active().filter(organization=organization, role=Role.CITY_ADMIN, user__is_active=True)
    if not others.exclude(pk=membership.pk).exists():
        raise Refused("last_administrator", _("This is the city's last administrator. Please name another one first."))


def _follow_up(holder: User, *instances: User) -> None:
    """Bring is_staff in line with the roles held now, and let the instances at hand read their memberships anew."""
    needs_admin = Membership.objects.active().filter(user=holder, role__in=ADMIN_ROLES).exists()
    is_staff = needs_admin or holder.is_superuser
    if holder.is_staff != is_staff:
        holder.is_staff = is_staff
        holder.save(update_fields=["is_staff"])
    for instance in (holder, *instances):
        instance.is_staff = is_staff
        forget(instance)


def _record(action_name: str, membership: Membership, by: User | None) -> None:
    ledger.append(
        action_name,
        by=by,
        obj=membership,
        municipality=membership.organization.municipality,
        data={
            "user": membership.user_id,
            "organization": membership.organization_id,
            "role": str(membership.role),
        },
    )
