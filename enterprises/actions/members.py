"""The people of an enterprise: invite, accept, end."""

import secrets
from datetime import datetime, time, timedelta

from django.utils.translation import gettext_lazy as _

from enterprises.actions.refusals import NotAllowed, guard_own_standing, guard_owner
from enterprises.enums import MemberRole
from enterprises.models import Enterprise, EnterpriseInvitation, EnterpriseMember
from enterprises.notifications import MemberInvited
from portal.accounts.models import User
from portal.core import clock, ledger
from portal.core.actions import Refused, action, locked, step
from portal.core.encryption import blind_index
from portal.notifications.actions import notify

VALID_FOR = timedelta(days=7)
MOST_OPEN = 20
MOST_A_DAY = 20
MOST_A_DAY_TO_ONE = 3
"""Each invitation is a mail to somebody who did not ask for it."""


def token_digest(token: str) -> str:
    """Give the keyed digest under which an invitation is stored; the token itself is only in the mail."""
    return blind_index("enterprises.invitation", token)


@action("enterprises.member.invite")
def invite_member(
    enterprise: Enterprise, *, by: User, email: str, role: str = MemberRole.COLLABORATOR
) -> EnterpriseInvitation:
    """Invite `email` by mail to act for the enterprise; an open invitation to the same address is replaced.

    Raises NotAllowed unless `by` is an owner, AwaitsJoin for a draft that awaits a join, Refused with the code
    already_member, too_many_invitations or too_many_today.
    """
    # The account first, so that invitations from several enterprises at one moment are counted one after the other.
    locked(User.objects.filter(pk=by.pk))
    enterprise = locked(enterprise)
    guard_owner(enterprise, by)
    guard_own_standing(enterprise)
    email = email.strip().lower()
    if enterprise.members.active().filter(user__email=email).exists():
        raise Refused("already_member", _("This person is already a member of the enterprise."))
    now = clock.now()
    waiting = enterprise.invitations.filter(accepted_at__isnull=True, revoked_at__isnull=True)
    waiting.filter(email=email).update(revoked_at=now)
    if waiting.open(now).count() >= MOST_OPEN:
        raise Refused("too_many_invitations", _("There are too many open invitations. Please withdraw some first."))
    _guard_today(enterprise, by, email)
    token = secrets.token_urlsafe(32)
    invitation = EnterpriseInvitation.objects.create(
        enterprise=enterprise,
        email=email,
        role=role,
        token_digest=token_digest(token),
        invited_by=by,
        created_at=now,
        expires_at=now + VALID_FOR,
    )
    ledger.append(
        "enterprises.member.invite", by=by, obj=enterprise, data={"email": ledger.digest(email), "role": str(role)}
    )
    notify(MemberInvited(invitation, token))
    return invitation


@action("enterprises.member.accept_invitation")
def accept_member_invitation(invitation: EnterpriseInvitation, *, by: User) -> EnterpriseMember:
    """Make `by` a member. Raises Refused: expired, or other_address when the invitation is for another e-mail."""
    enterprise = locked(invitation.enterprise)
    invitation = locked(invitation)
    gone = enterprise.merged_into_id or enterprise.awaits_join
    if gone or invitation.accepted_at or invitation.revoked_at or invitation.expires_at <= clock.now():
        raise Refused("expired", _("This invitation is not valid any more. Please ask for a new one."))
    if invitation.email != by.email.lower():
        raise Refused(
            "other_address", _("This invitation is for another e-mail address. Please log in with that address.")
        )
    invitation.accepted_at = clock.now()
    invitation.save(update_fields=["accepted_at"])
    member = add_member(enterprise, by, invitation.role)
    ledger.append("enterprises.member.accept_invitation", by=by, obj=enterprise, data={"role": member.role})
    return member


@action("enterprises.member.revoke_invitation")
def revoke_member_invitation(invitation: EnterpriseInvitation, *, by: User) -> None:
    """Withdraw an open invitation. Raises NotAllowed unless `by` is an owner."""
    enterprise = locked(invitation.enterprise)
    guard_owner(enterprise, by)
    invitation = locked(invitation)
    if invitation.accepted_at is None and invitation.revoked_at is None:
        invitation.revoked_at = clock.now()
        invitation.save(update_fields=["revoked_at"])
        ledger.append("enterprises.member.revoke_invitation", by=by, obj=enterprise)


@action("enterprises.member.end")
def end_member(member: EnterpriseMember, *, by: User) -> EnterpriseMember:
    """End a membership: an owner ends anybody's, a member their own; the last owner stays.

    Raises NotAllowed, or Refused with the code last_owner or already_ended.
    """
    enterprise = locked(member.enterprise)
    if member.user_id != by.pk and not enterprise.is_owned_by(by):
        raise NotAllowed
    member = locked(member)
    if member.ended_at is not None:
        raise Refused("already_ended", _("This person is not a member any more."))
    # A suspended owner cannot act: the last one who can is the last.
    others = enterprise.members.owners().exclude(pk=member.pk).filter(user__is_active=True)
    if member.role == MemberRole.OWNER and not others.exists():
        raise Refused(
            "last_owner", _("An enterprise needs an owner. Please invite another owner first, who then can end this.")
        )
    member.ended_at = clock.now()
    member.save(update_fields=["ended_at"])
    ledger.append(
        "enterprises.member.end", by=by, obj=enterprise, data={"role": member.role, "own": member.user_id == by.pk}
    )
    return member


@step
def add_member(enterprise: Enterprise, user: User, role: str) -> EnterpriseMember:
    """Make `user` a member, or raise the role of one who is; an owner is not lowered."""
    member, _created = EnterpriseMember.objects.get_or_create(
        enterprise=enterprise, user=user, ended_at=None, defaults={"role": role, "since": clock.now()}
    )
    if role == MemberRole.OWNER and member.role != MemberRole.OWNER:
        member.role = MemberRole.OWNER
        member.save(update_fields=["role"])
    return member


def _guard_today(enterprise: Enterprise, by: User, email: str) -> None:
    """Refuse more mails than a day of the city has room for: from one person, or to one address from anybody."""
    zone = enterprise.municipality.zone
    day = datetime.combine(clock.today(zone), time.min, tzinfo=zone)
    sent = EnterpriseInvitation.objects.filter(created_at__gte=day)
    by_me, to_one = sent.filter(invited_by=by).count(), sent.filter(email=email).count()
    if by_me >= MOST_A_DAY or to_one >= MOST_A_DAY_TO_ONE:
        raise Refused("too_many_today", _("You have sent enough invitations for today. Please try again tomorrow."))
