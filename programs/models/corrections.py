"""What an officer asked to mend, point by point, and what was mended."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.core import clock
from portal.core.encryption import EncryptedTextField
from programs.enums import CorrectionKind
from programs.models.enrollments import Enrollment


class Correction(models.Model):
    """One round of corrections; open until the enterprise has sent it back."""

    enrollment = models.ForeignKey(Enrollment, on_delete=models.CASCADE, related_name="corrections")
    requested_at = models.DateTimeField(_("requested"), default=clock.now)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    due_at = models.DateTimeField(_("due"))
    note = models.TextField(_("message to the applicant"), blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)

    class Meta:
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")
        constraints = [
            models.UniqueConstraint(
                fields=["enrollment"],
                condition=Q(answered_at__isnull=True),
                name="correction_one_open_per_enrollment",
                violation_error_message=_("The application already has an open correction."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrollment} · {self.requested_at:%Y-%m-%d}"


class CorrectionItem(models.Model):
    """One point to mend. `before` is the digest of what it said then, so that mended means changed; of a document it
    is the SHA-256 of the file, empty when none was given.

    `former` is what it said, as JSON and encrypted, for the officer who compares: {"raw": answer} as it was stored,
    {"item": pk} of the document of the application, or the four texts of the project. Empty on points asked before the
    portal kept it.
    """

    correction = models.ForeignKey(Correction, on_delete=models.CASCADE, related_name="items")
    kind = models.CharField(_("kind"), max_length=10, choices=CorrectionKind)
    code = models.SlugField(_("code"), max_length=60)
    label = models.CharField(_("what"), max_length=300)
    note = models.CharField(_("what to mend"), max_length=400)
    before = models.CharField(max_length=64, blank=True, editable=False)
    sealed_for = models.UUIDField(default=uuid.uuid4, editable=False)
    former = EncryptedTextField(blank=True, default="", editable=False, bound_to="sealed_for")
    mended_at = models.DateTimeField(_("mended"), null=True, blank=True)

    class Meta:
        verbose_name = _("point to correct")
        verbose_name_plural = _("points to correct")
        constraints = [
            models.UniqueConstraint(
                fields=["correction", "kind", "code"],
                name="correction_item_once",
                violation_error_message=_("This point is already in the correction."),
            ),
        ]

    def __str__(self) -> str:
        return self.label
