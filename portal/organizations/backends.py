from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.db.models import Model

from portal.core.enums import Role
from portal.core.models import Municipality
from portal.organizations.models import Organization
from portal.organizations.permissions import PERMISSIONS
from portal.organizations.roles import city_roles, memberships_of, roles_in


class MembershipBackend(BaseBackend):
    """Answers has_perm from memberships. With an object, only the roles held in its city or its organization count."""

    def has_perm(self, user_obj: Any, perm: str, obj: Model | None = None) -> bool:
        return any(perm in PERMISSIONS.get(role, ()) for role in _roles_on(user_obj, obj))

    def has_module_perms(self, user_obj: Any, app_label: str) -> bool:
        return any(perm.startswith(f"{app_label}.") for perm in self.get_all_permissions(user_obj))

    def get_all_permissions(self, user_obj: Any, obj: Model | None = None) -> set[str]:
        return {perm for role in _roles_on(user_obj, obj) for perm in PERMISSIONS.get(role, ())}


def _roles_on(user: Any, obj: Model | None) -> set[Role]:
    """The roles that count for `obj`: all where it is None or belongs to no city by nature (a reference table)."""
    every = {Role(membership.role) for membership in memberships_of(user)}
    if obj is None or not every:
        return every
    organization = obj if isinstance(obj, Organization) else getattr(obj, "organization", None)
    in_organization = roles_in(user, organization) if isinstance(organization, Organization) else set()
    if isinstance(obj, Municipality):
        return city_roles(user, obj) | in_organization
    if hasattr(obj, "municipality"):
        return city_roles(user, obj.municipality) | in_organization
    return every
