"""Calls: prepared by plain forms, published and changed by verbs on the call's own desk."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from portal.core.admin_lookups import ScopedRelatedFilter
from portal.organizations.admin_scope import CityScopedAdmin, ReadOnlyAdmin
from programs.actions.cases import retitle
from programs.admin.desk import call_desk
from programs.admin.editors import EDITORS
from programs.admin.editors.bench import Bench, View
from programs.enums import CallState, PartnerRole
from programs.models import Call, CallVersion, Program, ProgramPartner

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

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Offer as reviewers those who may review: of the city, or of no city and named as reviewer by a program."""
        if db_field.name == "reviewer":
            programs = Program.objects.visible_to(request.user)
            named = ProgramPartner.objects.filter(program__in=programs.values("pk"), role=PartnerRole.REVIEWER)
            fit = Q(municipality__isnull=False) | Q(pk__in=named.values("organization"))
            kwargs["queryset"] = self._choices(db_field, request).filter(fit)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

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
        editors = [
            path(f"<int:pk>/mesa/{where}", self.admin_site.admin_view(self._editor(view)), name=f"programs_call_{name}")
            for where, name, view in EDITORS
        ]
        return [desk, *editors, *super().get_urls()]

    def desk_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show and run the verbs of one call; in scope only (404), for whoever may change it (403)."""
        call, context = self._at_the_desk(request, pk)
        return call_desk(request, call, context)

    def _editor(self, view: View) -> Callable[..., HttpResponse]:
        """Return the page of an editor, open to those to whom the desk is. Dates are those of the city's zone."""

        def page(request: HttpRequest, pk: int) -> HttpResponse:
            call, context = self._at_the_desk(request, pk)
            with timezone.override(call.municipality.zone):
                return view(Bench(request, call, context["may_change"], context))

        return page

    def _at_the_desk(self, request: HttpRequest, pk: int) -> tuple[Call, dict[str, Any]]:
        if not self.has_view_permission(request):
            raise PermissionDenied
        call = self.in_scope_or_404(request, pk, "municipality", "program", "reviewer")
        if not self.has_view_permission(request, call):
            raise PermissionDenied
        may_change = self.has_change_permission(request, call)
        if request.method == "POST" and not may_change:
            raise PermissionDenied
        return call, self.admin_site.each_context(request) | {"opts": self.opts, "may_change": may_change}

    @admin.display(description=_("desk"))
    def desk_link(self, call: Call) -> str:
        return format_html(
            '<a href="{}">{}</a>', reverse("admin:programs_call_desk", args=[call.pk]), _("Publish, change")
        )


@admin.register(CallVersion)
class CallVersionAdmin(ReadOnlyAdmin):
    """What a call asks, as it is stored. It is changed by the editors of the call's desk."""

    list_display = ("call", "number", "published_at")
    list_select_related = ("call",)
    ordering = ("call", "-number")
    fields = ("call", "number", "published_at", "published_by", "note", "form_schema", "rubric")

    def get_queryset(self, request: HttpRequest) -> QuerySet[CallVersion]:
        calls = Call.objects.visible_to(request.user)
        return super().get_queryset(request).filter(call__in=calls.values("pk")).select_related("call__municipality")

    def has_module_permission(self, request: HttpRequest) -> bool:
        return False
