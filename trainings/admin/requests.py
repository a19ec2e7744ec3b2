"""Requests for seats, to be read: they are decided in the console or by the order of the session."""

from django.contrib import admin

from portal.core.admin_lookups import ScopedRelatedFilter
from portal.organizations.admin_scope import ReadOnlyAdmin, ScopedInline
from trainings.models import Seat, SeatRequest


class SeatInline(ScopedInline, admin.TabularInline):
    model = Seat
    fields = ("full_name", "slot", "is_active", "came")
    readonly_fields = fields
    extra = 0
    can_delete = False


@admin.register(SeatRequest)
class SeatRequestAdmin(ReadOnlyAdmin):
    list_display = ("folio", "session", "enterprise", "state", "seats_wanted", "seats_given", "submitted_at")
    list_filter = ("state", ("session__course", ScopedRelatedFilter))
    list_select_related = ("session__course", "enterprise")
    search_fields = ("folio", "enterprise__legal_name", "enterprise__trade_name")
    ordering = ("-submitted_at", "-pk")
    fields = (
        *("folio", "session", "enterprise", "state", "seats_wanted", "least_accepted", "seats_given"),
        *("points", "has_priority", "submitted_at", "decided_at", "reason", "decision_note"),
    )
    inlines = (SeatInline,)
