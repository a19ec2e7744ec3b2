"""Sending: claim by lease, render, send, mark. Each step is its own short transaction, on any database.

A worker that dies anywhere leaves a lease that ends; the next one sends the mail again with the same Message-ID. Mail
and database are two systems, so a mail may go out twice, and none is lost.
"""

import logging
import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from smtplib import SMTPException, SMTPRecipientsRefused
from typing import Any

from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from portal.core import clock, leases, ledger
from portal.core.actions import Refused, action, locked
from portal.notifications.enums import MessageState
from portal.notifications.models import OutboxMessage
from portal.notifications.rendering import render

logger = logging.getLogger(__name__)

BATCH = 20
LEASE = timedelta(minutes=5)  # longer than a batch whose every mail waits for EMAIL_TIMEOUT
MAX_ATTEMPTS = 14  # with the pauses below, given up after some 26 hours
LONGEST_PAUSE = timedelta(hours=4)
SECRETS_KEPT = timedelta(days=7)
LONGEST_RUN = 240.0  # seconds; then the next bell or sweep goes on


@dataclass
class Delivered:
    """What one run did, by the public ids of the messages."""

    sent: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    dead: list[str] = field(default_factory=list)

    @property
    def handled(self) -> int:
        return len(self.sent) + len(self.failed) + len(self.dead)


# --- Claiming --------------------------------------------------------------------------------------------------------
def claim(limit: int = BATCH) -> list[OutboxMessage]:
    """Take at most `limit` due messages for LEASE, oldest first; nobody else gets them meanwhile. Committed at once.

    The attempt is counted now, so that a message whose rendering kills the worker is given up in the end.
    """
    lease = leases.claim(limit, _candidates, _take)
    if lease is None:
        return []
    held = OutboxMessage.objects.held_by(lease).select_related("municipality", "user")
    return list(held.order_by("created_at", "pk"))


def _candidates(limit: int) -> list[int]:
    due = OutboxMessage.objects.due(clock.now()).filter(attempts__lt=MAX_ATTEMPTS)
    return list(due.order_by("due_at", "pk").values_list("pk", flat=True)[:limit])


def _take(candidates: Sequence[int]) -> uuid.UUID | None:
    """Lease those of `candidates` that are still due: of two workers, the second finds them taken."""
    now = clock.now()
    return leases.take(OutboxMessage.objects.due(now), candidates, until=now + LEASE, state=MessageState.LEASED)


# --- Sending ---------------------------------------------------------------------------------------------------------
def deliver(message: OutboxMessage, *, connection: BaseEmailBackend | None = None) -> MessageState:
    """Render and send one claimed message and mark what came of it.

    Returns:
        SENT, FAILED (tried again after a pause), DEAD, or LEASED when the lease had ended and another worker has it.

    Raises:
        Exception: whatever the templates raise, after the message was marked; a mistake of ours that must be seen.
    """
    if not _still_ours(message):
        return MessageState.LEASED
    try:
        render(message, connection=connection).send()
    except SMTPRecipientsRefused as error:
        codes = [code for code, _reason in error.recipients.values()]
        return _mark_failed(message, error, for_good=all(500 <= code < 600 for code in codes))
    except (SMTPException, OSError) as error:
        return _mark_failed(message, error)
    except Exception as error:
        _mark_failed(message, error)
        raise
    return _mark_sent(message)


def _still_ours(message: OutboxMessage) -> bool:
    """Whether the lease holds, asked just before sending: a slow batch may have outlived it."""
    return OutboxMessage.objects.held_by(message.lease).filter(pk=message.pk, lease_until__gt=clock.now()).exists()


def _mark_sent(message: OutboxMessage) -> MessageState:
    return _mark(message, MessageState.SENT, secret="", sent_at=clock.now(), last_error="")


def _mark_failed(message: OutboxMessage, error: Exception, *, for_good: bool = False) -> MessageState:
    text = f"{type(error).__name__}: {error}"[:2000]
    logger.warning(
        "Message %s was not sent (attempt %s): %s", message.public_id, message.attempts, type(error).__name__
    )
    if for_good or message.attempts >= MAX_ATTEMPTS:
        return _mark(message, MessageState.DEAD, last_error=text)
    return _mark(message, MessageState.FAILED, due_at=clock.now() + pause_after(message.attempts), last_error=text)


def pause_after(attempts: int) -> timedelta:
    """How long to wait after that many failures: a minute, then twice as long each time, up to four hours."""
    return min(timedelta(minutes=2 ** (attempts - 1)), LONGEST_PAUSE)


def _mark(message: OutboxMessage, state: MessageState, **values: object) -> MessageState:
    """Write the outcome if the lease is still ours; whoever took the message over marks it otherwise."""
    OutboxMessage.objects.held_by(message.lease).filter(pk=message.pk).update(
        state=state, lease=None, lease_until=None, **values
    )
    return state


# --- Runs ------------------------------------------------------------------------------------------------------------
def deliver_due(*, batch: int = BATCH, longest_run: float = LONGEST_RUN) -> Delivered:
    """Send what is due, batch by batch, until nothing is left or `longest_run` seconds have passed.

    While the mail server is down nothing is claimed, so that no message loses an attempt. One ledger row per run says
    what was sent. Raises ExceptionGroup at the end when messages failed by a mistake of ours.
    """
    done, mistakes, stop_at = Delivered(), [], time.monotonic() + longest_run
    while time.monotonic() < stop_at and _candidates(1):
        connection = _opened()
        if connection is None:
            break
        try:
            mistakes += _deliver_batch(claim(batch), connection, done)
        finally:
            connection.close()
    _record(done)
    if mistakes:
        raise ExceptionGroup("messages could not be rendered or sent", mistakes)
    return done


def _opened() -> BaseEmailBackend | None:
    """A connection to the mail server, or None while there is none to be had."""
    connection = get_connection()
    try:
        connection.open()
    except (SMTPException, OSError) as error:
        logger.warning("The mail server cannot be reached, messages wait: %s", error)
        return None
    return connection


def _deliver_batch(messages: Sequence[OutboxMessage], connection: BaseEmailBackend, done: Delivered) -> list[Exception]:
    """Send `messages`, note the outcomes in `done`, and return the errors that `deliver` raised."""
    mistakes = []
    for message in messages:
        try:
            state = deliver(message, connection=connection)
        except Exception as error:  # one bad message must not hold up the rest; deliver_due raises it
            logger.exception("Message %s could not be rendered", message.public_id)
            mistakes.append(error)
            state = MessageState.FAILED
        if state == MessageState.FAILED:
            connection.close()  # it may be broken; the next message opens it anew
        _note(message, state, done)
    return mistakes


def _note(message: OutboxMessage, state: MessageState, done: Delivered) -> None:
    lists = {MessageState.SENT: done.sent, MessageState.FAILED: done.failed, MessageState.DEAD: done.dead}
    if state in lists:
        lists[state].append(str(message.public_id))


def _record(done: Delivered) -> None:
    if done.sent or done.dead:
        with transaction.atomic():
            data = {"sent": done.sent, "failed": len(done.failed), "dead": done.dead}
            ledger.append("notifications.outbox.deliver", by=None, data=data)


def bury_exhausted() -> int:
    """Give up the messages whose last attempt ended with the worker's death; returns how many."""
    exhausted = OutboxMessage.objects.due(clock.now()).filter(attempts__gte=MAX_ATTEMPTS)
    return exhausted.update(
        state=MessageState.DEAD, lease=None, lease_until=None, last_error="The worker died during the last attempt."
    )


def send_drained() -> Delivered:
    """Send everything that is due now, however long it takes: for the demo's data and `manage.py send_outbox`."""
    return deliver_due(batch=100, longest_run=float("inf"))


@action("notifications.outbox.send_again")
def send_again(message: OutboxMessage, *, by: Any) -> OutboxMessage:
    """Give a message that was given up all its attempts anew.

    Raises:
        Refused: "not_allowed" unless `by` may change messages (None: a job); "not_dead" when it was not given up.
    """
    if by is not None and not by.has_perm("notifications.change_outboxmessage"):
        raise Refused("not_allowed", _("Only an installation administrator can do this."))
    message = locked(message)
    if message.state != MessageState.DEAD:
        raise Refused("not_dead", _("Only messages that were given up can be sent again."))
    message.state, message.attempts, message.due_at = MessageState.PENDING, 0, clock.now()
    message.save(update_fields=["state", "attempts", "due_at"])
    ledger.append("notifications.outbox.send_again", by=by, obj=message)
    return message


def wipe_old_secrets() -> int:
    """Wipe the secrets of messages given up more than SECRETS_KEPT ago: their codes have expired. Returns how many."""
    old = OutboxMessage.objects.dead().filter(created_at__lt=clock.now() - SECRETS_KEPT)
    return old.exclude(secret="").update(secret="")
