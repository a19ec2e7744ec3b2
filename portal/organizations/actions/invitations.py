"""Roles are offered by mail: the link works once, for seven days, for the address it was sent to."""

import secrets
from datetime import timedelta

from allauth.account.models import EmailAddress
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import User
from portal.core import clock, ledger
from portal.core.actions import Refused, action, locked
from portal.core.enums import Role
from portal.notifications.actions import notify
from portal.organizations.actions.memberships import grant, refuse_outsiders, refuse_wrong_kind
from portal.organizations.actions.offers import record, refuse_without_authority, revoked
from portal.organizations.enums import InvitationState
from portal.organizations.models import Invitation, Membership, Organization
from portal.organizations.notifications import InvitationSent

VALID_FOR = timedelta(days=7)


@action("organizations.invitation.send")
def invite(organization: Organization, *, by: User | None, email: str, role: Role) -> Invitation:
    """Offer a role in `organization` to whoever reads `email`. An open invitation to the same is replaced by this one.

    Refused: "not_allowed" (see grant_role), "wrong_kind", "already_member".
    """
    refuse_outsiders(organization, by)
    refuse_wrong_kind(organization, role)
    organization = locked(organization)
    email = email.strip().lower()
    held = Membership.objects.active().filter(user__email=email, organization=organization, role=role)
    if held.exists():
        raise Refused("already_member", _("This person holds this role already."))
    now = clock.now()
    Invitation.objects.unanswered().filter(organization=organization, email=email, role=role).update(revoked_at=now)
    token = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        organization=organization,
        email=email,
        role=role,
        token_digest=Invitation.digest_of(token),
        invited_by=by,
        invited_at=now,
        expires_at=now + VALID_FOR,
    )
    record("organizations.invitation.send", invitation, by, email=ledger.digest(email))
    notify(InvitationSent(invitation, token))
    return invitation


@action("organizations.invitation.accept")
def accept_invitation(invitation: Invitation, *, by: User) -> Membership:
    """Take the offered role, once.

    Refused: "used", "revoked" (also where the inviter may no longer invite, or the organization is closed), "expired",
    and "other_address" unless `by` has confirmed the address it was sent to.
    """
    invitation = locked(invitation)
    refuse_closed(invitation)
    refuse_without_authority(invitation)
    confirmed = EmailAddress.objects.filter(user=by, email__iexact=invitation.email, verified=True)
    if not confirmed.exists():
        raise Refused(
            "other_address",
            _("This invitation was sent to another e-mail. Please log in with that one, or ask for a new invitation."),
        )
    membership = grant(by, by=invitation.invited_by, organization=invitation.organization, role=Role(invitation.role))
    invitation.accepted_at = clock.now()
    invitation.save(update_fields=["accepted_at"])
    record("organizations.invitation.accept", invitation, by)
    return membership


@action("organizations.invitation.revoke")
def revoke_invitation(invitation: Invitation, *, by: User | None) -> Invitation:
    """Take an offer back; revoked twice, the first instant stands. Refused: "not_allowed", "used"."""
    refuse_outsiders(invitation.organization, by)
    invitation = locked(invitation)
    if invitation.accepted_at:
        raise Refused("used", _("This invitation was accepted already. To take the role away, end the membership."))
    if invitation.revoked_at is None:
        invitation.revoked_at = clock.now()
        invitation.save(update_fields=["revoked_at"])
        record("organizations.invitation.revoke", invitation, by)
    return invitation


def refuse_closed(invitation: Invitation) -> None:
    """Refused, with what to do next, unless the invitation can still be accepted."""
    match invitation.state:
        case InvitationState.ACCEPTED:
            raise Refused("used", _("This invitation was used already. If it was by you, simply log in."))
        case InvitationState.REVOKED:
            raise revoked()
        case InvitationState.EXPIRED:
            raise Refused("expired", _("This invitation was valid for seven days. Please ask for a new one."))
