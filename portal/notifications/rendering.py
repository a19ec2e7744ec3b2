"""From a message to a mail: subject, text and light HTML, in the recipient's language."""

import json
from email.utils import format_datetime
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.template import Context
from django.template.loader import get_template
from django.template.loader_tags import BlockNode
from django.utils import translation

from portal.notifications.models import OutboxMessage
from portal.notifications.notices import template_names
from portal.notifications.reminders.leaving import leave_path

MAX_SUBJECT = 200


def render(message: OutboxMessage, *, connection: BaseEmailBackend | None = None) -> EmailMultiAlternatives:
    """The mail of `message`, the same at every attempt: its id and date are those of the row.

    Raises what the templates raise: TemplateDoesNotExist, TemplateSyntaxError, and DecryptionError for a lost key.
    """
    subject_name, text_name, html_name = template_names(message.event, message.audience)
    with translation.override(message.language):
        context = _context(message)
        mail = EmailMultiAlternatives(
            subject=_subject(_plain(subject_name, context), context),
            body=_plain(text_name, context).strip() + "\n",
            to=[message.email],
            headers={
                "Message-ID": message.message_id,
                "Date": format_datetime(message.created_at),
                "Auto-Submitted": "auto-generated",  # no automatic answers, please (RFC 3834)
                **_leave_headers(context["leave_url"]),
            },
            connection=connection,
        )
        mail.attach_alternative(get_template(html_name).render(context), "text/html")
    return mail


def _leave_headers(url: str) -> dict[str, str]:
    """What lets a mail program offer to leave with one click (RFC 2369 and RFC 8058)."""
    return {"List-Unsubscribe": f"<{url}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"} if url else {}


def render_in_portal(message: OutboxMessage) -> dict[str, str]:
    """What the inbox shows of `message`: `subject`, `text`, and the path of its link with its words, in the language
    in which it was written. The frame of the mail (greeting, address, legend) is left out."""
    subject_name, text_name, _html_name = template_names(message.event, message.audience)
    with translation.override(message.language):
        context = _context(message)
        template = get_template(text_name).template
        bound = Context(context, autoescape=False)
        with bound.bind_template(template):
            blocks = {block.name: block for block in template.nodelist.get_nodes_by_type(BlockNode)}
            words = {name: blocks[name].render(bound).strip() for name in ("body", "action") if name in blocks}
        return {
            "subject": _subject(_plain(subject_name, context), context),
            "text": words.get("body", ""),
            "action": words.get("action", ""),
            "path": context["action_url"].removeprefix(settings.SITE_URL),
        }


def _leave_url(message: OutboxMessage) -> str:
    """Where the recipient leaves the mails of this kind; empty for what cannot be left."""
    codes = message.facts.get("families")
    return f"{settings.SITE_URL}{leave_path(message.user, codes)}" if codes and message.user else ""


def _context(message: OutboxMessage) -> dict[str, Any]:
    facts = message.facts
    secret = json.loads(message.secret) if message.secret else ""
    linked = {**facts, **secret} if isinstance(secret, dict) else facts  # a link may be a secret itself
    url = linked.get("action_url") or linked.get("action_path") or ""
    return {
        **facts,
        "secret": secret,
        "audience": message.audience,
        "city": message.municipality,
        "site_name": settings.SITE_NAME,
        "site_url": settings.SITE_URL,
        "recipient_name": message.recipient_name,
        "action_url": f"{settings.SITE_URL}{url}" if url.startswith("/") else url,
        "leave_url": _leave_url(message),
    }


def _plain(name: str, context: dict[str, Any]) -> str:
    """A template of plain text: nothing in it is escaped as HTML would be."""
    return get_template(name).template.render(Context(context, autoescape=False))


def _subject(rendered: str, context: dict[str, Any]) -> str:
    """One line, the folio first: it is what people search their mail by."""
    subject = " ".join(rendered.split())
    folio = str(context.get("folio") or "")
    if folio and folio not in subject:
        subject = f"[{folio}] {subject}"
    return subject[:MAX_SUBJECT]
