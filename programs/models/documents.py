"""The documents of an application, each with the officer's word on it."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.core import clock
from portal.documents.models import Document
from programs.enums import ReviewState
from programs.models.enrollments import Enrollment


class EnrollmentDocument(models.Model):
    """A document given for a requirement; replaced ones stay, with the day they were."""

    enrollment = models.ForeignKey(Enrollment, on_delete=models.CASCADE, related_name="documents")
    requirement = models.SlugField(_("requirement"), max_length=60)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="enrollment_documents")
    state = models.CharField(_("state"), max_length=10, choices=ReviewState, default=ReviewState.PENDING)
    note = models.CharField(_("note"), max_length=400, blank=True)
    attached_at = models.DateTimeField(_("attached"), default=clock.now)
    attached_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(_("removed or replaced"), null=True, blank=True)
    reviewed_at = models.DateTimeField(_("reviewed"), null=True, blank=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("document of an application")
        verbose_name_plural = _("documents of applications")
        constraints = [
            models.UniqueConstraint(
                fields=["enrollment", "requirement"],
                condition=Q(removed_at__isnull=True),
                name="enrollment_document_one_active",
                violation_error_message=_("The application already has this document. Replace it instead."),
            ),
            models.CheckConstraint(
                condition=Q(state=ReviewState.PENDING, reviewed_at__isnull=True)
                | (~Q(state=ReviewState.PENDING) & Q(reviewed_at__isnull=False, reviewed_by__isnull=False)),
                name="enrollment_document_reviewed_by_someone",
                violation_error_message=_("A reviewed document says who reviewed it, and when."),
            ),
        ]

    def __str__(self) -> str:
        return self.requirement

    def judge(self, verdict: ReviewState, *, by: Any, note: str, at: datetime) -> None:
        """Write the officer's word on the document."""
        self.state, self.note, self.reviewed_by, self.reviewed_at = verdict, note, by, at
        self.save(update_fields=["state", "note", "reviewed_by", "reviewed_at"])
