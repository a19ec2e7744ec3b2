"""Nobody sends words of their own to strangers by way of a name."""

import pytest

from enterprises.forms.identity import IdentityForm
from portal.accounts import actions
from portal.accounts.models import User
from portal.core.actions import Refused
from portal.core.names import is_plain_name
from portal.notifications.actions import send_drained
from tests.factories.accounts import PASSWORD, PrivacyNoticeFactory, UserFactory
from tests.factories.core import MunicipalityFactory

pytestmark = pytest.mark.django_db

LURES = ["Gane en https://malo.example", "Visite WWW.malo.example", "Ana\nHaga clic", "Ana\u2028Haga", "Ana\u202egpj"]


@pytest.fixture
def leon():
    city = MunicipalityFactory(leon=True)
    PrivacyNoticeFactory(municipality=city)
    return city


def sign_up(client, **changed):
    typed = {"full_name": "Ana Prueba", "email": "ana@mail.example", "password1": PASSWORD, "accepts_notice": "on"}
    return client.post("/cuenta/registro/", typed | changed)


def test_the_sign_up_mail_does_not_say_the_name_that_was_typed(client, leon, mailoutbox):
    sign_up(client, full_name="Premio Seguro")
    send_drained()
    mail = mailoutbox[0]
    assert "Premio" not in mail.subject + mail.body + mail.alternatives[0].content


@pytest.mark.parametrize("lure", LURES)
def test_a_link_or_a_line_break_is_no_name(client, leon, lure):
    assert sign_up(client, full_name=lure).status_code == 200
    assert not User.objects.filter(email="ana@mail.example").exists()


@pytest.mark.parametrize("lure", LURES)
def test_nor_is_it_one_later(client, leon, lure):
    user = UserFactory(full_name="Ana Prueba")
    client.force_login(user)
    assert client.post("/cuenta/datos/", {"full_name": lure, "language": "es"}).status_code == 200
    user.refresh_from_db()
    assert user.full_name == "Ana Prueba"


def test_what_the_forms_let_through_the_action_refuses(leon):
    with pytest.raises(Refused) as refused:
        actions.sign_up(leon, email="ana@mail.example", full_name=LURES[0], password=PASSWORD)
    assert refused.value.code == "not_a_name"


@pytest.mark.parametrize("name", ["legal_name", "trade_name"])
def test_an_enterprise_is_not_named_so_either(leon, name):
    assert name in IdentityForm({name: LURES[0]}, municipality=leon).errors
    assert name not in IdentityForm({"legal_name": "Calzado Ñandú & Hijos, S.A. de C.V."}, municipality=leon).errors


@pytest.mark.parametrize("name", ["María José O'Brien", "D’Angelo Núñez-Pérez", "Tacos 100% S.A.S.", "Ana 🙂"])
def test_names_of_people_and_shops_are_names(name):
    assert is_plain_name(name)
