"""Projects, to be read, and the strategic lines that they serve."""

from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from enterprises.models import Project, StrategicLine
from portal.core.admin_lookups import ScopedRelatedFilter
from portal.core.models import Municipality
from portal.organizations.admin_scope import CityScopedAdmin, ReadOnlyAdmin


@admin.register(StrategicLine)
class StrategicLineAdmin(CityScopedAdmin):
    list_display = ("number", "name", "municipality", "is_published")
    list_filter = ("is_published",)
    list_select_related = ("municipality",)
    search_fields = ("name",)
    ordering = ("municipality", "number")
    prepopulated_fields = {"slug": ("name",)}

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        """Lines are public once published; the desk edits those of its own city."""
        rows = super().get_queryset(request)
        return rows.filter(municipality__in=Municipality.objects.visible_to(request.user))

    def get_prepopulated_fields(self, request: HttpRequest, obj: models.Model | None = None) -> dict:
        return {} if obj else self.prepopulated_fields

    def get_readonly_fields(self, request: HttpRequest, obj: StrategicLine | None = None) -> tuple[str, ...]:
        return ("municipality", "number") if obj else ()

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False


@admin.register(Project)
class ProjectAdmin(ReadOnlyAdmin):
    list_display = ("title", "enterprise", "line", "budget", "created_at")
    list_filter = (("line", ScopedRelatedFilter),)
    list_select_related = ("enterprise", "line")
    search_fields = ("title", "enterprise__legal_name", "enterprise__trade_name")
    ordering = ("-created_at", "-pk")
    fields = ("enterprise", "line", "title", "goal", "budget", "created_at")
