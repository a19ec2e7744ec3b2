"""The demo's mail server: keeps each mail to be read at /correo/ and sends nothing to anybody."""

from collections.abc import Sequence
from email.utils import parsedate_to_datetime

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend

from portal.core import clock
from portal.notifications.models import DemoMail


class MailboxBackend(BaseEmailBackend):
    """Django's mail backend of the demo. Raises ImproperlyConfigured anywhere else: people would get no mail."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        if not settings.DEMO:
            raise ImproperlyConfigured("MailboxBackend sends nothing: it is for a demo installation alone.")
        DemoMail.objects.bulk_create([_kept(mail) for mail in email_messages])
        return len(email_messages)


def _kept(mail: EmailMessage) -> DemoMail:
    alternatives = mail.alternatives if isinstance(mail, EmailMultiAlternatives) else []
    date = mail.extra_headers.get("Date")
    return DemoMail(
        message_id=mail.extra_headers.get("Message-ID", ""),
        sender=mail.from_email,
        to=", ".join(mail.recipients()),
        subject=mail.subject,
        text=mail.body,
        html=next((content for content, mimetype in alternatives if mimetype == "text/html"), ""),
        written_at=parsedate_to_datetime(date) if date else clock.now(),
    )
