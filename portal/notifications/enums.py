from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class MessageState(models.TextChoices):
    """Where a message is on its way out."""

    PENDING = "pending", _("Waiting to be sent")
    LEASED = "leased", _("Being sent")  # a worker has it until its lease ends; then anyone may take it
    SENT = "sent", pgettext_lazy("message", "Sent")
    FAILED = "failed", _("Will be tried again")
    DEAD = "dead", _("Given up")  # a person must look at it
    SKIPPED = "skipped", _("Shown in the portal alone")  # the person left these mails


OPEN_STATES = (MessageState.PENDING, MessageState.FAILED, MessageState.LEASED)


class ReminderState(models.TextChoices):
    """What came of an occasion."""

    RECORDED = "recorded", pgettext_lazy("reminder", "To be told")
    TOLD = "told", pgettext_lazy("reminder", "Told")
    DROPPED = "dropped", pgettext_lazy("reminder", "Not needed any more")
