from portal.organizations.actions.activity import resume_organization, suspend_organization
from portal.organizations.actions.agreements import (
    activate_agreement,
    attach_agreement_document,
    end_agreement,
    renew_agreement,
    terminate_agreement,
)
from portal.organizations.actions.invitations import accept_invitation, invite, revoke_invitation
from portal.organizations.actions.memberships import end_membership, grant, grant_role

__all__ = [
    "accept_invitation",
    "activate_agreement",
    "attach_agreement_document",
    "end_agreement",
    "end_membership",
    "grant",
    "grant_role",
    "invite",
    "renew_agreement",
    "resume_organization",
    "revoke_invitation",
    "suspend_organization",
    "terminate_agreement",
]
