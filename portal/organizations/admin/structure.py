from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from portal.accounts.models import Consent, PrivacyNotice
from portal.organizations.admin_scope import CityScopedAdmin
from portal.organizations.enums import OrganizationKind
from portal.organizations.models import Organization, Unit


@admin.register(Organization)
class OrganizationAdmin(CityScopedAdmin):
    list_display = ("name", "kind", "municipality", "is_active")
    list_filter = ("kind", "is_active")
    list_select_related = ("municipality",)
    search_fields = ("name", "short_name")
    ordering = ("name", "pk")
    prepopulated_fields = {"slug": ("name",)}

    def get_prepopulated_fields(self, request: HttpRequest, obj: models.Model | None = None) -> dict:
        return {} if obj else self.prepopulated_fields

    def get_readonly_fields(self, request: HttpRequest, obj: Organization | None = None) -> tuple[str, ...]:
        """What roles and links hang on stays as it was made."""
        fixed = ("municipality", "kind", "slug") if obj else ()
        return (*fixed, "is_active") if obj and obj.kind == OrganizationKind.CITY else fixed


@admin.register(Unit)
class UnitAdmin(CityScopedAdmin):
    list_display = ("name", "kind", "organization", "parent", "head_name")
    list_filter = ("kind",)
    list_select_related = ("organization", "parent")
    autocomplete_fields = ("organization", "parent")
    search_fields = ("name",)
    ordering = ("name", "pk")
    prepopulated_fields = {"slug": ("name",)}

    def get_prepopulated_fields(self, request: HttpRequest, obj: models.Model | None = None) -> dict:
        return {} if obj else self.prepopulated_fields

    def get_readonly_fields(self, request: HttpRequest, obj: Unit | None = None) -> tuple[str, ...]:
        return ("organization", "slug") if obj else ()


@admin.register(PrivacyNotice)
class PrivacyNoticeAdmin(CityScopedAdmin):
    """A version that somebody accepted is evidence, and is only read."""

    list_display = ("title", "municipality", "version", "effective_from")
    list_select_related = ("municipality",)
    search_fields = ("title", "version")
    ordering = ("municipality", "-effective_from")

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        rows = super().get_queryset(request)
        if request.user.is_superuser:
            return rows
        cities = self.model._meta.get_field("municipality").related_model.objects.visible_to(request.user)
        return rows.filter(municipality__in=cities)

    def has_change_permission(self, request: HttpRequest, obj: PrivacyNotice | None = None) -> bool:
        accepted = obj is not None and Consent.objects.filter(notice=obj).exists()
        return not accepted and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: PrivacyNotice | None = None) -> bool:
        return False
