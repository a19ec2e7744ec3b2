"""Telling people: rows in the transaction of the act. Nothing is rendered or sent here."""

import json
import logging
import uuid
from collections.abc import Iterable
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.utils import translation

from portal.core import clock
from portal.core.actions import step
from portal.notifications.bell import ring_on_commit
from portal.notifications.enums import MessageState
from portal.notifications.models import OutboxMessage
from portal.notifications.models.outbox import new_message_id
from portal.notifications.notices import Notice, Recipient, known_language, registered

logger = logging.getLogger(__name__)

DELIVER = "portal.notifications.tasks.deliver_outbox"


@step
def notify(notice: Notice) -> list[OutboxMessage]:
    """Write a message for each recipient of `notice`; the commit rings a worker, a rollback sends nothing.

    Returns:
        The messages written. A recipient without an address, or told before under the same `dedupe_key`, has none.

    Raises:
        RuntimeError: no transaction is open.
        ValueError: the notice is not registered, or names an audience that it did not declare.
        TypeError: its facts are not JSON-safe.
    """
    messages = list(_messages_of(notice))
    if not messages:
        return []
    # A key that was used before is passed over by the database, also when the other transaction is still open.
    OutboxMessage.objects.bulk_create(messages, ignore_conflicts=any(message.dedupe_key for message in messages))
    ring_on_commit(DELIVER)
    ids = [message.public_id for message in messages]
    return list(OutboxMessage.objects.filter(public_id__in=ids).order_by("pk"))


@step
def notify_all(notices: Iterable[Notice]) -> int:
    """`notify` many at once, by one statement. Raises what `notify` does; returns how many messages were written."""
    messages = [message for notice in notices for message in _messages_of(notice)]
    OutboxMessage.objects.bulk_create(messages, ignore_conflicts=any(message.dedupe_key for message in messages))
    if messages:
        ring_on_commit(DELIVER)
    return len(messages)


def _messages_of(notice: Notice) -> Iterable[OutboxMessage]:
    if registered.get(notice.event) is not type(notice):
        raise ValueError(f"{type(notice).__name__} is not the registered notice of {notice.event!r}")
    facts: dict[str, dict[str, Any]] = {}
    for recipient in _distinct(notice):
        language = known_language(recipient.language)
        if language not in facts:
            with translation.override(language):
                facts[language] = _frozen(notice.facts())
        yield _message(notice, recipient, language, facts[language])


def _distinct(notice: Notice) -> Iterable[Recipient]:
    seen = set()
    for recipient in notice.recipients():
        if recipient.audience not in notice.audiences:
            raise ValueError(f"{notice.event} does not declare the audience {recipient.audience!r}")
        if not recipient.email:
            logger.warning("%s: a recipient of the audience %s has no address", notice.event, recipient.audience)
            continue
        key = (recipient.audience, recipient.email.lower())
        if key not in seen:
            seen.add(key)
            yield recipient


def _frozen(facts: dict[str, Any]) -> dict[str, Any]:
    """A copy as the database will give it back: lazy texts in the active language, dates and numbers as text."""
    return json.loads(json.dumps(facts, cls=DjangoJSONEncoder))


def _message(notice: Notice, recipient: Recipient, language: str, facts: dict[str, Any]) -> OutboxMessage:
    public = {key: value for key, value in facts.items() if key != "secret"}
    with translation.override(language):
        if path := notice.path_for(recipient.audience):
            public["action_path"] = path
    if notice.families:
        public["families"] = list(notice.families)
    public_id, now = uuid.uuid4(), clock.now()
    return OutboxMessage(
        public_id=public_id,
        event=notice.event,
        audience=recipient.audience,
        user=recipient.user,
        email=recipient.email,
        recipient_name=getattr(recipient.user, "full_name", "") if recipient.name is None else recipient.name,
        municipality=notice.municipality,
        language=language,
        facts=public,
        state=MessageState.PENDING if notice.by_mail else MessageState.SKIPPED,
        in_inbox=recipient.user is not None and not facts.get("secret"),
        secret=json.dumps(facts["secret"]) if facts.get("secret") else "",
        message_id=new_message_id(public_id),
        dedupe_key=notice.dedupe_key(recipient),
        due_at=now,
        created_at=now,
    )
