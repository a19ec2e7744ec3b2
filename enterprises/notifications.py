"""What people are told about enterprises. Texts: templates/notifications/enterprises/."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Q
from django.urls import reverse

from enterprises.enums import MemberRole
from enterprises.models import Enterprise, EnterpriseInvitation, JoinRequest, MercantileRegistration
from portal.accounts.models import User
from portal.core import formats
from portal.core.enums import Role
from portal.core.models import Municipality
from portal.notifications.notices import Notice, Recipient
from portal.organizations.enums import OrganizationKind
from portal.organizations.models import Organization

if TYPE_CHECKING:
    from django.db.models import QuerySet


class MemberInvited(Notice):
    """An owner invites an e-mail address, which may have no account yet."""

    event = "enterprises.member_invited"
    audiences = ("invited",)

    def __init__(self, invitation: EnterpriseInvitation, token: str) -> None:
        self.invitation, self.token = invitation, token
        self.municipality = invitation.enterprise.municipality

    def recipients(self) -> Iterator[Recipient]:
        user = User.objects.filter(email=self.invitation.email).first()
        if user is not None:
            yield Recipient.of(user, "invited")
        else:
            yield Recipient("invited", None, self.invitation.email, self.invitation.invited_by.language)

    def facts(self) -> dict[str, Any]:
        return {
            "enterprise": self.invitation.enterprise.display_name,
            "invited_by": self.invitation.invited_by.full_name,
            "valid_until": formats.deadline(self.invitation.expires_at, self.municipality),
            "secret": {"url": f"{settings.SITE_URL}{reverse('enterprises:invitation', args=[self.token])}"},
        }


class JoinNotice(Notice):
    """A notice about a request to join."""

    def __init__(self, join_request: JoinRequest) -> None:
        self.join_request = join_request
        self.enterprise: Enterprise = join_request.enterprise
        self.municipality: Municipality = join_request.municipality

    def path_for(self, audience: str) -> str:
        if audience == "staff":
            return reverse("admin:enterprises_joinrequest_decide", args=[self.join_request.pk])
        if audience == "owners":
            return reverse("enterprises:join_request", args=[self.join_request.public_id])
        return reverse("enterprises:list")

    def facts(self) -> dict[str, Any]:
        return {
            "enterprise": self.enterprise.display_name,
            "asked_by": self.join_request.user.full_name,
            "asked_at": formats.instant(self.join_request.created_at, self.municipality),
            "due": formats.deadline(self.join_request.due_at, self.municipality),
            "accepted": self.join_request.state == "accepted",
        }

    def owners(self) -> Iterator[Recipient]:
        """Those who may answer for the enterprise."""
        owners = self.enterprise.members.owners().filter(user__is_active=True)
        for member in owners.select_related("user").order_by("pk"):
            yield Recipient.of(member.user, "owners")

    def staff(self) -> Iterator[Recipient]:
        """The desk of the city where the request was made."""
        for user in staff_of(self.municipality):
            yield Recipient.of(user, "staff")


class JoinRequested(JoinNotice):
    """Someone asks to join: told to the owners, and to the city while nobody has proven the enterprise."""

    event = "enterprises.join_requested"
    audiences = ("owners", "staff")

    def recipients(self) -> Iterator[Recipient]:
        yield from self.owners()
        if self.join_request.is_for_city:
            yield from self.staff()


class JoinOverdue(JoinNotice):
    """A request has waited longer than its day: told to the owners again, and to the city's desk."""

    event = "enterprises.join_overdue"
    audiences = ("owners", "staff")

    def recipients(self) -> Iterator[Recipient]:
        yield from self.owners()
        if self.join_request.is_for_city:
            yield from self.staff()

    def dedupe_key(self, recipient: Recipient) -> str:
        return f"{self.event}:{self.join_request.public_id}:{recipient.audience}:{getattr(recipient.user, 'pk', '')}"


class JoinDecided(JoinNotice):
    """The answer, told to who asked. A refusal names no enterprise: the asker has never been told which one it is."""

    event = "enterprises.join_decided"
    audiences = ("asker",)

    def recipients(self) -> Iterator[Recipient]:
        yield Recipient.of(self.join_request.user, "asker")

    def facts(self) -> dict[str, Any]:
        facts = super().facts()
        return facts if facts["accepted"] else facts | {"enterprise": ""}


class RegistrationNotice(Notice):
    """A notice about a mercantile registration."""

    def __init__(self, registration: MercantileRegistration) -> None:
        self.registration = registration
        self.enterprise: Enterprise = registration.enterprise
        self.municipality: Municipality = registration.enterprise.municipality

    def facts(self) -> dict[str, Any]:
        return {
            "enterprise": self.enterprise.display_name,
            "number": self.registration.number,
            "chamber": self.registration.chamber.name,
            "renewed_year": str(self.registration.renewed_year),
            "note": self.registration.note,
            "confirmed": self.registration.is_confirmed,
        }


class RegistrationDeclared(RegistrationNotice):
    """An enterprise declares its matrícula: told to the officers of the chamber that keeps the register."""

    event = "enterprises.registration_declared"
    audiences = ("officers",)

    def recipients(self) -> Iterator[Recipient]:
        for user in officers_of(self.registration.chamber):
            yield Recipient.of(user, "officers")

    def path_for(self, audience: str) -> str:
        return reverse("registrations:decide", args=[self.registration.public_id])


class RegistrationDecided(RegistrationNotice):
    """The chamber's answer, told to the owners and to who declared it."""

    event = "enterprises.registration_decided"
    audiences = ("members",)

    def recipients(self) -> Iterator[Recipient]:
        members = self.enterprise.members.active().filter(user__is_active=True)
        told = members.filter(Q(role=MemberRole.OWNER) | Q(user=self.registration.declared_by_id))
        for member in told.select_related("user").order_by("pk"):
            yield Recipient.of(member.user, "members")

    def path_for(self, audience: str) -> str:
        return reverse("enterprises:registration", args=[self.enterprise.public_id])


def officers_of(chamber: Organization) -> "QuerySet[User]":
    """Give the active users who are officers of a chamber."""
    officers = chamber.memberships.filter(role=Role.OFFICER, ended_at__isnull=True)
    return User.objects.filter(pk__in=officers.values("user"), is_active=True).order_by("pk")


def staff_of(municipality: Municipality) -> "QuerySet[User]":
    """Give the active users who hold the role of staff in the city's own organization."""
    return User.objects.filter(
        is_active=True,
        memberships__ended_at__isnull=True,
        memberships__role=Role.STAFF,
        memberships__organization__kind=OrganizationKind.CITY,
        memberships__organization__municipality=municipality,
    ).order_by("pk")
