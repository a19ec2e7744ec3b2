from portal.organizations.models.agreement import Agreement, AgreementParty, AgreementTransition
from portal.organizations.models.invitation import Invitation
from portal.organizations.models.membership import Membership
from portal.organizations.models.organization import Organization, Unit

__all__ = ["Agreement", "AgreementParty", "AgreementTransition", "Invitation", "Membership", "Organization", "Unit"]
