"""What an open invitation rests on: that its sender may still send it, and that the organization is open."""

from django.utils.translation import gettext_lazy as _

from portal.accounts.models import User
from portal.core import clock, ledger
from portal.core.actions import Refused, step
from portal.organizations.models import Invitation, Organization
from portal.organizations.roles import may_manage


def refuse_without_authority(invitation: Invitation) -> None:
    """Refused ("revoked") where the inviter could not send this today. A job's or the demo's has no inviter."""
    # Read anew: what an instance at hand remembers of roles may be older than their end.
    inviter = User.objects.filter(pk=invitation.invited_by_id).first()
    organization = Organization.objects.get(pk=invitation.organization_id)
    if not organization.is_active or (inviter is not None and not _may_invite(inviter, organization)):
        raise revoked()


@step
def revoke_invitations_of(inviter: User, *, by: User | None) -> None:
    """Take back the unanswered invitations that `inviter` may no longer send; for whoever ends a role."""
    inviter = User.objects.get(pk=inviter.pk)
    unanswered = Invitation.objects.unanswered().filter(invited_by=inviter).select_related("organization__municipality")
    for invitation in unanswered.select_for_update(of=("self",), no_key=True).order_by("pk"):
        if not _may_invite(inviter, invitation.organization):
            invitation.revoked_at = clock.now()
            invitation.save(update_fields=["revoked_at"])
            record("organizations.invitation.revoke", invitation, by)


def revoked() -> Refused:
    return Refused("revoked", _("This invitation was taken back or replaced. Please look for a newer mail."))


def record(action_name: str, invitation: Invitation, by: User | None, **data: str) -> None:
    """Write what happened to an invitation to the ledger of its city."""
    ledger.append(
        action_name,
        by=by,
        obj=invitation,
        municipality=invitation.organization.municipality,
        data={"organization": invitation.organization_id, "role": str(invitation.role)} | data,
    )


def _may_invite(inviter: User, organization: Organization) -> bool:
    return inviter.is_active and may_manage(inviter, organization)
