from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.accounts.enums import Channel, Purpose
from portal.accounts.querysets import ConsentQuerySet, PrivacyNoticeQuerySet
from portal.core.models import LoadedRow


class PrivacyNotice(LoadedRow):
    """One version of a city's privacy notice. A new text is a new version: people consented to what they read."""

    municipality = models.ForeignKey(
        "core.Municipality",
        verbose_name=_("municipality"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="privacy_notices",
    )
    version = models.CharField(_("version"), max_length=20)
    title = models.CharField(_("title"), max_length=200)
    summary = models.TextField(_("in five lines"), blank=True)
    body = models.TextField(_("text"))
    effective_from = models.DateField(_("in force from"))

    objects = PrivacyNoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("privacy notice")
        verbose_name_plural = _("privacy notices")
        ordering = ["municipality", "-effective_from", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "version"],
                name="accounts_notice_version_once_per_city",
                violation_error_message=_("This version exists already. A changed text needs a new version."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.version})"


class Consent(models.Model):
    """That a person accepted one version of a notice for one purpose, when and how, and when it was withdrawn."""

    person = models.ForeignKey(
        "accounts.Person", verbose_name=_("person"), on_delete=models.PROTECT, related_name="consents"
    )
    notice = models.ForeignKey(
        PrivacyNotice, verbose_name=_("privacy notice"), on_delete=models.PROTECT, related_name="consents"
    )
    purpose = models.CharField(_("purpose"), max_length=20, choices=Purpose, default=Purpose.SERVICE)
    given_at = models.DateTimeField(_("given at"))
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    channel = models.CharField(_("channel"), max_length=20, choices=Channel, default=Channel.WEB)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ["-given_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "notice", "purpose"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="accounts_consent_once_while_given",
            ),
            models.CheckConstraint(
                condition=models.Q(withdrawn_at__isnull=True) | models.Q(withdrawn_at__gte=models.F("given_at")),
                name="accounts_consent_withdrawn_after_given",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.notice} · {self.get_purpose_display()}"

    @property
    def municipality(self):
        """The city whose notice it is, or None for the installation's."""
        return self.notice.municipality

    @property
    def is_optional(self) -> bool:
        return Purpose(self.purpose).is_optional
