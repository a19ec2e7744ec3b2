from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.core import clock
from portal.core.models import PublicIdModel
from portal.documents.enums import ContentType, DocumentState
from portal.documents.models.vault import Vault
from portal.documents.querysets import DocumentQuerySet
from portal.documents.rejections import REJECTIONS

if TYPE_CHECKING:
    from portal.core.models import Municipality


class Document(PublicIdModel):
    """One file that somebody gave, as it was given. Its bytes lie encrypted under a random name (see `files`)."""

    vault = models.ForeignKey(Vault, verbose_name=_("vault"), on_delete=models.PROTECT, related_name="documents")
    kind = models.CharField(_("kind of document"), max_length=60)
    original_name = models.CharField(_("name"), max_length=160)
    content_type = models.CharField(_("content type"), max_length=20, choices=ContentType)
    size = models.PositiveIntegerField(_("size in bytes"))
    sha256 = models.CharField(_("SHA-256 of the content"), max_length=64, editable=False)
    pages = models.PositiveIntegerField(_("pages"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=DocumentState, default=DocumentState.QUARANTINE)
    rejection_code = models.CharField(_("reason of the refusal"), max_length=30, blank=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("uploaded by"),
        null=True,  # a job, like the import of a register
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    uploaded_at = models.DateTimeField(_("uploaded"), default=clock.now)
    checked_at = models.DateTimeField(_("checked"), null=True, blank=True)
    issued_on = models.DateField(_("issued on"), null=True, blank=True)
    expires_on = models.DateField(_("expires on"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    stored_name = models.CharField(_("name in the storage"), max_length=100, blank=True, editable=False)
    superseded_by = models.ForeignKey(
        "self",
        verbose_name=_("replaced by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="supersedes",
    )

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ("-uploaded_at", "-pk")
        indexes = (
            models.Index(
                fields=("uploaded_at",), name="documents_to_check", condition=Q(state=DocumentState.QUARANTINE)
            ),
            models.Index(fields=("stored_name",), name="documents_stored_name"),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(state=DocumentState.REJECTED) ^ Q(rejection_code=""), name="document_refused_for_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(state=DocumentState.QUARANTINE) | Q(checked_at__isnull=False),
                name="document_checked_at_unless_waiting",
            ),
            models.CheckConstraint(
                condition=~Q(stored_name="") | Q(state=DocumentState.REJECTED) | Q(withdrawn_at__isnull=False),
                name="document_has_its_file",
            ),
        )

    def __str__(self) -> str:
        # Not its name, which says what only those who may read the file may know.
        return f"{self.kind} {self.public_id}"

    @property
    def municipality(self) -> "Municipality | None":
        """The city of the vault, whose ledger tells of the document."""
        return self.vault.municipality

    def become(self, state: DocumentState, *, code: str = "", pages: int | None = None) -> None:
        """Set what the check found, unsaved. A refused document has no file any more."""
        self.state, self.rejection_code = state, code
        if state == DocumentState.REJECTED:
            self.stored_name = ""
        else:
            self.pages = pages

    @property
    def is_clean(self) -> bool:
        """Whether it may be shown to those who may see it."""
        return self.state == DocumentState.CLEAN and self.withdrawn_at is None

    @property
    def is_rejected(self) -> bool:
        """Whether the check refused it; it is shown to nobody."""
        return self.state == DocumentState.REJECTED

    @property
    def is_image(self) -> bool:
        return self.content_type in (ContentType.JPEG, ContentType.PNG)

    @property
    def rejection_message(self) -> Any:
        """Why it was refused and how to mend that, in the active language; empty when it was not."""
        return REJECTIONS[self.rejection_code] if self.rejection_code else ""
