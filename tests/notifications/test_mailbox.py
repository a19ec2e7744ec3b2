"""The mails of the demo, read at /correo/."""

from datetime import timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.urls import reverse

from portal.core import clock
from portal.notifications.actions import notify, send_drained
from portal.notifications.models import DemoMail
from tests.factories.notifications import DemoMailFactory
from tests.notifications.greeting import Greeting, person

pytestmark = pytest.mark.django_db


def test_a_visitor_reads_the_mails_newest_first(client):
    DemoMailFactory(subject="Primera", written_at=clock.now() - timedelta(days=3))
    DemoMailFactory(subject="Segunda")
    page = client.get("/correo/").content.decode()
    assert page.index("Segunda") < page.index("Primera")


def test_mails_are_found_by_their_recipient(client):
    DemoMailFactory(to="emprendedora@leon.example", subject="Para Mariana")
    DemoMailFactory(to="camara@leon.example", subject="Para la cámara")
    page = client.get("/correo/", {"q": "EMPRENDEDORA@"}).content.decode()
    assert "Para Mariana" in page
    assert "Para la cámara" not in page
    assert client.get("/correo/", {"q": "nadie\x00", "page": "-3"}).status_code == 200


def test_the_text_of_a_mail_is_escaped_and_its_links_work(client):
    kept = DemoMailFactory(text="<script>alert(1)</script> https://portal.example/mi/")
    page = client.get(reverse("mailbox:detail", args=[kept.public_id])).content.decode()
    assert "<script>alert" not in page
    assert 'href="https://portal.example/mi/"' in page


def test_the_formatted_mail_is_shown_without_rights():
    kept = DemoMailFactory()
    answer = Client().get(reverse("mailbox:html", args=[kept.public_id]))
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox allow-popups" in policy
    assert "allow-scripts" not in policy
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_outside_of_a_demo_there_is_no_mailbox(client, settings):
    kept = DemoMailFactory()
    settings.DEMO = False
    assert client.get("/correo/").status_code == 404
    assert client.get(reverse("mailbox:detail", args=[kept.public_id])).status_code == 404
    assert client.get(reverse("mailbox:html", args=[kept.public_id])).status_code == 404


def test_the_backend_keeps_what_the_outbox_sends(settings):
    settings.EMAIL_BACKEND = "portal.notifications.mailbox.MailboxBackend"
    with clock.moved_to(clock.now() - timedelta(days=40)):
        (message,) = notify(Greeting(person()))
    send_drained()
    kept = DemoMail.objects.get()
    assert (kept.to, kept.message_id) == (message.email, message.message_id)
    assert kept.subject.startswith("[LEO-2026-00042-7]")
    assert abs(kept.written_at - message.created_at) < timedelta(seconds=1), "as old as what it tells of"
    assert "<table" in kept.html


def test_the_backend_refuses_to_swallow_real_mails(settings):
    settings.EMAIL_BACKEND = "portal.notifications.mailbox.MailboxBackend"
    settings.DEMO = False
    notify(Greeting(person()))
    with pytest.raises(ExceptionGroup) as raised:
        send_drained()
    assert isinstance(raised.value.exceptions[0], ImproperlyConfigured)


@pytest.mark.parametrize("rows", [1, 60])
def test_the_list_takes_the_same_queries_for_many_mails(client, rows, django_assert_num_queries):
    DemoMailFactory.create_batch(rows)
    with django_assert_num_queries(2):
        client.get("/correo/")
