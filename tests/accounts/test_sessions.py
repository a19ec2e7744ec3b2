"""What the database says of somebody's session, and for how long."""

import base64
import json
import re
import zlib
from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.contrib.sessions.models import Session
from django.core import signing

from portal.accounts.tasks import purge_login_failures, purge_sessions
from portal.core import clock
from portal.core.sessions import SealedSerializer
from portal.notifications.models import OutboxMessage
from tests.factories.accounts import PASSWORD, PrivacyNoticeFactory
from tests.factories.core import MunicipalityFactory

pytestmark = pytest.mark.django_db

EMAIL = "mariana@mail.example"


def stored_bytes(session):
    text = session.session_data.split(":")[0]
    data = base64.urlsafe_b64decode(text.lstrip(".") + "==")
    return zlib.decompress(data) if text.startswith(".") else data


def test_the_row_of_a_session_shows_neither_the_address_nor_the_code(client):
    PrivacyNoticeFactory(municipality=MunicipalityFactory(leon=True))
    typed = {"full_name": "Mariana Prueba", "email": EMAIL, "password1": PASSWORD, "accepts_notice": "on"}
    client.post("/cuenta/registro/", typed)
    code = json.loads(OutboxMessage.objects.get(event="accounts.signup_code").secret)["code"]
    for row in Session.objects.order_by("pk"):
        assert EMAIL.encode() not in stored_bytes(row)
        assert not re.search(code.replace("-", "-?").encode(), stored_bytes(row))
    assert client.post("/cuenta/codigo/", {"code": code}).status_code == 302, "the session is read again"


def test_a_session_that_was_written_in_clear_is_taken_as_empty():
    assert SealedSerializer().loads(signing.JSONSerializer().dumps({"_auth_user_id": "1"})) == {}


def test_sessions_that_are_over_are_removed():
    now = clock.now()
    for key, hours in (("over", -1), ("open", 1)):
        Session.objects.create(session_key=key, session_data="", expire_date=now + timedelta(hours=hours))
    purge_sessions()
    assert Session.objects.get().session_key == "open"


def test_failed_log_ins_are_forgotten_after_thirty_days():
    for days in (29, 31):
        attempt = AccessAttempt.objects.create(username=f"{days}@mail.example", failures_since_start=1)
        AccessAttempt.objects.filter(pk=attempt.pk).update(attempt_time=clock.now() - timedelta(days=days))
    assert purge_login_failures() == 1
    assert AccessAttempt.objects.get().username == "29@mail.example"
