import json

import pytest
from django.urls import reverse

from portal.accounts.actions import withdraw_consent
from portal.accounts.enums import Purpose
from portal.accounts.models import Consent, Person
from portal.core.actions import Refused
from portal.core.models import LedgerEntry
from portal.notifications.models import OutboxMessage
from tests.factories.accounts import PASSWORD, ConsentFactory, PersonFactory, PrivacyNoticeFactory, UserFactory
from tests.factories.core import MunicipalityFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def leon():
    return MunicipalityFactory(leon=True)


@pytest.fixture
def consent(leon):
    """What somebody from León accepted at sign-up."""
    person = PersonFactory(user=UserFactory(full_name="Mariana Prueba"), given_names="Mariana Prueba")
    return ConsentFactory(person=person, notice=PrivacyNoticeFactory(municipality=leon, version="3"))


@pytest.fixture
def mariana(consent, client):
    client.force_login(consent.person.user)
    return consent.person.user


def test_the_account_page_shows_what_was_accepted_and_when(client, mariana, consent):
    page = client.get("/en/cuenta/").content.decode()
    assert "version 3" in page
    assert f"{consent.given_at.year}" in page


def test_name_phone_and_language_are_changed_by_their_owner(client, mariana):
    data = {"full_name": "Mariana P. Zavala", "phone": "477 123 4567", "language": "en"}
    assert client.post("/cuenta/datos/", data).url == "/cuenta/"
    mariana.refresh_from_db()
    assert (mariana.full_name, mariana.phone.as_e164, mariana.language) == ("Mariana P. Zavala", "+524771234567", "en")
    assert Person.objects.get().full_name == "Mariana P. Zavala"
    row = LedgerEntry.objects.get(action="accounts.profile.update")
    assert row.data == {"fields": ["full_name", "language", "phone"]}


def test_what_is_no_phone_number_is_told_with_an_example_and_kept_on_the_page(client, mariana):
    page = client.post("/en/cuenta/datos/", {"full_name": "M", "phone": "47-12", "language": "es"}).content.decode()
    assert "47-12" in page
    assert "477 123 4567" in page


def test_a_free_consent_is_given_and_withdrawn(client, mariana):
    client.post(reverse("accounts:give_consent", args=["news"]))
    given = Consent.objects.get(purpose=Purpose.NEWS)
    assert given.notice.version == "3"
    client.post(reverse("accounts:withdraw_consent", args=[given.pk]))
    given.refresh_from_db()
    assert given.withdrawn_at
    assert client.get("/cuenta/").status_code == 200


@pytest.mark.usefixtures("in_english")
def test_the_consent_that_the_account_rests_on_is_not_withdrawn_here(mariana, consent):
    with pytest.raises(Refused, match="rest"):
        withdraw_consent(consent, by=mariana)


def test_another_persons_consent_is_not_found(client, mariana, leon):
    other = ConsentFactory(person=PersonFactory(user=UserFactory()), notice=PrivacyNoticeFactory(municipality=leon))
    assert client.post(reverse("accounts:withdraw_consent", args=[other.pk])).status_code == 404


def test_a_new_email_is_confirmed_by_a_code_and_the_old_one_is_told(client, mariana):
    client.post("/cuenta/entrar/")
    client.logout()
    client.post("/cuenta/entrar/", {"login": mariana.email, "password": PASSWORD})
    old = mariana.email
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    client.post(reverse("account_email"), {"email": "nueva@mail.example", "action_add": ""})
    code = json.loads(OutboxMessage.objects.get(event="accounts.email_code").secret)["code"]
    client.post(reverse("account_email_verification_sent"), {"code": code})

    mariana.refresh_from_db()
    assert mariana.email == "nueva@mail.example"
    assert OutboxMessage.objects.filter(event="accounts.security_changed", email=old).exists()
    assert LedgerEntry.objects.filter(action="accounts.email.change").exists()


def test_an_open_session_is_not_enough_to_change_the_email(client, mariana):
    answer = client.post(reverse("account_email"), {"email": "nueva@mail.example", "action_add": ""})
    assert answer.url.startswith(reverse("account_reauthenticate"))
    assert not OutboxMessage.objects.filter(event="accounts.email_code").exists()

    client.post(answer.url, {"password": PASSWORD})
    assert OutboxMessage.objects.filter(event="accounts.email_code", email="nueva@mail.example").exists()


def test_a_personal_id_is_encrypted_and_found_by_its_index_once_per_country(leon):
    person = PersonFactory()
    person.set_id("CURP", "PUZM900101MGTRVR05")
    person.save()
    assert Person.objects.get(id_index=Person.index_of("CURP", "puzm900101mgtrvr05 ")).id_number == "PUZM900101MGTRVR05"
    twin = PersonFactory.build()
    twin.set_id("CURP", "PUZM900101MGTRVR05")
    assert "id" in str(twin._meta.constraints[0].violation_error_message)
    with pytest.raises(Exception, match="accounts_person_once_per_id"):
        twin.save()


def test_an_account_without_a_person_has_nothing_to_agree_to(client, leon):
    PrivacyNoticeFactory(municipality=leon)
    client.force_login(UserFactory(superuser=True))
    assert "consentimientos" not in client.get("/cuenta/").content.decode()
    assert client.post(reverse("accounts:give_consent", args=["news"])).url == "/cuenta/"
