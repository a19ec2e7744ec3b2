import html
import json
import re
from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.conf import settings
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from enterprises.models import EnterpriseMember
from portal.accounts.actions import purge_unfinished_signups
from portal.accounts.adapter import AccountAdapter
from portal.accounts.models import Consent, Person, User
from portal.core.models import LedgerEntry
from portal.notifications.actions import send_drained
from portal.notifications.models import OutboxMessage
from tests.factories.accounts import PASSWORD, PrivacyNoticeFactory, UserFactory
from tests.factories.core import MunicipalityFactory
from tests.factories.enterprises import EnterpriseFactory

pytestmark = pytest.mark.django_db

SIGN_UP = "/cuenta/registro/"
CODE_PAGE = "/cuenta/codigo/"


@pytest.fixture(autouse=True)
def many_sign_ups_a_minute(settings):
    """All tests come from one network address."""
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"signup": "1000/m/ip"}


@pytest.fixture
def leon():
    city = MunicipalityFactory(leon=True)
    PrivacyNoticeFactory(municipality=city, version="3")
    return city


def typed(**changed):
    return {
        "full_name": "Mariana Prueba Zavala",
        "email": "mariana@mail.example",
        "password1": PASSWORD,
        "accepts_notice": "on",
    } | changed


def code_sent_to(email, event="accounts.signup_code"):
    message = OutboxMessage.objects.filter(email=email, event=event).order_by("-pk").first()
    return json.loads(message.secret)["code"]


def test_whoever_types_the_code_from_the_mail_is_logged_in_and_starts_in_their_space(client, leon):
    assert client.get(SIGN_UP).status_code == 200

    answer = client.post(SIGN_UP, typed(email="Mariana@Mail.Example"))
    assert answer.url == CODE_PAGE
    answer = client.post(CODE_PAGE, {"code": code_sent_to("mariana@mail.example")})

    user = User.objects.get(email="mariana@mail.example")
    assert answer.url == "/mi/"
    assert client.session["_auth_user_id"] == str(user.pk)
    assert EmailAddress.objects.get(user=user).verified
    assert LedgerEntry.objects.filter(action="accounts.login", by_id=user.pk).exists()


def test_the_way_back_to_where_one_came_from_is_kept_through_sign_up(client, leon):
    client.post(f"{SIGN_UP}?next=/cuenta/datos/", typed(next="/cuenta/datos/"))
    answer = client.post(CODE_PAGE, {"code": code_sent_to("mariana@mail.example")})
    assert answer.url == "/cuenta/datos/"


@pytest.mark.parametrize(
    "target", ["//evil.example/", "https://evil.example/", "/\\evil.example", "javascript:alert(1)"]
)
def test_the_way_back_leads_nowhere_else(client, leon, target):
    client.post(SIGN_UP, typed(next=target))
    answer = client.post(CODE_PAGE, {"code": code_sent_to("mariana@mail.example")})
    assert answer.url == "/mi/"


def test_sign_up_brings_a_person_and_the_consent_with_version_and_date(client, leon):
    client.post(SIGN_UP, typed())

    person = Person.objects.get(user__email="mariana@mail.example")
    consent = Consent.objects.get(person=person)
    assert person.full_name == "Mariana Prueba Zavala"
    assert person.country == "MX"
    assert consent.notice.version == "3"
    assert timezone.now() - consent.given_at < timedelta(minutes=1)
    assert LedgerEntry.objects.get(action="accounts.consent.give").data["version"] == "3"


def test_without_accepting_the_notice_there_is_no_account_and_what_was_typed_stays(client, leon):
    data = typed()
    del data["accepts_notice"]
    page = client.post(SIGN_UP, data).content.decode()
    assert "mariana@mail.example" in page
    assert "Mariana Prueba Zavala" in page
    assert not User.objects.exists()


def test_a_notice_that_changed_while_the_page_was_open_is_accepted_anew(client, leon):
    read = PrivacyNoticeFactory(municipality=leon, version="2", effective_from="2020-01-01")
    client.post(SIGN_UP, typed(notice=read.pk))
    assert not User.objects.exists()


def test_a_short_or_common_password_is_refused(client, leon):
    for password in ("corta", "contraseña", "mariana@mail.example"):
        client.post(SIGN_UP, typed(password1=password))
    assert not User.objects.exists()


def test_a_wrong_code_says_so_and_opens_nothing(client, leon):
    client.post(SIGN_UP, typed())
    answer = client.post(CODE_PAGE, {"code": "000000"})
    assert answer.status_code == 200
    assert str(AccountAdapter.error_messages["incorrect_code"]) in html.unescape(answer.content.decode())
    assert "_auth_user_id" not in client.session
    assert client.post(CODE_PAGE, {"code": code_sent_to("mariana@mail.example")}).url == "/mi/"


def test_after_five_wrong_codes_the_right_one_is_worth_nothing(client, leon):
    client.post(SIGN_UP, typed())
    for _ in range(settings.ACCOUNT_EMAIL_VERIFICATION_BY_CODE_MAX_ATTEMPTS):
        client.post(CODE_PAGE, {"code": "000000"})
    client.post(CODE_PAGE, {"code": code_sent_to("mariana@mail.example")})
    assert "_auth_user_id" not in client.session


def test_a_code_is_worth_nothing_after_a_quarter_of_an_hour(client, leon):
    client.post(SIGN_UP, typed())
    code = code_sent_to("mariana@mail.example")
    with time_machine.travel(timezone.now() + timedelta(minutes=16)):
        answer = client.post(CODE_PAGE, {"code": code})
    assert answer.url == "/cuenta/entrar/"
    assert "_auth_user_id" not in client.session


def test_a_taken_email_gets_the_same_answer_and_its_owner_a_mail(client, other_client, leon):
    UserFactory(email="duena@mail.example")
    new, taken = client.post(SIGN_UP, typed()), other_client.post(SIGN_UP, typed(email="duena@mail.example"))

    assert (new.status_code, new.url) == (taken.status_code, taken.url)
    shown = [
        re.sub(r"[\w.]+@mail\.example|value=\"[^\"]+\"", "", browser.get(CODE_PAGE).content.decode())
        for browser in (client, other_client)
    ]
    assert shown[0] == shown[1]
    assert User.objects.filter(email="duena@mail.example").count() == 1
    assert OutboxMessage.objects.get(email="duena@mail.example").event == "accounts.already_registered"


@pytest.fixture
def later():
    """Some minutes later: one address is sent one mail in three minutes (allauth's limit "confirm_email")."""
    with time_machine.travel(timezone.now() + timedelta(minutes=4)):
        yield


def code_mailed_to(email):
    """The code that stands in the newest mail that really went out to the address."""
    send_drained()
    newest = [message for message in mail.outbox if message.to == [email]][-1]
    return re.search(r"(?m)^ {4}(\S{6,})$", newest.body)[1]


def test_whoever_never_typed_the_code_signs_up_again_with_a_fresh_one(client, other_client, leon, request):
    client.post(SIGN_UP, typed())
    old = code_mailed_to("mariana@mail.example")
    request.getfixturevalue("later")
    again = "otra frase larga de prueba"

    answer = other_client.post(SIGN_UP, typed(full_name="Mariana Zavala", password1=again))
    assert answer.url == CODE_PAGE
    fresh = code_mailed_to("mariana@mail.example")
    client.post(CODE_PAGE, {"code": old})
    assert "_auth_user_id" not in client.session
    assert other_client.post(CODE_PAGE, {"code": fresh}).url == "/mi/"

    user = User.objects.get()
    assert (user.full_name, user.check_password(again)) == ("Mariana Zavala", True)
    assert Person.objects.get().consents.count() == 1


def test_a_stranger_who_signs_up_an_address_first_does_not_keep_its_password(client, other_client, leon, request):
    other_client.post(SIGN_UP, typed(password1="la frase de un extraño"))
    request.getfixturevalue("later")
    client.post(SIGN_UP, typed())
    client.post(CODE_PAGE, {"code": code_mailed_to("mariana@mail.example")})
    assert User.objects.get().check_password(PASSWORD)
    other_client.post(CODE_PAGE, {"code": code_mailed_to("mariana@mail.example")})
    assert "_auth_user_id" not in other_client.session


def test_an_unconfirmed_address_that_was_given_a_role_is_not_taken_over(client, other_client, leon, request):
    client.post(SIGN_UP, typed())
    held = User.objects.get()
    EnterpriseMember.objects.create(
        enterprise=EnterpriseFactory(municipality=leon), user=held, role="owner", since=timezone.now()
    )
    request.getfixturevalue("later")
    answer = other_client.post(SIGN_UP, typed(password1="otra frase larga de prueba"))
    assert answer.url == CODE_PAGE
    assert User.objects.filter(email=held.email).get() == held
    assert OutboxMessage.objects.filter(event="accounts.already_registered").count() == 1


def test_a_suspended_account_that_nobody_confirmed_does_not_come_back_by_signing_up(
    client, other_client, leon, request
):
    client.post(SIGN_UP, typed())
    User.objects.update(is_active=False)
    request.getfixturevalue("later")
    other_client.post(SIGN_UP, typed())
    assert not User.objects.get().is_active
    assert OutboxMessage.objects.filter(event="accounts.signup_code").count() == 1


@pytest.fixture
def two_cities(leon):
    valledupar = MunicipalityFactory(colombia=True, slug="valledupar", name="Valledupar")
    PrivacyNoticeFactory(municipality=valledupar, version="7")
    return leon, valledupar


FROM_THE_CALL = "/mi/solicitudes/nueva/0d06ff76-a68e-49f5-ba0b-f17f95a5ac62/?ciudad=valledupar"


def link_to(page, path):
    return html.unescape(re.search(rf'href="({path}[^"]*)"', page)[1])


def test_from_a_call_the_city_and_the_way_back_are_kept_through_log_in_and_sign_up(client, two_cities):
    log_in = client.get(FROM_THE_CALL).url
    sign_up = link_to(client.get(log_in).content.decode(), SIGN_UP)
    fresh = Client()  # another browser has no session: the address alone says it
    page = fresh.get(sign_up).content.decode()
    assert "Valledupar" in page
    assert "version 7" in fresh.get("/en" + sign_up).content.decode()
    fresh.post(sign_up, typed(next=FROM_THE_CALL))
    assert Person.objects.get().consents.get().notice.municipality == two_cities[1]
    assert fresh.post(CODE_PAGE, {"code": code_mailed_to("mariana@mail.example")}).url == FROM_THE_CALL


def test_from_a_call_the_way_back_is_kept_through_a_forgotten_password(client, two_cities):
    UserFactory(email="mariana@mail.example")
    forgotten = link_to(client.get(client.get(FROM_THE_CALL).url).content.decode(), reverse("account_reset_password"))
    page = client.get(forgotten).content.decode()
    assert 'href="/cuenta/entrar/?next=' in page
    enter_code = client.post(forgotten, {"email": "mariana@mail.example", "next": FROM_THE_CALL}).url
    choose = client.post(enter_code, {"code": code_mailed_to("mariana@mail.example")}).url
    new = "otra frase larga de prueba"
    assert client.post(choose, {"password1": new, "password2": new}).url == FROM_THE_CALL


@pytest.mark.parametrize("target", ["https://evil.example/?ciudad=leon", "//evil.example/", "http://[bad?ciudad=leon"])
def test_a_link_carries_no_way_back_to_another_site(client, two_cities, target):
    page = client.get("/cuenta/entrar/", {"next": target}).content.decode()
    assert link_to(page, reverse("account_reset_password")) == reverse("account_reset_password")


def test_the_code_is_encrypted_in_the_outbox(client, leon):
    client.post(SIGN_UP, typed())
    message = OutboxMessage.objects.get(email="mariana@mail.example")
    code = json.loads(message.secret)["code"]
    stored = OutboxMessage.objects.filter(pk=message.pk).values_list("facts", flat=True)[0]
    assert code not in json.dumps(stored)
    assert message.municipality == leon


def test_where_several_cities_are_published_the_address_or_the_person_says_which(client, leon):
    valledupar = MunicipalityFactory(colombia=True, slug="valledupar", name="Valledupar")
    PrivacyNoticeFactory(municipality=valledupar, version="7")

    assert 'href="?ciudad=valledupar"' in client.get(SIGN_UP).content.decode()
    assert "Valledupar, version 7" in client.get(f"/en{SIGN_UP}?ciudad=valledupar").content.decode()
    client.post(SIGN_UP, typed(ciudad="valledupar"))

    person = Person.objects.get()
    assert person.country == "CO"
    assert person.consents.get().notice.municipality == valledupar


def test_a_city_that_does_not_exist_is_not_taken_at_its_word(client, leon):
    client.post(SIGN_UP, typed(ciudad="atlantida"))
    assert Person.objects.get().consents.get().notice.municipality == leon


def test_a_city_without_a_notice_in_force_takes_no_accounts(client):
    city = MunicipalityFactory(leon=True)
    PrivacyNoticeFactory(municipality=city, effective_from="2999-01-01")
    client.post(SIGN_UP, typed())
    assert client.get(SIGN_UP).status_code == 200
    assert not User.objects.exists()


def test_the_language_of_the_page_becomes_the_language_of_the_mails(client, leon):
    client.post("/en" + SIGN_UP, typed())
    assert User.objects.get().language == "en"
    assert OutboxMessage.objects.get().language == "en"


def test_an_account_whose_email_nobody_confirmed_is_removed_after_two_days(client, leon):
    client.post(SIGN_UP, typed())
    finished = UserFactory()
    assert purge_unfinished_signups() == 0
    with time_machine.travel(timezone.now() + timedelta(hours=49)):
        assert purge_unfinished_signups() == 1
    assert list(User.objects.all()) == [finished]
    assert not Person.objects.exists()


def test_a_forgotten_password_is_replaced_by_a_code_from_the_mail(client, leon):
    UserFactory(email="mariana@mail.example")
    client.post(reverse("account_reset_password"), {"email": "mariana@mail.example"})
    code = code_sent_to("mariana@mail.example", "accounts.password_reset_code")
    client.post(reverse("account_confirm_password_reset_code"), {"code": code})
    new = "otra frase larga de prueba"
    client.post(reverse("account_complete_password_reset"), {"password1": new, "password2": new})
    assert User.objects.get().check_password(new)
    assert OutboxMessage.objects.filter(event="accounts.security_changed").exists()
    assert LedgerEntry.objects.filter(action="accounts.password.reset").exists()


def test_a_forgotten_password_of_an_unknown_address_gets_the_same_answer(client, other_client, leon):
    UserFactory(email="mariana@mail.example")
    known = client.post(reverse("account_reset_password"), {"email": "mariana@mail.example"})
    unknown = other_client.post(reverse("account_reset_password"), {"email": "nadie@mail.example"})
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    assert OutboxMessage.objects.get(email="nadie@mail.example").event == "accounts.unknown_account"


@pytest.mark.parametrize("host", ["evil.example", "portal.example.evil.example"])
def test_a_forged_host_gets_no_mail_sent(client, leon, host):
    assert (
        client.post(reverse("account_reset_password"), {"email": "x@mail.example"}, headers={"host": host}).status_code
        == 400
    )
    assert not OutboxMessage.objects.exists()
