"""Applications, to be read by the city. Officers decide in the console; nothing is decided here."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from portal.core.admin_lookups import ScopedRelatedFilter
from portal.core.enums import Role
from portal.organizations.admin_scope import ReadOnlyAdmin, each_in_turn
from portal.organizations.roles import has_role
from programs.actions import complete
from programs.models import Enrollment


@admin.register(Enrollment)
class EnrollmentAdmin(ReadOnlyAdmin):
    list_display = ("folio", "enterprise", "call", "state", "submitted_at", "decided_at")
    list_filter = ("state", ("call__program", ScopedRelatedFilter), ("call__reviewer", ScopedRelatedFilter))
    list_select_related = ("enterprise", "call")
    search_fields = ("folio", "enterprise__legal_name", "enterprise__trade_name")
    ordering = ("-submitted_at", "-pk")
    fields = (
        "folio",
        "call",
        "enterprise",
        "project",
        "state",
        "submitted_at",
        "decided_at",
        "decided_by",
        "reason",
        "decision_note",
        "correction_due_at",
        "offer_expires_at",
    )
    actions = ("complete",)

    def get_queryset(self, request: HttpRequest) -> Any:
        # A draft belongs to the enterprise alone, also where the reader is a member of one.
        return super().get_queryset(request).filter(submitted_at__isnull=False)

    def has_staff_permission(self, request: HttpRequest) -> bool:
        return has_role(request.user, Role.STAFF)

    @admin.action(description=_("Mark as completed"), permissions=["staff"])
    @each_in_turn(
        ngettext_lazy("%(count)d application was completed.", "%(count)d applications were completed.", "count")
    )
    def complete(self, request: HttpRequest, enrollment: Enrollment) -> None:
        complete(enrollment, by=request.user)
