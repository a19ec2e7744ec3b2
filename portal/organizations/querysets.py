from django.apps import apps
from django.db.models import Q, QuerySet

from portal.core import clock
from portal.core.enums import Role
from portal.core.scoping import ScopedQuerySet
from portal.organizations.enums import AgreementState, OrganizationKind
from portal.organizations.permissions import ADMIN_ROLES

PEOPLE_DESK = (Role.STAFF, Role.CITY_ADMIN, Role.AUDITOR)  # who sees the people of a city's organizations


def active_memberships(user) -> QuerySet:
    """The active memberships of `user`, for subqueries."""
    return apps.get_model("organizations.Membership").objects.active().filter(user=user)


def cities_where(user, *roles: Role) -> QuerySet:
    """Ids of the cities in whose own organization `user` holds one of `roles`, as a subquery."""
    held = active_memberships(user).filter(role__in=roles, organization__kind=OrganizationKind.CITY)
    return held.values("organization__municipality")


class _DeskQuerySet(ScopedQuerySet):
    """Rows that anonymous visitors never see and the installation administrator always does."""

    def visible_to(self, user):
        if not user.is_authenticated:
            return self.none()
        return self if user.is_superuser else self.filter(self._scope(user))

    def _scope(self, user) -> Q:
        raise NotImplementedError


class OrganizationQuerySet(_DeskQuerySet):
    """One sees the organizations one belongs to; a city's desk sees all of the city, and those of state and nation."""

    def _scope(self, user) -> Q:
        cities = cities_where(user, *ADMIN_ROLES)
        seen = Q(pk__in=active_memberships(user).values("organization")) | Q(municipality__in=cities)
        return seen | Q(municipality__isnull=True) if cities.exists() else seen

    def active(self):
        return self.filter(is_active=True)


class UnitQuerySet(_DeskQuerySet):
    """One sees the units of the organizations that one sees."""

    def _scope(self, user) -> Q:
        organizations = apps.get_model("organizations.Organization").objects.visible_to(user)
        return Q(organization__in=organizations.values("pk"))


class MembershipQuerySet(_DeskQuerySet):
    """One sees one's own; staff, auditors and administrators of a city see those in its organizations."""

    def _scope(self, user) -> Q:
        return Q(user=user) | Q(organization__municipality__in=cities_where(user, *PEOPLE_DESK))

    def active(self):
        return self.filter(ended_at__isnull=True, organization__is_active=True)


class InvitationQuerySet(_DeskQuerySet):
    """Staff, auditors and administrators of a city see the invitations to its organizations."""

    def _scope(self, user) -> Q:
        return Q(organization__municipality__in=cities_where(user, *PEOPLE_DESK))

    def unanswered(self):
        return self.filter(accepted_at__isnull=True, revoked_at__isnull=True)

    def pending(self):
        return self.unanswered().filter(expires_at__gt=clock.now())


class AgreementQuerySet(_DeskQuerySet):
    """A city's desk sees its agreements; whoever belongs to an organization sees those it signs or leads."""

    def _scope(self, user) -> Q:
        own = active_memberships(user).values("organization")
        parties = apps.get_model("organizations.AgreementParty").objects.filter(organization__in=own)
        signed = Q(led_by__in=own) | Q(pk__in=parties.values("agreement"))
        return Q(municipality__in=cities_where(user, *ADMIN_ROLES)) | signed

    def in_force(self):
        return self.filter(state=AgreementState.IN_FORCE)

    def over(self, day):
        """Those in force whose term ended before the day."""
        return self.in_force().filter(ends_on__lt=day)


class AgreementPartyQuerySet(_DeskQuerySet):
    """One sees the parties of the agreements that one sees."""

    def _scope(self, user) -> Q:
        agreements = apps.get_model("organizations.Agreement").objects.visible_to(user)
        return Q(agreement__in=agreements.values("pk"))
