import uuid
from urllib.parse import urlsplit

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.core import clock
from portal.core.encryption import EncryptedTextField
from portal.core.models import Municipality, PublicIdModel
from portal.notifications.enums import OPEN_STATES, MessageState
from portal.notifications.querysets import OutboxQuerySet


class OutboxMessage(PublicIdModel):
    """One mail to one recipient: what happened, with its facts as they were then. The worker renders and sends it.

    `due_at` is when a worker may take it: at once, after a failure's pause, or when the lease of its holder ends.
    Notices to an account are its inbox in the portal too; those that carry a secret are for the mail alone.
    """

    event = models.CharField(_("event"), max_length=100)
    audience = models.CharField(_("audience"), max_length=40)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("account"),
        null=True,  # a person without an account, or an office
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    email = models.EmailField(_("e-mail"), max_length=254)
    recipient_name = models.CharField(_("name of the recipient"), max_length=200, blank=True)
    municipality = models.ForeignKey(
        Municipality, verbose_name=_("city"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    language = models.CharField(_("language"), max_length=5)
    facts = models.JSONField(_("facts"), default=dict, encoder=DjangoJSONEncoder)
    secret = EncryptedTextField(_("secret"), blank=True, default="")
    state = models.CharField(_("state"), max_length=8, choices=MessageState, default=MessageState.PENDING)
    due_at = models.DateTimeField(_("to be sent from"), default=clock.now)
    lease = models.UUIDField(_("lease"), null=True, blank=True, editable=False)
    lease_until = models.DateTimeField(_("held until"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    message_id = models.CharField(_("Message-ID"), max_length=160, unique=True, editable=False)
    dedupe_key = models.CharField(_("sent once per"), max_length=160, null=True, blank=True, unique=True)
    created_at = models.DateTimeField(_("written"), default=clock.now)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    last_error = models.TextField(_("last error"), blank=True)
    in_inbox = models.BooleanField(_("shown in the portal"), default=False)
    read_at = models.DateTimeField(_("read in the portal"), null=True, blank=True)

    objects = OutboxQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages sent and to send")
        ordering = ("-created_at", "-pk")
        indexes = (
            models.Index(fields=("due_at", "id"), name="outbox_to_send", condition=Q(state__in=OPEN_STATES)),
            models.Index(fields=("lease",), name="outbox_lease", condition=Q(lease__isnull=False)),
            models.Index(fields=("-created_at", "-id"), name="outbox_newest_first"),
            models.Index(fields=("user", "-created_at"), name="outbox_inbox", condition=Q(in_inbox=True)),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(state=MessageState.LEASED, lease__isnull=False, lease_until__isnull=False)
                | (~Q(state=MessageState.LEASED) & Q(lease__isnull=True, lease_until__isnull=True)),
                name="outbox_lease_iff_leased",
            ),
            models.CheckConstraint(
                condition=Q(state=MessageState.SENT, sent_at__isnull=False)
                | (~Q(state=MessageState.SENT) & Q(sent_at__isnull=True)),
                name="outbox_sent_at_iff_sent",
            ),
            models.CheckConstraint(
                condition=~Q(state=MessageState.SENT) | Q(secret=""), name="outbox_no_secret_once_sent"
            ),
        )

    def __str__(self) -> str:
        return f"{self.event} ({self.audience})"


def new_message_id(public_id: uuid.UUID) -> str:
    """The Message-ID of a message, the same at every attempt, so that a mail program shows two copies as one."""
    return f"<{public_id.hex}@{urlsplit(settings.SITE_URL).hostname or 'localhost'}>"
