import pytest

from portal.accounts.demo import make_accounts
from portal.accounts.models import User
from portal.core.demo import ACCOUNTS, PASSWORD
from portal.core.enums import Role
from portal.organizations.demo import make_memberships
from portal.organizations.roles import city_roles, has_role
from tests.factories.accounts import PrivacyNoticeFactory
from tests.factories.core import MunicipalityFactory
from tests.factories.organizations import OrganizationFactory

pytestmark = pytest.mark.django_db


def test_the_demo_brings_the_accounts_of_the_loaded_city_with_their_roles(client):
    leon = MunicipalityFactory(leon=True)
    PrivacyNoticeFactory(municipality=leon)
    OrganizationFactory(municipality=leon, slug="municipio-leon", city=True)
    OrganizationFactory(municipality=leon, slug="canacintra-leon")
    make_accounts()
    make_memberships()

    expected = {account.email for account in ACCOUNTS if account.city in ("", "leon")}
    assert set(User.objects.values_list("email", flat=True)) == expected
    assert city_roles(User.objects.get(email="administracion@leon.example"), leon) == {Role.CITY_ADMIN}
    assert has_role(User.objects.get(email="camara@leon.example"), Role.OFFICER)
    assert User.objects.get(email="emprendedora@leon.example").person.consents.get().notice.municipality == leon

    for email, start in (("personal@leon.example", "/admin/"), ("admin@portal.example", "/admin/")):
        assert client.post("/cuenta/entrar/", {"login": email, "password": PASSWORD}).url == start
        client.post("/cuenta/salir/")
