import uuid

import factory

from portal.core import clock
from portal.notifications.enums import MessageState
from portal.notifications.models import DemoMail, OutboxMessage
from portal.notifications.models.outbox import new_message_id


class OutboxMessageFactory(factory.django.DjangoModelFactory):
    """A message that waits to be sent; `dead=True` for one that was given up."""

    class Meta:
        model = OutboxMessage

    public_id = factory.LazyFunction(uuid.uuid4)
    event = "tests.greeting"
    audience = "person"
    email = factory.Sequence(lambda n: f"persona{n}@leon.example")
    recipient_name = factory.Sequence(lambda n: f"Persona {n}")
    language = "es"
    facts = factory.LazyFunction(
        lambda: {"text": "Buenas noticias", "folio": "LEO-2026-00042-7", "action_path": "/mi/"}
    )
    message_id = factory.LazyAttribute(lambda message: new_message_id(message.public_id))
    due_at = factory.LazyFunction(clock.now)
    created_at = factory.LazyFunction(clock.now)

    class Params:
        dead = factory.Trait(state=MessageState.DEAD, attempts=14, last_error="SMTPRecipientsRefused: nobody")


class DemoMailFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = DemoMail

    message_id = factory.Sequence(lambda n: f"<{n}@portal.example>")
    sender = "no-responder@portal.example"
    to = factory.Sequence(lambda n: f"persona{n}@leon.example")
    subject = factory.Sequence(lambda n: f"[LEO-2026-{n:05d}] Recibimos su solicitud")
    text = "Su solicitud llegó.\nhttps://portal.example/mi/\n"
    html = "<!DOCTYPE html><html lang=es><title>Aviso</title><p>Su solicitud llegó.</p></html>"
