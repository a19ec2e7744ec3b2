from datetime import timedelta

import pytest
import time_machine
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret, hotp_value, yield_hotp_counters_from_time
from django.urls import reverse
from django.utils import timezone

from portal.core.enums import Role
from portal.core.models import LedgerEntry
from portal.organizations.actions import end_membership
from portal.organizations.models import Membership
from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.core import MunicipalityFactory
from tests.factories.organizations import OrganizationFactory, city_member, member_of

pytestmark = pytest.mark.django_db

SET_UP = "/cuenta/seguridad/aplicacion/"


@pytest.fixture
def leon(settings):
    settings.MFA_REQUIRED_ROLES = ["officer", "staff", "installation_admin"]
    return MunicipalityFactory(leon=True)


def code_of(secret):
    return f"{hotp_value(secret, next(yield_hotp_counters_from_time())):06d}"


def with_factor(user):
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    return secret


@pytest.mark.parametrize("path", ["/admin/", "/admin/organizations/unit/", "/cuenta/", "/mi/", "/revision/"])
def test_staff_without_a_second_factor_are_led_to_set_one_up_and_nowhere_else(client, leon, path):
    client.force_login(city_member(leon))
    assert client.get(path).url == SET_UP


def test_the_installation_administrator_needs_one_too(client, leon):
    client.force_login(UserFactory(superuser=True))
    assert client.get("/admin/").url == SET_UP


def test_what_is_needed_to_set_it_up_stays_open(client, leon):
    staff = city_member(leon)
    client.post("/cuenta/entrar/", {"login": staff.email, "password": PASSWORD})
    # The password was typed a moment ago: it is not asked for again.
    page = client.get(SET_UP)
    assert page.status_code == 200

    secret = page.context["form"].secret
    assert client.post(SET_UP, {"code": code_of(secret)}).url == reverse("mfa_view_recovery_codes")
    assert client.get("/admin/").status_code == 200
    kinds = LedgerEntry.objects.filter(action="accounts.second_factor.add").values_list("data__kind", flat=True)
    assert set(kinds) == {"totp", "recovery_codes"}


def test_a_log_in_of_some_time_ago_does_not_set_it_up(client, leon, settings):
    staff = city_member(leon)
    client.post("/cuenta/entrar/", {"login": staff.email, "password": PASSWORD})
    session = client.session
    records = session[AUTHENTICATION_METHODS_SESSION_KEY]
    records[0]["at"] -= settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
    session[AUTHENTICATION_METHODS_SESSION_KEY] = records
    session.save()
    back = client.get(SET_UP).url
    assert back.startswith("/cuenta/confirmar/")
    assert client.post(back, {"password": PASSWORD}).url == SET_UP


def test_whoever_has_one_is_asked_for_it_when_logging_in(client, leon):
    staff = city_member(leon)
    secret = with_factor(staff)
    answer = client.post("/cuenta/entrar/", {"login": staff.email, "password": PASSWORD})
    assert answer.url == reverse("mfa_authenticate")
    assert client.get("/admin/").status_code == 302, "the password alone opens nothing"

    client.post(answer.url, {"code": "000000"})
    assert client.get("/admin/").status_code == 302
    assert client.post(answer.url, {"code": code_of(secret)}).url == "/admin/"
    assert client.get("/admin/").status_code == 200


def test_a_code_works_once(client, other_client, leon):
    staff = city_member(leon)
    code = code_of(with_factor(staff))
    for browser in (client, other_client):
        browser.post("/cuenta/entrar/", {"login": staff.email, "password": PASSWORD})
        browser.post(reverse("mfa_authenticate"), {"code": code})
    assert client.get("/admin/").status_code == 200
    assert other_client.get("/admin/").status_code == 302


def test_after_ten_wrong_codes_the_right_one_waits(client, leon):
    staff = city_member(leon)
    secret = with_factor(staff)
    client.post("/cuenta/entrar/", {"login": staff.email, "password": PASSWORD})
    for _ in range(10):
        assert client.post(reverse("mfa_authenticate"), {"code": "000000"}).status_code == 200
    answer = client.post(reverse("mfa_authenticate"), {"code": code_of(secret)})
    assert answer.status_code == 429
    assert 800 < int(answer["Retry-After"]) <= 900
    with time_machine.travel(timezone.now() + timedelta(minutes=16)):
        client.post("/cuenta/entrar/", {"login": staff.email, "password": PASSWORD})
        assert client.post(reverse("mfa_authenticate"), {"code": code_of(secret)}).url == "/admin/"


def test_a_recovery_code_works_once(client, other_client, leon):
    staff = city_member(leon)
    with_factor(staff)
    codes = RecoveryCodes.activate(staff).generate_codes()
    for browser in (client, other_client):
        browser.post("/cuenta/entrar/", {"login": staff.email, "password": PASSWORD})
        browser.post(reverse("mfa_authenticate"), {"code": codes[0]})
    assert client.get("/admin/").status_code == 200
    assert other_client.get("/admin/").status_code == 302


def test_entrepreneurs_and_the_demo_need_none(client, leon, settings):
    client.force_login(UserFactory())
    assert client.get("/cuenta/").status_code == 200
    settings.MFA_REQUIRED_ROLES = []
    client.force_login(city_member(leon))
    assert client.get("/admin/").status_code == 200


def test_the_need_ends_with_the_role(client, leon):
    officer = member_of(OrganizationFactory(municipality=leon), Role.OFFICER)
    client.force_login(officer)
    assert client.get("/cuenta/").status_code == 302
    end_membership(Membership.objects.get(user=officer), by=None)
    assert client.get("/cuenta/").status_code == 200


def test_the_secret_of_the_application_is_not_readable_in_the_database(leon):
    staff = city_member(leon)
    secret = with_factor(staff)
    assert secret not in str(Authenticator.objects.get(user=staff).data)
