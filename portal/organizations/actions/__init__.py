from portal.organizations.actions.invitations import accept_invitation, invite, revoke_invitation
from portal.organizations.actions.memberships import end_membership, grant, grant_role

__all__ = ["accept_invitation", "end_membership", "grant", "grant_role", "invite", "revoke_invitation"]
