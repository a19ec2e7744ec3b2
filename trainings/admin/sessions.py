"""Sessions: prepared by a plain form with their meetings; what people rely on is changed by verbs alone."""

from typing import Any

from django.contrib import admin
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from portal.core.admin_lookups import ScopedRelatedFilter
from portal.organizations.admin_scope import CityScopedAdmin, ScopedInline, each_in_turn
from trainings.actions import publish_session, refresh_dates
from trainings.enums import SessionState
from trainings.models import Meeting, Session

FIXED_WHEN_PUBLIC = (
    *("municipality", "course", "venue", "reviewer", "code", "capacity", "social_seats", "company_cap"),
    *("seat_mode", "opens_at", "closes_at", "priority_until"),
)


def _is_draft(session: Session | None) -> bool:
    return session is None or session.state == SessionState.DRAFT


class MeetingInline(ScopedInline, admin.TabularInline):
    model = Meeting
    extra = 1
    exclude = ("loaded_digest",)

    def has_change_permission(self, request: HttpRequest, obj: Session | None = None) -> bool:
        return super().has_change_permission(request, obj) and _is_draft(obj)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_add_permission(request, obj) and _is_draft(obj)

    def has_delete_permission(self, request: HttpRequest, obj: Session | None = None) -> bool:
        return super().has_delete_permission(request, obj) and _is_draft(obj)


@admin.register(Session)
class SessionAdmin(CityScopedAdmin):
    list_display = ("course", "code", "state", "starts_at", "venue", "taken", "capacity")
    list_filter = ("state", "seat_mode", ("course", ScopedRelatedFilter))
    list_select_related = ("course", "venue")
    search_fields = ("course__title", "code")
    ordering = ("-starts_at", "pk")
    readonly_fields = ("state", "starts_at", "ends_at", "taken", "social_taken", "allocated_at")
    exclude = ("loaded_digest",)
    inlines = (MeetingInline,)
    actions = ("publish",)

    def get_readonly_fields(self, request: HttpRequest, obj: Session | None = None) -> Any:
        return self.readonly_fields if _is_draft(obj) else (*self.readonly_fields, *FIXED_WHEN_PUBLIC)

    def save_related(self, request: HttpRequest, form: ModelForm, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        if _is_draft(form.instance):
            refresh_dates(form.instance)

    def has_delete_permission(self, request: HttpRequest, obj: Session | None = None) -> bool:
        return False

    @admin.action(description=_("Publish the selected sessions"), permissions=["change"])
    @each_in_turn(_("%(count)d published."))
    def publish(self, request: HttpRequest, session: Session) -> None:
        publish_session(session, by=request.user)
