"""Documents, to be looked at: what was given, and what the checks said. Their content is shown by the apps that ask."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from portal.core.admin import ReadOnlyAdminMixin
from portal.core.admin_lookups import PlainLookupsMixin
from portal.documents.models import Document


@admin.register(Document)
class DocumentAdmin(PlainLookupsMixin, ReadOnlyAdminMixin):
    """For the installation's administrator: how the checks go, and nothing of what a file or its name says."""

    list_display = ("uploaded_at", "public_id", "kind", "content_type", "size", "pages", "state", "rejection_code")
    list_filter = ("state", "content_type", "rejection_code")
    search_fields = ("public_id", "sha256")
    date_hierarchy = "uploaded_at"
    show_full_result_count = False
    list_select_related = ("vault",)
    fields = readonly_fields = (
        *("public_id", "vault", "kind", "content_type", "size", "pages", "sha256"),
        *("state", "rejection_code", "uploaded_by", "uploaded_at", "checked_at", "issued_on", "expires_on"),
        *("withdrawn_at", "superseded_by"),
    )

    def get_queryset(self, request: HttpRequest) -> Any:
        queryset = super().get_queryset(request)
        return (
            queryset if request.user.is_superuser else queryset.filter(pk__in=Document.objects.visible_to(request.user))
        )
