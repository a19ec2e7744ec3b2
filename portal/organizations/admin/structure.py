"""Organizations, their units, and the privacy notices of a city."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext

from portal.accounts.models import Consent, PrivacyNotice
from portal.core import clock
from portal.core.actions import Refused
from portal.core.models import Municipality
from portal.organizations.actions import resume_organization, suspend_organization
from portal.organizations.admin_scope import CityScopedAdmin
from portal.organizations.enums import OrganizationKind
from portal.organizations.held_work import outlook
from portal.organizations.models import Membership, Organization, Unit


@admin.register(Organization)
class OrganizationAdmin(CityScopedAdmin):
    """Plain data by the form; suspending and resuming, which others feel, on a page of their own."""

    change_form_template = "organizations/admin_organization.html"
    list_display = ("name", "kind", "municipality", "is_active")
    list_filter = ("kind", "is_active")
    list_select_related = ("municipality",)
    search_fields = ("name", "short_name")
    ordering = ("name", "pk")
    prepopulated_fields = {"slug": ("name",)}

    def get_prepopulated_fields(self, request: HttpRequest, obj: models.Model | None = None) -> dict:
        return {} if obj else self.prepopulated_fields

    def get_readonly_fields(self, request: HttpRequest, obj: Organization | None = None) -> tuple[str, ...]:
        """What roles and links hang on stays as it was made; whether it is active, a verb says."""
        return ("municipality", "kind", "slug", "is_active") if obj else ("is_active",)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.activity_view)
        return [path("<int:pk>/acceso/", view, name="organizations_organization_activity"), *super().get_urls()]

    def activity_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Say what suspending or resuming brings about, and do it: outside the transaction of the admin's forms."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        organization = self.in_scope_or_404(request, pk, "municipality")
        if not self.has_change_permission(request, organization):
            raise PermissionDenied
        if request.method == "POST":
            self._change_activity(request, organization)
            return redirect("admin:organizations_organization_change", pk)
        holders = Membership.objects.filter(organization=organization, ended_at__isnull=True, user__is_active=True)
        context = self.admin_site.each_context(request) | {
            "title": gettext("Suspend the access") if organization.is_active else gettext("Resume the access"),
            "opts": self.opts,
            "organization": organization,
            "people": holders.values("user").distinct().count(),
            "outlook": list(outlook(organization)) if organization.is_active else [],
            "is_own": organization.kind == OrganizationKind.CITY,
        }
        return render(request, "organizations/admin_activity.html", context)

    def _change_activity(self, request: HttpRequest, organization: Organization) -> None:
        suspends = request.POST.get("verb") == "suspend"
        act = suspend_organization if suspends else resume_organization
        try:
            act(organization, by=request.user)
        except Refused as refused:
            messages.error(request, refused.message)
            return
        done = gettext("The access is suspended.") if suspends else gettext("The access is resumed.")
        messages.success(request, done)


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
    """A version that is in force, or that somebody accepted, is evidence and only read: a new text is a new version."""

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
        return not self._is_evidence(obj) and super().has_change_permission(request, obj)

    @staticmethod
    def _is_evidence(notice: PrivacyNotice | None) -> bool:
        """Whether people read this version, or accepted it: from then on a changed text is a new version."""
        if notice is None or notice.municipality is None:
            return notice is not None and Consent.objects.filter(notice=notice).exists()
        in_force = notice.effective_from <= clock.today(notice.municipality.zone)
        return in_force or Consent.objects.filter(notice=notice).exists()

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """A new version begins with the text that is in force."""
        initial = super().get_changeform_initial_data(request)
        city = Municipality.objects.visible_to(request.user).filter(pk=initial.get("municipality")).first()
        current = PrivacyNotice.objects.in_force(city) if city else None
        if current is not None:
            initial |= {name: getattr(current, name) for name in ("title", "summary", "body")}
        return initial

    def has_delete_permission(self, request: HttpRequest, obj: PrivacyNotice | None = None) -> bool:
        return False
