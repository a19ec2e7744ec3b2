"""The accounts of the demo: people with their consent; their roles come with organizations."""

from allauth.account.models import EmailAddress

from portal.accounts.actions import sign_up
from portal.accounts.enums import Channel, Sex
from portal.accounts.models import Person, PrivacyNotice, User
from portal.core.demo import PASSWORD, accounts, demo, finish
from portal.core.enums import Role
from portal.core.models import Municipality

# Given names of the demo's women that do not end in "a"; those that do are women's, all others men's.
WOMEN = frozenset({"Beatriz", "Irene", "Raquel"})


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


@finish("sex of the people", order=10)
def tell_sex() -> str:
    """Say a sex of each synthetic person by the given name, so that the figures by sex have something to show."""
    people = list(Person.objects.filter(sex="").order_by("pk"))
    for person in people:
        given = person.given_names.split()[0]
        person.sex = Sex.FEMALE if given.endswith("a") or given in WOMEN else Sex.MALE
    Person.objects.bulk_update(people, ["sex"])
    return f"{len(people)} people"
