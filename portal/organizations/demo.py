"""The roles of the demo accounts, in the organizations that the city files brought."""

from portal.accounts.models import User
from portal.core.demo import accounts, demo
from portal.organizations.actions import grant_role
from portal.organizations.models import Organization


@demo("memberships", order=12)
def make_memberships() -> str:
    made = 0
    for account in accounts():
        if not account.organization:
            continue
        organization = Organization.objects.get(municipality__slug=account.city, slug=account.organization)
        grant_role(User.objects.get(email=account.email), by=None, organization=organization, role=account.role)
        made += 1
    return f"{made} memberships"
