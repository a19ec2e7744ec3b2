import json
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
import time_machine
from django.utils import timezone

from portal.core.actions import Refused
from portal.core.enums import Role
from portal.core.models import LedgerEntry
from portal.notifications.actions import send_drained
from portal.notifications.models import OutboxMessage
from portal.organizations.actions import accept_invitation, invite, revoke_invitation
from portal.organizations.models import Invitation, Membership
from tests.factories.accounts import PASSWORD, PrivacyNoticeFactory, UserFactory
from tests.factories.core import MunicipalityFactory
from tests.factories.organizations import OrganizationFactory, city_member, member_of

pytestmark = pytest.mark.django_db

EMAIL = "nueva@mail.example"


@pytest.fixture
def leon():
    city = MunicipalityFactory(leon=True)
    PrivacyNoticeFactory(municipality=city)
    return city


@pytest.fixture
def chamber(leon):
    return OrganizationFactory(municipality=leon, name="CANACINTRA León")


@pytest.fixture
def admin(leon):
    return city_member(leon, Role.CITY_ADMIN)


@pytest.fixture
def offer(chamber, admin):
    return invite(chamber, by=admin, email="Nueva@Mail.example", role=Role.OFFICER)


def link(email=EMAIL):
    message = OutboxMessage.objects.filter(email=email, event="organizations.invitation_sent").order_by("-pk").first()
    return urlsplit(json.loads(message.secret)["url"]).path


def test_whoever_has_an_account_logs_in_accepts_and_works_at_once(client, offer, chamber):
    user = UserFactory(email=EMAIL)
    page = client.get(link())
    assert "CANACINTRA León" in page.content.decode()
    assert not Membership.objects.filter(user=user).exists(), "reading changes nothing"

    client.force_login(user)
    answer = client.post(link() + "aceptar/")
    assert answer.url == "/revision/"
    assert Membership.objects.get(user=user).organization == chamber


def test_whoever_is_new_signs_up_on_the_way_and_comes_back(client, offer):
    page = client.get(link()).content.decode()
    assert "/cuenta/registro/?next=" in page
    back = link()
    data = {"full_name": "Nueva Prueba", "email": EMAIL, "password1": PASSWORD, "accepts_notice": "on", "next": back}
    client.post("/cuenta/registro/", data)
    code = json.loads(OutboxMessage.objects.get(event="accounts.signup_code").secret)["code"]
    assert client.post("/cuenta/codigo/", {"code": code}).url == back
    assert client.post(back + "aceptar/").url == "/revision/"


def test_a_link_works_once(client, offer):
    user = UserFactory(email=EMAIL)
    accept_invitation(offer, by=user)
    with pytest.raises(Refused) as refused:
        accept_invitation(offer, by=user)
    assert refused.value.code == "used"
    assert client.get(link()).status_code == 410


def test_a_link_is_worth_nothing_after_seven_days(client, offer):
    user = UserFactory(email=EMAIL)
    with time_machine.travel(timezone.now() + timedelta(days=7, seconds=1)):
        with pytest.raises(Refused) as refused:
            accept_invitation(offer, by=user)
        assert client.get(link()).status_code == 410
    assert refused.value.code == "expired"


def test_an_offer_that_was_taken_back_is_closed(client, offer, admin):
    revoke_invitation(offer, by=admin)
    with pytest.raises(Refused) as refused:
        accept_invitation(offer, by=UserFactory(email=EMAIL))
    assert refused.value.code == "revoked"
    assert client.get(link()).status_code == 410


def test_a_second_offer_replaces_the_first(client, offer, chamber, admin):
    first = link()
    invite(chamber, by=admin, email=EMAIL, role=Role.OFFICER)
    assert client.get(first).status_code == 410
    assert client.get(link()).status_code == 200


def test_another_person_with_the_link_gets_no_role(client, offer):
    client.force_login(UserFactory())
    client.post(link() + "aceptar/", follow=True)
    assert Membership.objects.filter(role=Role.OFFICER).count() == 0


def test_an_address_that_was_not_confirmed_is_not_enough(offer):
    with pytest.raises(Refused) as refused:
        accept_invitation(offer, by=UserFactory(email=EMAIL, verified=False))
    assert refused.value.code == "other_address"


def test_a_made_up_token_finds_nothing(client, offer):
    assert client.get("/cuenta/invitacion/inventado/").status_code == 404
    assert client.get(f"/cuenta/invitacion/{'a' * 500}/").status_code == 404


def test_the_token_is_nowhere_but_in_the_mail(offer):
    token = link().rstrip("/").split("/")[-1]
    message = OutboxMessage.objects.get()
    assert token not in json.dumps(message.facts)
    assert token not in str(list(LedgerEntry.objects.values_list("data", flat=True)))
    assert offer.token_digest == Invitation.digest_of(token)


def test_the_mail_brings_the_link_and_says_until_when(offer, mailoutbox):
    path = link()
    send_drained()
    mail = mailoutbox[0]
    assert path in mail.body
    assert path in mail.alternatives[0].content
    assert "CANACINTRA León" in mail.subject
    assert OutboxMessage.objects.get().secret == ""


@pytest.mark.parametrize("role", [Role.STAFF, Role.AUDITOR])
def test_only_an_administrator_invites(leon, chamber, role):
    with pytest.raises(Refused):
        invite(chamber, by=city_member(leon, role), email=EMAIL, role=Role.OFFICER)
    assert not OutboxMessage.objects.exists()


def test_whoever_holds_the_role_is_not_invited_to_it(chamber, admin):
    officer = member_of(chamber)
    with pytest.raises(Refused) as refused:
        invite(chamber, by=admin, email=officer.email, role=Role.OFFICER)
    assert refused.value.code == "already_member"
