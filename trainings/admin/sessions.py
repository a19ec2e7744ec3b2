"""Sessions: prepared by a plain form with their meetings; what people rely on is changed by verbs alone."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from portal.core.admin_lookups import ScopedRelatedFilter
from portal.organizations.admin_scope import CityScopedAdmin, ScopedInline, each_in_turn
from trainings.actions import publish_session, refresh_dates
from trainings.desk import desk_of, run_posted
from trainings.enums import SessionState
from trainings.models import Meeting, Session
from trainings.workflow import SessionWorkflow

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
    list_display = ("course", "starts_at", "state", "desk_link", "taken", "capacity", "venue")
    list_filter = ("state", "seat_mode", ("course", ScopedRelatedFilter))
    list_select_related = ("course", "venue")
    search_fields = ("course__title", "code")
    ordering = ("-starts_at", "pk")
    readonly_fields = ("state", "starts_at", "ends_at", "taken", "social_taken", "allocated_at")
    exclude = ("loaded_digest",)
    inlines = (MeetingInline,)
    change_form_template = "admin/trainings/session/change_form.html"
    actions = ("publish",)

    def get_readonly_fields(self, request: HttpRequest, obj: Session | None = None) -> Any:
        return self.readonly_fields if _is_draft(obj) else (*self.readonly_fields, *FIXED_WHEN_PUBLIC)

    def save_related(self, request: HttpRequest, form: ModelForm, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        if _is_draft(form.instance):
            refresh_dates(form.instance)

    def has_delete_permission(self, request: HttpRequest, obj: Session | None = None) -> bool:
        return False

    def get_urls(self) -> list[URLPattern]:
        desk = path("<int:pk>/mesa/", self.admin_site.admin_view(self.desk_view), name="trainings_session_desk")
        return [desk, *super().get_urls()]

    def desk_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show and run the verbs of one session; in scope only (404), for whoever may change it (403)."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        session = self.in_scope_or_404(request, pk, *Session.locked_with)
        may_change = self.has_change_permission(request, session)
        if not self.has_view_permission(request, session) or (request.method == "POST" and not may_change):
            raise PermissionDenied
        desk = desk_of(session, request.user, request.POST)
        if request.method == "POST" and (done := run_posted(session, desk, by=request.user)):
            messages.success(request, done)
            return redirect("admin:trainings_session_desk", pk)
        context = self.admin_site.each_context(request) | {
            "opts": self.opts,
            "title": session.course.title,
            "session": session,
            "city": session.municipality,
            "state": SessionWorkflow.state(session.state),
        }
        return TemplateResponse(request, "admin/trainings/session/desk.html", context | desk)

    @admin.display(description=_("desk"))
    def desk_link(self, session: Session) -> str:
        return format_html(
            '<a href="{}">{}</a>', reverse("admin:trainings_session_desk", args=[session.pk]), _("Publish, change")
        )

    @admin.action(description=_("Publish the selected sessions"), permissions=["change"])
    @each_in_turn(_("%(count)d published."))
    def publish(self, request: HttpRequest, session: Session) -> None:
        publish_session(session, by=request.user)
