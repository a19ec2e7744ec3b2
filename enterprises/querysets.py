"""Every read of the enterprises, and first of all who may see them."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.db import models
from django.db.models import Case, IntegerField, Q, Value, When

from enterprises.enums import JoinRequestState, MemberRole, RegistrationState
from enterprises.scoping import enterprise_scope
from enterprises.tax_ids import tax_id_index
from enterprises.words import plain
from portal.core.enums import Role
from portal.core.scoping import ScopedQuerySet
from portal.organizations.enums import OrganizationKind
from portal.organizations.roles import municipalities_of, organizations_of

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from portal.accounts.models import User
    from portal.core.models import Municipality

CITY_READERS = (Role.STAFF, Role.CITY_ADMIN, Role.FINANCE, Role.AUDITOR)
"""Roles in the city's own organization that see the enterprises at home there."""


class EnterpriseQuerySet(ScopedQuerySet):
    """Enterprises."""

    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """Narrow to those of a member, those at home in a city where the user works, and what apps above open."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(
            Q(pk__in=_memberships_of(user).values("enterprise"))
            | Q(municipality__in=municipalities_of(user, *CITY_READERS))
            | enterprise_scope.q(user)
        )

    def of_member(self, user: "User | AnonymousUser") -> Self:
        """Narrow to those of which `user` is a member now, owner or collaborator."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(pk__in=_memberships_of(user).values("enterprise"))

    def of_owner(self, user: "User") -> Self:
        """Narrow to those that `user` owns or represents now."""
        return self.filter(pk__in=_memberships_of(user).filter(role=MemberRole.OWNER).values("enterprise"))

    def standing(self) -> Self:
        """Leave out those that were merged into another."""
        return self.filter(merged_into__isnull=True)

    def with_tax_id(self, country: str, value: str) -> Self:
        """Narrow to the one of this country whose cleaned tax id is `value`, by its keyed index."""
        return self.filter(country=country, tax_id_index=tax_id_index(country, value))

    def awaiting_join(self) -> Self:
        """Narrow to those in which somebody prepares an application while a request to join another one is pending."""
        requests = apps.get_model("enterprises", "JoinRequest").objects.pending()
        return self.filter(pk__in=requests.filter(draft_enterprise__isnull=False).values("draft_enterprise"))

    def with_listing(self) -> Self:
        """Bring what a list shows of each, in the same query."""
        return self.select_related("municipality")


class OfEnterpriseQuerySet(ScopedQuerySet):
    """Rows that hang on an enterprise and are seen by those who see it."""

    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """Narrow to the rows of the enterprises that `user` may see."""
        enterprises = apps.get_model("enterprises", "Enterprise").objects.visible_to(user)
        return self.filter(enterprise__in=enterprises.values("pk"))


class FiguresQuerySet(OfEnterpriseQuerySet):
    """Yearly figures."""

    def that_count(self, on: date) -> Self:
        """Order by what counts for the size on a day: the last closed year; the running one where no other is there."""
        running = Case(When(year__lt=on.year, then=Value(0)), default=Value(1), output_field=IntegerField())
        return self.filter(year__lte=on.year).order_by(running, "-year")


class MemberQuerySet(OfEnterpriseQuerySet):
    """People of the enterprises, those of today and those before."""

    def active(self) -> Self:
        """Narrow to those who are members now."""
        return self.filter(ended_at__isnull=True)

    def owners(self) -> Self:
        """Narrow to the owners and legal representatives of now."""
        return self.active().filter(role=MemberRole.OWNER)


class InvitationQuerySet(OfEnterpriseQuerySet):
    """Invitations to collaborate."""

    def open(self, now: datetime) -> Self:
        """Narrow to those that can still be accepted at `now`."""
        return self.filter(accepted_at__isnull=True, revoked_at__isnull=True, expires_at__gt=now)


class JoinRequestQuerySet(ScopedQuerySet):
    """Requests to join an enterprise that is already registered."""

    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """Narrow to those `user` made, those for an enterprise of theirs, and those made in a city where they work."""
        if not user.is_authenticated:
            return self.none()
        cities = municipalities_of(user, Role.STAFF, Role.CITY_ADMIN, Role.AUDITOR)
        owned = _memberships_of(user).filter(role=MemberRole.OWNER).values("enterprise")
        return self.filter(Q(user=user) | Q(enterprise__in=owned) | Q(municipality__in=cities))

    def pending(self) -> Self:
        """Narrow to those that nobody has answered."""
        return self.filter(state=JoinRequestState.PENDING)


class RegistrationQuerySet(OfEnterpriseQuerySet):
    """Mercantile registrations."""

    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """Narrow to those of the enterprises that `user` may see, and those that a chamber of the user's keeps."""
        if not user.is_authenticated:
            return self.none()
        enterprises = apps.get_model("enterprises", "Enterprise").objects.visible_to(user)
        return self.filter(Q(enterprise__in=enterprises.values("pk")) | Q(chamber__in=_chambers_of(user)))

    def kept_by(self, user: "User") -> Self:
        """Narrow to those that `user` may answer for, as an officer of the chamber."""
        return self.filter(chamber__in=_chambers_of(user))

    def confirmed(self) -> Self:
        """Narrow to those that the chamber confirmed."""
        return self.filter(state=RegistrationState.CONFIRMED)

    def waiting(self) -> Self:
        """Narrow to those that the chamber has not answered."""
        return self.filter(state=RegistrationState.DECLARED)

    def newest_first(self) -> Self:
        """Order by when they were declared, the last one first."""
        return self.order_by("-declared_at", "-pk")


class ClusterMembershipQuerySet(OfEnterpriseQuerySet):
    """Belongings to clusters, those of today and those before."""

    def active(self, on: date) -> Self:
        """Narrow to those that hold on a day."""
        return self.filter(Q(until__isnull=True) | Q(until__gte=on), since__lte=on)


class WorkerQuerySet(OfEnterpriseQuerySet):
    """Workers, as their enterprises wrote them down."""

    def current(self) -> Self:
        """Narrow to those who work there now."""
        return self.filter(until__isnull=True)


class StrategicLineQuerySet(models.QuerySet):
    """The strategic lines of the cities."""

    def published(self) -> Self:
        """Narrow to those that staff have named and published."""
        return self.filter(is_published=True)

    def for_municipality(self, municipality: "Municipality") -> Self:
        """Narrow to those of one city, in their order."""
        return self.filter(municipality=municipality).order_by("number")


class SectorQuerySet(models.QuerySet):
    """The sectors of the countries' classifications."""

    def matching(self, country: str, text: str) -> Self:
        """Narrow to the eligible sectors of `country` with every word of `text` in code, name or everyday words."""
        sectors = self.filter(country=country, eligible=True)
        for word in plain(text).split()[:6]:
            sectors = sectors.filter(search_text__contains=word)
        return sectors.order_by("code")


class DatedQuerySet(models.QuerySet):
    """Rows of law and reference that hold from one day to another."""

    def in_force(self, on: date) -> Self:
        """Narrow to those in force on the day `on`."""
        return self.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=on), valid_from__lte=on)


def _memberships_of(user: "User") -> models.QuerySet:
    return apps.get_model("enterprises", "EnterpriseMember").objects.filter(user=user, ended_at__isnull=True)


def _chambers_of(user: "User") -> models.QuerySet:
    return organizations_of(user, Role.OFFICER).filter(kind=OrganizationKind.CHAMBER).values("pk")
