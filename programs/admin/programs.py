"""Programs, their partners and targets, and the coded reasons of the city."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from portal.core.models import Municipality
from portal.organizations.admin_scope import CityScopedAdmin, ScopedInline
from programs.models import DecisionReason, Program, ProgramPartner, Target


class PartnerInline(ScopedInline, admin.TabularInline):
    model = ProgramPartner
    fields = ("organization", "role", "planned_contribution", "note")
    extra = 0


@admin.register(Program)
class ProgramAdmin(CityScopedAdmin):
    list_display = ("name", "kind", "unit", "municipality", "is_published")
    list_filter = ("kind", "is_published")
    list_select_related = ("unit", "municipality")
    search_fields = ("name", "summary")
    ordering = ("name", "pk")
    prepopulated_fields = {"slug": ("name",)}
    exclude = ("loaded_digest",)
    inlines = (PartnerInline,)


@admin.register(Target)
class TargetAdmin(CityScopedAdmin):
    list_display = ("name", "program", "unit", "comparator", "number", "municipality")
    list_select_related = ("program", "municipality")
    search_fields = ("name",)
    ordering = ("name", "pk")
    prepopulated_fields = {"slug": ("name",)}
    exclude = ("loaded_digest",)


@admin.register(DecisionReason)
class DecisionReasonAdmin(CityScopedAdmin):
    list_display = ("code", "title", "source", "is_active", "municipality")
    list_filter = ("is_active",)
    list_select_related = ("municipality",)
    search_fields = ("code", "title", "text")
    ordering = ("code", "pk")
    exclude = ("loaded_digest",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[DecisionReason]:
        cities = Municipality.objects.visible_to(request.user)
        return super().get_queryset(request).filter(municipality__in=cities)
