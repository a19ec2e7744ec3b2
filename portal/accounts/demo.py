"""The accounts of the demo: people with their consent; their roles come with organizations."""

from allauth.account.models import EmailAddress

from portal.accounts.actions import sign_up
from portal.accounts.enums import Channel
from portal.accounts.models import PrivacyNotice, User
from portal.core.demo import PASSWORD, accounts, demo
from portal.core.enums import Role
from portal.core.models import Municipality


@demo("accounts", order=10)
def make_accounts() -> str:
    cities = {city.slug: city for city in Municipality.objects.all()}
    made = 0
    for account in accounts():
        if account.role == Role.INSTALLATION_ADMIN:
            admin = User.objects.create_superuser(account.email, PASSWORD, full_name=account.full_name)
            EmailAddress.objects.create(user=admin, email=admin.email, primary=True, verified=True)
        else:
            city = cities[account.city]
            sign_up(
                city,
                email=account.email,
                full_name=account.full_name,
                password=PASSWORD,
                notice=PrivacyNotice.objects.in_force(city),
                is_verified=True,
                channel=Channel.DEMO,
            )
        made += 1
    return f"{made} accounts"
