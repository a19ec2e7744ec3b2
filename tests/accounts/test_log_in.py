from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from axes.models import AccessAttempt
from django.conf import settings
from django.db import connection
from django.db.models import Sum
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.accounts.actions import reactivate_user, suspend_user
from portal.core.actions import Refused
from portal.core.models import LedgerEntry
from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.core import MunicipalityFactory

pytestmark = pytest.mark.django_db

LOG_IN = "/cuenta/entrar/"
PROFILE = "/cuenta/"


@pytest.fixture
def mariana():
    MunicipalityFactory(leon=True)
    return UserFactory(email="mariana@mail.example")


def log_in(browser, email="mariana@mail.example", password=PASSWORD, **extra):
    return browser.post(LOG_IN, {"login": email, "password": password}, **extra)


def fail(browser, times=1, email="mariana@mail.example", **extra):
    for _ in range(times):
        answer = log_in(browser, email, "no es la clave", **extra)
    return answer


def test_the_right_password_opens_and_the_session_gets_a_new_id(client, mariana):
    client.get(LOG_IN)
    client.session.save()
    before = client.session.session_key
    assert log_in(client).url == "/mi/"
    assert client.session.session_key != before


def test_an_email_is_the_same_in_capitals(client, mariana):
    assert log_in(client, " Mariana@MAIL.example ").url == "/mi/"


def test_the_answer_to_a_wrong_password_and_to_an_unknown_account_is_the_same(client, other_client, mariana):
    def shown(answer, email):
        text = answer.content.decode().replace(email, "")
        return [line for line in text.splitlines() if "csrfmiddlewaretoken" not in line]

    wrong, unknown = fail(client), fail(other_client, email="nadie@mail.example")
    assert shown(wrong, "mariana@mail.example") == shown(unknown, "nadie@mail.example")


@pytest.mark.parametrize("email", ["mariana@mail.example", "nadie@mail.example"])
def test_after_five_failures_even_the_right_password_waits_and_is_told_how_long(client, mariana, email):
    answer = fail(client, settings.AXES_FAILURE_LIMIT, email)
    assert answer.status_code == 429
    answer = log_in(client, email)
    assert answer.status_code == 429
    assert 800 < int(answer["Retry-After"]) <= 900
    assert "_auth_user_id" not in client.session


def test_another_browser_capitals_and_a_made_up_forwarding_do_not_start_the_count_anew(client, other_client, mariana):
    fail(client, 2)
    fail(other_client, 1, "MARIANA@mail.example", headers={"user-agent": "otro", "x-forwarded-for": "203.0.113.9"})
    fail(other_client, 1, headers={"x-forwarded-for": "203.0.113.10"})
    assert fail(client, headers={"x-forwarded-for": "203.0.113.11"}).status_code == 429


def test_another_account_is_not_locked_with_it(client, mariana):
    UserFactory(email="otra@mail.example")
    fail(client, settings.AXES_FAILURE_LIMIT)
    assert log_in(client, "otra@mail.example").url == "/mi/"


def test_an_address_that_tries_many_accounts_is_locked(client, mariana):
    for number in range(settings.LOGIN_FAILURES_PER_ADDRESS):
        with time_machine.travel(timezone.now() + timedelta(seconds=number * 3)):
            answer = fail(client, email=f"nadie{number}@mail.example")
    assert answer.status_code == 429


def test_the_lock_ends_by_itself(client, mariana):
    fail(client, settings.AXES_FAILURE_LIMIT)
    with time_machine.travel(timezone.now() + timedelta(minutes=16)):
        assert log_in(client).url == "/mi/"


def test_failures_that_go_on_do_not_keep_an_account_locked_for_ever(client, mariana):
    fail(client, settings.AXES_FAILURE_LIMIT)
    with time_machine.travel(timezone.now() + timedelta(minutes=10)):
        fail(client)
    with time_machine.travel(timezone.now() + timedelta(minutes=16)):
        assert log_in(client).url == "/mi/"


def test_a_lock_leaves_one_ledger_row_without_the_address(client, mariana):
    fail(client, settings.AXES_FAILURE_LIMIT + 3)
    row = LedgerEntry.objects.get(action="accounts.lockout")
    assert "mariana" not in str(row.data)


def test_a_suspended_account_is_out_in_the_next_request(client, mariana):
    log_in(client)
    assert client.get(PROFILE).status_code == 200
    suspend_user(mariana, by=UserFactory(superuser=True))
    assert client.get(PROFILE).url.startswith(LOG_IN)
    assert log_in(client).url == "/cuenta/suspendida/"
    reactivate_user(mariana, by=None)
    assert log_in(client).url == "/mi/"


def test_nobody_but_the_installation_administrator_suspends(mariana):
    with pytest.raises(Refused):
        suspend_user(mariana, by=UserFactory())
    mariana.refresh_from_db()
    assert mariana.is_active


def test_logging_out_needs_a_button_and_is_recorded(client, mariana):
    log_in(client)
    assert client.get(reverse("account_logout")).status_code == 200
    assert client.get(PROFILE).status_code == 200
    client.post(reverse("account_logout"))
    assert client.get(PROFILE).status_code == 302
    assert LedgerEntry.objects.filter(action="accounts.logout", by_id=mariana.pk).exists()


def test_a_changed_password_ends_the_other_sessions(client, other_client, mariana):
    log_in(client)
    log_in(other_client)
    new = "otra frase larga de prueba"
    data = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    client.post(reverse("account_change_password"), data)
    assert other_client.get(PROFILE).status_code == 302
    assert LedgerEntry.objects.filter(action="accounts.password.change").exists()


def test_the_page_of_an_account_is_for_its_owner_alone_and_kept_by_no_cache(client, mariana):
    assert client.get(PROFILE).url.startswith(LOG_IN)
    log_in(client)
    answer = client.get(PROFILE)
    assert "mariana@mail.example" in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.django_db(transaction=True)
def test_of_many_guesses_at_once_only_a_few_are_looked_at(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]  # slow, as in production
    mariana = UserFactory(email="mariana@mail.example")

    def guess(number):
        browser = Client()
        try:
            return browser.post(LOG_IN, {"login": mariana.email, "password": f"clave {number}"}).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=16) as pool:
        answers = list(pool.map(guess, range(48)))

    evaluated = AccessAttempt.objects.aggregate(total=Sum("failures_since_start"))["total"]
    assert settings.AXES_FAILURE_LIMIT <= evaluated <= 10, answers
    assert answers.count(429) >= 38
