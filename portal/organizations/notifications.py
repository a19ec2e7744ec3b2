from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.urls import reverse

from portal.accounts.models import User
from portal.core.formats import date
from portal.notifications.notices import Notice, Recipient
from portal.organizations.models import Invitation, Membership, Organization


class InvitationSent(Notice):
    """Offers a role. The link's token is a secret: encrypted in the outbox, wiped when the mail is sent."""

    event = "organizations.invitation_sent"
    audiences = ("invited",)

    def __init__(self, invitation: Invitation, token: str) -> None:
        self.invitation = invitation
        self.token = token
        self.municipality = invitation.organization.municipality

    def recipients(self) -> Iterable[Recipient]:
        user = User.objects.filter(email=self.invitation.email).first()
        language = user.language if user else settings.LANGUAGE_CODE
        yield Recipient("invited", user, self.invitation.email, language, user.full_name if user else "")

    def facts(self) -> dict[str, Any]:
        invitation = self.invitation
        path = reverse("organizations:invitation", args=[self.token])
        inviter = invitation.invited_by
        return {
            "organization": invitation.organization.name,
            "role": invitation.get_role_display(),
            "invited_by": inviter.full_name if inviter else "",
            "valid_until": date(invitation.expires_at, self.municipality) if self.municipality else "",
            "secret": {"url": f"{settings.SITE_URL}{path}"},
        }


class RoleEnded(Notice):
    """Tells the holder that a role was taken away, and what became of the files in hand."""

    event = "organizations.role_ended"
    audiences = ("holder",)

    def __init__(self, membership: Membership, released: int) -> None:
        self.membership = membership
        self.released = released
        self.municipality = membership.organization.municipality

    def recipients(self) -> Iterable[Recipient]:
        yield Recipient.of(self.membership.user, "holder")

    def facts(self) -> dict[str, Any]:
        return {
            "organization": self.membership.organization.name,
            "role": self.membership.get_role_display(),
            "released": self.released,
        }


class WorkHandedOver(Notice):
    """Tells a colleague of the files that were in another's hands."""

    event = "organizations.work_handed_over"
    audiences = ("colleague",)

    def __init__(self, membership: Membership, to: User, count: int) -> None:
        self.membership, self.to, self.count = membership, to, count
        self.municipality = membership.organization.municipality

    def recipients(self) -> Iterable[Recipient]:
        yield Recipient.of(self.to, "colleague")

    def facts(self) -> dict[str, Any]:
        return {
            "organization": self.membership.organization.name,
            "from_name": self.membership.user.full_name,
            "count": self.count,
        }

    def path_for(self, audience: str) -> str:
        return "/revision/"


class AccessChanged(Notice):
    """Tells those who work for an organization that it was suspended, or resumed."""

    event = "organizations.access_changed"
    audiences = ("member",)

    def __init__(self, organization: Organization, holders: Iterable[User]) -> None:
        self.organization = organization
        self.holders = holders
        self.municipality = organization.municipality

    def recipients(self) -> Iterable[Recipient]:
        return [Recipient.of(holder, "member") for holder in self.holders]

    def facts(self) -> dict[str, Any]:
        return {"organization": self.organization.name, "is_active": self.organization.is_active}
