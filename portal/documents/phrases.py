from django.utils.translation import gettext_lazy as _

from portal.core.phrases import register

register(
    {
        "documents.document.check": _("checked the document"),
        "documents.document.store": _("received the document"),
    }
)
