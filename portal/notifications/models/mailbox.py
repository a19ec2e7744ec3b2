from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.core import clock
from portal.core.models import PublicIdModel
from portal.notifications.querysets import DemoMailQuerySet


class DemoMail(PublicIdModel):
    """A mail as it left the portal, kept to be read at /correo/. Only the demo's mail backend writes these."""

    message_id = models.CharField(_("Message-ID"), max_length=200, blank=True)
    sender = models.CharField(_("from"), max_length=320)
    to = models.TextField(_("to"))
    subject = models.CharField(_("subject"), max_length=500)
    text = models.TextField(_("text"), blank=True)
    html = models.TextField(_("formatted text"), blank=True)
    written_at = models.DateTimeField(_("written"), default=clock.now, db_index=True)

    objects = DemoMailQuerySet.as_manager()

    class Meta:
        verbose_name = _("mail of the demo")
        verbose_name_plural = _("mails of the demo")
        ordering = ("-written_at", "-pk")

    def __str__(self) -> str:
        return self.subject
