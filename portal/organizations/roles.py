"""The roles that somebody holds, read once per request and felt in the next one after they change."""

from django.db.models import QuerySet

from portal.core.enums import Role
from portal.core.models import Municipality
from portal.organizations.enums import OrganizationKind
from portal.organizations.models.membership import Membership
from portal.organizations.models.organization import Organization

_CACHE = "_active_memberships"


def memberships_of(user) -> list[Membership]:
    """The active memberships of `user`, none for an anonymous one. Kept on the instance, which lives for a request."""
    if not user.is_authenticated or not user.is_active:
        return []
    if not hasattr(user, _CACHE):
        active = Membership.objects.active().filter(user=user).select_related("organization__municipality")
        setattr(user, _CACHE, list(active.order_by("pk")))
    return getattr(user, _CACHE)


def forget(user) -> None:
    """Let the next question on this instance read the memberships anew."""
    user.__dict__.pop(_CACHE, None)


def has_role(user, *roles: Role) -> bool:
    """Whether `user` holds one of `roles` anywhere."""
    return any(membership.role in roles for membership in memberships_of(user))


def roles_in(user, organization: Organization) -> set[Role]:
    """The roles of `user` in this very organization."""
    return {Role(m.role) for m in memberships_of(user) if m.organization_id == organization.pk}


def city_roles(user, municipality: Municipality | None) -> set[Role]:
    """The roles of `user` in the city's own organization; none where there is no city."""
    if municipality is None:
        return set()
    return {
        Role(m.role)
        for m in memberships_of(user)
        if m.organization.kind == OrganizationKind.CITY and m.organization.municipality_id == municipality.pk
    }


def organizations_of(user, *roles: Role) -> QuerySet[Organization]:
    """The organizations where `user` holds one of `roles` (any role, where none is named)."""
    pks = {m.organization_id for m in memberships_of(user) if not roles or m.role in roles}
    return Organization.objects.filter(pk__in=pks)


def municipalities_of(user, *roles: Role) -> QuerySet[Municipality]:
    """The cities of the organizations where `user` holds one of `roles` (any role, where none is named).

    STAFF, FINANCE, CITY_ADMIN and AUDITOR are held in a city's own organization alone.
    """
    pks = {
        m.organization.municipality_id
        for m in memberships_of(user)
        if (not roles or m.role in roles) and m.organization.municipality_id
    }
    return Municipality.objects.filter(pk__in=pks)


def may_manage(user, organization: Organization) -> bool:
    """Whether `user` may invite to this organization and end roles in it: the administrators of its city."""
    if user.is_superuser:
        return user.is_active
    return Role.CITY_ADMIN in city_roles(user, organization.municipality)


def may_change_activity(user, organization: Organization) -> bool:
    """Whether `user` may suspend and resume this organization: staff and administrators of its city."""
    if user.is_superuser:
        return user.is_active
    return not city_roles(user, organization.municipality).isdisjoint({Role.STAFF, Role.CITY_ADMIN})
