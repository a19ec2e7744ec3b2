"""Whether a notice that was written is sent, and one that was not written is not."""

import smtplib
from datetime import timedelta
from typing import Any

import pytest
from celery import Celery
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import IntegrityError, connection, transaction
from django.template import TemplateDoesNotExist

from portal.core import clock
from portal.core.actions import Refused
from portal.core.models import LedgerEntry
from portal.notifications import bell
from portal.notifications.actions import MAX_ATTEMPTS, claim, deliver, deliver_due, notify, send_again
from portal.notifications.enums import MessageState
from portal.notifications.models import OutboxMessage
from portal.notifications.notices import Notice, Recipient
from portal.notifications.tasks import deliver_outbox, sweep_outbox
from tests.factories.core import MunicipalityFactory
from tests.factories.notifications import OutboxMessageFactory
from tests.notifications.greeting import Greeting, person

pytestmark = pytest.mark.django_db


def raw_secret(message: OutboxMessage) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT secret FROM notifications_outboxmessage WHERE id = %s", [message.pk])
        return cursor.fetchone()[0]


class RefusingServer(EmailBackend):
    """A mail server that answers with the error it was given."""

    error: Exception

    def send_messages(self, messages: Any) -> int:
        raise self.error


class AbsentServer(EmailBackend):
    def open(self) -> bool:
        raise ConnectionRefusedError("nobody listens")


def use(settings: Any, backend: type[EmailBackend]) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.{backend.__name__}"


# --- Writing ---------------------------------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_a_transaction_that_rolls_back_sends_nothing(monkeypatch):
    rung = []
    monkeypatch.setattr(bell, "ring", lambda *args: rung.append(args))
    with transaction.atomic():
        notify(Greeting(person()))
        transaction.set_rollback(True)
    deliver_due()
    assert not OutboxMessage.objects.exists()
    assert not rung
    assert mail.outbox == []


def test_a_notice_outside_of_a_transaction_is_a_mistake(transactional_db):
    with pytest.raises(RuntimeError, match="step"):
        notify(Greeting(person()))


@pytest.mark.django_db(transaction=True)
def test_a_commit_stands_while_the_broker_is_down_and_the_sweep_sends(monkeypatch, caplog):
    with Celery("away", broker="redis://127.0.0.1:1/0", set_as_current=False) as away:
        away.conf.task_publish_retry_policy = {"max_retries": 1, "interval_start": 0}
        monkeypatch.setattr(bell, "app", away)
        with transaction.atomic():
            notify(Greeting(person()))
    assert "The broker does not take portal.notifications.tasks.deliver_outbox" in caplog.text
    assert mail.outbox == []
    sweep_outbox()
    assert [sent.to for sent in mail.outbox] == [["persona1@leon.example"]]


def test_each_recipient_is_told_once_in_their_language():
    city = MunicipalityFactory()
    written = notify(Greeting(person(1), person(1), person(2, "en"), person(3, "fr"), municipality=city))
    assert [(message.email, message.language, message.facts["month"]) for message in written] == [
        ("persona1@leon.example", "es", "enero"),
        ("persona2@leon.example", "en", "January"),
        ("persona3@leon.example", "es", "enero"),
    ]


def test_a_recipient_without_an_address_does_not_stop_the_act(caplog):
    assert notify(Greeting(Recipient("office", None, "", "es"))) == []
    assert "has no address" in caplog.text


def test_an_audience_that_was_not_declared_is_a_mistake():
    with pytest.raises(ValueError, match="neighbours"):
        notify(Greeting(Recipient("neighbours", None, "a@leon.example", "es")))


def test_a_key_that_was_used_is_told_once_for_ever():
    assert len(notify(Greeting(person(), key="reminder:1"))) == 1
    assert notify(Greeting(person(), key="reminder:1")) == []
    assert OutboxMessage.objects.count() == 1


def test_two_notices_may_not_share_an_event():
    with pytest.raises(TypeError, match="taken"):
        type("Other", (Notice,), {"event": "tests.greeting", "audiences": ("person",)})


# --- The mail --------------------------------------------------------------------------------------------------------
def test_the_mail_says_it_in_text_and_html_with_the_folio_in_its_subject():
    city = MunicipalityFactory(leon=True, legend="Este programa es público.")
    (message,) = notify(Greeting(person(), municipality=city, text="Ana & <b>Luis</b>"))
    deliver_due()
    (sent,) = mail.outbox
    html = sent.alternatives[0].content
    assert sent.subject == "[LEO-2026-00042-7] Ana & <b>Luis</b> & <más>, person"
    assert "Ana & <b>Luis</b>" in sent.body
    assert "https://portal.example/mi/" in sent.body
    assert "Este programa es público." in sent.body
    assert "Ana &amp; &lt;b&gt;Luis&lt;/b&gt;" in html
    assert html.count("<a ") == 1
    assert 'href="https://portal.example/mi/"' in html
    assert "<img" not in html
    assert "background:#7a1f2b" in html
    assert len(html.encode()) < 30_000
    assert sent.message()["Message-ID"] == message.message_id
    assert sent.message()["Auto-Submitted"] == "auto-generated"


def test_audiences_are_led_to_different_pages():
    notify(Greeting(Recipient("office", None, "camara@leon.example", "es")))
    deliver_due()
    assert "https://portal.example/revision/" in mail.outbox[0].body


def test_a_secret_is_encrypted_until_it_is_sent_and_then_wiped():
    (message,) = notify(Greeting(person(), code="493817"))
    assert "493817" not in raw_secret(message)
    assert "secret" not in message.facts
    deliver_due()
    assert "493817" in mail.outbox[0].body
    assert raw_secret(message) == ""


def test_a_sent_message_cannot_keep_its_secret():
    message = OutboxMessageFactory(secret='{"code": "493817"}')
    with pytest.raises(IntegrityError), transaction.atomic():
        OutboxMessage.objects.filter(pk=message.pk).update(state=MessageState.SENT, sent_at=clock.now())


# --- Failures --------------------------------------------------------------------------------------------------------
def test_a_mail_server_that_is_down_costs_no_attempt(settings):
    message = OutboxMessageFactory()
    use(settings, AbsentServer)
    deliver_outbox()
    message.refresh_from_db()
    assert (message.state, message.attempts) == (MessageState.PENDING, 0)


def test_a_failure_is_tried_again_after_a_pause_that_grows_with_the_same_id(settings):
    message = OutboxMessageFactory()
    RefusingServer.error = smtplib.SMTPDataError(451, b"later")
    use(settings, RefusingServer)
    pauses = []
    for _attempt in range(3):
        started = clock.now()
        deliver_due()
        message.refresh_from_db()
        assert message.state == MessageState.FAILED
        assert "451" in message.last_error
        pauses.append(round((message.due_at - started).total_seconds() / 60))
        assert deliver_due().handled == 0, "not before the pause is over"
        OutboxMessage.objects.update(due_at=clock.now())
    assert pauses == [1, 2, 4]
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    deliver_due()
    assert mail.outbox[0].extra_headers["Message-ID"] == message.message_id


@pytest.mark.usefixtures("in_english")
def test_an_address_that_does_not_exist_is_given_up_at_once_and_can_be_sent_again_by_a_person(settings):
    message = OutboxMessageFactory()
    RefusingServer.error = smtplib.SMTPRecipientsRefused({message.email: (550, b"no such user")})
    use(settings, RefusingServer)
    assert deliver_due().dead == [str(message.public_id)]
    message.refresh_from_db()
    assert "no such user" in message.last_error
    send_again(message, by=None)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    deliver_due()
    assert len(mail.outbox) == 1
    with pytest.raises(Refused, match="given up"):
        send_again(message, by=None)


def test_a_message_that_always_fails_is_given_up_in_the_end(settings):
    message = OutboxMessageFactory(attempts=MAX_ATTEMPTS - 1)
    RefusingServer.error = smtplib.SMTPDataError(451, b"later")
    use(settings, RefusingServer)
    deliver_due()
    message.refresh_from_db()
    assert message.state == MessageState.DEAD


def test_a_message_that_kills_each_worker_is_given_up_in_the_end():
    message = OutboxMessageFactory(attempts=MAX_ATTEMPTS - 1)
    claim()  # … and the worker dies
    with clock.moved_to(clock.now() + timedelta(minutes=6)):
        sweep_outbox()
    message.refresh_from_db()
    assert message.state == MessageState.DEAD
    assert mail.outbox == []


def test_a_mistake_in_a_template_fails_loudly_and_holds_nobody_up():
    broken = OutboxMessageFactory(event="tests.without_templates")
    good = OutboxMessageFactory()
    with pytest.raises(ExceptionGroup) as raised:
        deliver_due()
    assert isinstance(raised.value.exceptions[0], TemplateDoesNotExist)
    broken.refresh_from_db()
    assert broken.state == MessageState.FAILED
    assert "TemplateDoesNotExist" in broken.last_error
    assert [sent.to for sent in mail.outbox] == [[good.email]]


def test_a_worker_whose_lease_ended_sends_nothing():
    OutboxMessageFactory()
    (slow,) = claim()
    with clock.moved_to(clock.now() + timedelta(minutes=6)):
        (quick,) = claim()
        assert deliver(slow) == MessageState.LEASED
        assert mail.outbox == []
        assert deliver(quick) == MessageState.SENT


def test_a_run_leaves_one_row_in_the_ledger():
    messages = OutboxMessageFactory.create_batch(3)
    deliver_due(batch=2)
    entry = LedgerEntry.objects.get(action="notifications.outbox.deliver")
    assert sorted(entry.data["sent"]) == sorted(str(message.public_id) for message in messages)


@pytest.mark.parametrize("rows", [2, 12])
def test_claiming_takes_the_same_queries_for_many_rows(rows, django_assert_num_queries):
    OutboxMessageFactory.create_batch(rows, municipality=MunicipalityFactory())
    with django_assert_num_queries(3):
        assert len([message.municipality.name for message in claim()]) == rows
