from django.db import models
from django.utils.translation import gettext_lazy as _


class DocumentState(models.TextChoices):
    """Whether a file may be shown. Only clean ones leave the portal."""

    QUARANTINE = "quarantine", _("Being checked")
    CLEAN = "clean", _("Checked")
    REJECTED = "rejected", _("Refused")


class ContentType(models.TextChoices):
    """The kinds of file that people may give, as found in the content; the declared kind is never believed."""

    PDF = "application/pdf", "PDF"
    JPEG = "image/jpeg", "JPEG"
    PNG = "image/png", "PNG"

    @property
    def extension(self) -> str:
        """The ending of a file's name, with its dot."""
        return {self.PDF: ".pdf", self.JPEG: ".jpg", self.PNG: ".png"}[self]
