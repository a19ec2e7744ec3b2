"""Calls: prepared by plain forms, published and changed by verbs on the call's own desk."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from portal.core.admin_lookups import ScopedRelatedFilter
from portal.organizations.admin_scope import CityScopedAdmin, ScopedInline
from programs.actions.cases import retitle
from programs.admin.desk import call_desk
from programs.enums import CallState
from programs.form_schema import Schema
from programs.models import Call, CallVersion, RequiredDocument, Rule

# What only a verb changes once the call is public, since people rely on it.
FIXED_WHEN_PUBLIC = (
    *("municipality", "program", "slug", "opens_at", "closes_at", "places", "reviewer"),
    *("budget", "correction_days", "offer_days", "max_per_enterprise"),
)


@admin.register(Call)
class CallAdmin(CityScopedAdmin):
    list_display = ("title", "program", "state", "opens_at", "closes_at", "taken", "places", "desk_link")
    list_filter = ("state", ("program", ScopedRelatedFilter))
    list_select_related = ("program",)
    search_fields = ("title", "slug")
    ordering = ("-closes_at", "pk")
    prepopulated_fields = {"slug": ("title",)}
    readonly_fields = ("state", "taken", "current_version")
    exclude = ("loaded_digest",)
    change_form_template = "admin/programs/call/change_form.html"

    def get_readonly_fields(self, request: HttpRequest, obj: Call | None = None) -> Any:
        fixed = FIXED_WHEN_PUBLIC if obj is not None and obj.state != CallState.DRAFT else ()
        return (*self.readonly_fields, *fixed)

    def get_prepopulated_fields(self, request: HttpRequest, obj: Call | None = None) -> Any:
        return {} if obj is not None and obj.state != CallState.DRAFT else self.prepopulated_fields

    def save_model(self, request: HttpRequest, obj: Call, form: ModelForm, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if not change:
            CallVersion.objects.create(call=obj, number=1)
        retitle(obj.public_id, obj.title)

    def get_urls(self) -> list[URLPattern]:
        desk = path("<int:pk>/mesa/", self.admin_site.admin_view(self.desk_view), name="programs_call_desk")
        return [desk, *super().get_urls()]

    def desk_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show and run the verbs of one call; in scope only (404), for whoever may change it (403)."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        call = self.in_scope_or_404(request, pk, "municipality", "program")
        if not self.has_view_permission(request, call):
            raise PermissionDenied
        may_change = self.has_change_permission(request, call)
        if request.method == "POST" and not may_change:
            raise PermissionDenied
        context = self.admin_site.each_context(request) | {"opts": self.opts, "may_change": may_change}
        return call_desk(request, call, context)

    @admin.display(description=_("desk"))
    def desk_link(self, call: Call) -> str:
        return format_html(
            '<a href="{}">{}</a>', reverse("admin:programs_call_desk", args=[call.pk]), _("Publish, change")
        )


class PartInline(ScopedInline, admin.StackedInline):
    """Rules and documents of a version: fixed with it."""

    extra = 0
    exclude = ("loaded_digest",)

    def has_change_permission(self, request: HttpRequest, obj: CallVersion | None = None) -> bool:
        return super().has_change_permission(request, obj) and _is_open(obj)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_add_permission(request, obj) and _is_open(obj)

    def has_delete_permission(self, request: HttpRequest, obj: CallVersion | None = None) -> bool:
        return super().has_delete_permission(request, obj) and _is_open(obj)


class RuleInline(PartInline):
    model = Rule


class RequiredDocumentInline(PartInline):
    model = RequiredDocument


class VersionForm(ModelForm):
    """Says of each fault in the questions where it is, before anything is saved."""

    class Meta:
        model = CallVersion
        fields = ("note", "form_schema")

    def clean_form_schema(self) -> Any:
        schema = self.cleaned_data["form_schema"]
        Schema.parse(schema)
        return schema


@admin.register(CallVersion)
class CallVersionAdmin(CityScopedAdmin):
    """What a call asks: questions, rules and documents. Reached from the call's desk."""

    form = VersionForm
    list_display = ("call", "number", "published_at")
    list_select_related = ("call",)
    ordering = ("call", "-number")
    readonly_fields = ("call", "number", "published_at", "published_by")
    inlines = (RuleInline, RequiredDocumentInline)

    def get_queryset(self, request: HttpRequest) -> QuerySet[CallVersion]:
        calls = Call.objects.visible_to(request.user)
        return super().get_queryset(request).filter(call__in=calls.values("pk")).select_related("call__municipality")

    def has_module_permission(self, request: HttpRequest) -> bool:
        return False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: CallVersion | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: CallVersion | None = None) -> bool:
        return super().has_change_permission(request, obj) and _is_open(obj)


def _is_open(version: CallVersion | None) -> bool:
    return version is None or not version.is_published
