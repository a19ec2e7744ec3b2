"""What organizations lend to the floors below: scopes that follow from memberships, and where people start."""

from django.db.models import Q
from django.urls import translate_url
from django.utils.translation import get_language

from portal.accounts import landing
from portal.accounts.scoping import user_scope
from portal.core.enums import Role
from portal.core.scoping import city_scope, ledger_scope
from portal.documents import scoping as document_scoping
from portal.organizations.models import Agreement, Membership
from portal.organizations.permissions import ADMIN_ROLES
from portal.organizations.querysets import PEOPLE_DESK, cities_where
from portal.organizations.roles import has_role


@city_scope.register
def cities_of_the_desk(user) -> Q:
    """Staff, finance, administrators and auditors see their own city."""
    return Q(pk__in=cities_where(user, *ADMIN_ROLES))


@ledger_scope.register
def ledger_of_the_city(user) -> Q:
    """Auditors and administrators of a city read its chain."""
    return Q(chain__in=cities_where(user, Role.AUDITOR, Role.CITY_ADMIN))


@user_scope.register
def members_of_the_city(user) -> Q:
    """Staff, administrators and auditors see whoever works, or worked, in an organization of their city."""
    cities = cities_where(user, *PEOPLE_DESK)
    return Q(pk__in=Membership.objects.filter(organization__municipality__in=cities).values("user"))


@document_scoping.register
def documents_of_agreements(user) -> Q:
    """The signed document of an agreement is read by whoever sees the agreement."""
    return Q(pk__in=Agreement.objects.visible_to(user).filter(document__isnull=False).values("document"))


@landing.register
def landing_url(user) -> str:
    """Officers start at their queue, a city's staff at the administration, all others at /mi/."""
    if has_role(user, Role.OFFICER):
        path = "/revision/"
    elif user.is_staff:
        path = "/admin/"
    else:
        path = "/mi/"
    return translate_url(path, get_language())
