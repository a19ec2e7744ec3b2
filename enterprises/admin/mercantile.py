"""Mercantile registrations of one's city, to be read: the chamber's officers answer them at their own desk."""

from django.contrib import admin

from enterprises.models import MercantileRegistration
from portal.organizations.admin_scope import ReadOnlyAdmin


@admin.register(MercantileRegistration)
class MercantileRegistrationAdmin(ReadOnlyAdmin):
    list_display = ("number", "enterprise", "chamber", "renewed_year", "state", "declared_at", "decided_at")
    list_filter = ("state", "renewed_year")
    list_select_related = ("enterprise", "chamber")
    search_fields = ("number", "enterprise__legal_name", "enterprise__trade_name")
    ordering = ("-declared_at", "-pk")
    fields = (
        "enterprise",
        "chamber",
        "number",
        "registered_on",
        "renewed_year",
        "renewed_on",
        "state",
        "declared_by",
        "declared_at",
        "decided_by",
        "decided_at",
        "note",
    )
    readonly_fields = fields
