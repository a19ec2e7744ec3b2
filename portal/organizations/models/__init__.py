from portal.organizations.models.invitation import Invitation
from portal.organizations.models.membership import Membership
from portal.organizations.models.organization import Organization, Unit

__all__ = ["Invitation", "Membership", "Organization", "Unit"]
