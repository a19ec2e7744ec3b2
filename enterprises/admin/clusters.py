"""Which enterprises belong to which cluster, as the clusters tell the city."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from enterprises.models import ClusterMembership
from portal.organizations.admin_scope import CityScopedAdmin
from portal.organizations.enums import OrganizationKind


@admin.register(ClusterMembership)
class ClusterMembershipAdmin(CityScopedAdmin):
    list_display = ("enterprise", "organization", "since", "until")
    list_select_related = ("enterprise", "organization")
    autocomplete_fields = ("enterprise",)
    search_fields = ("enterprise__legal_name", "enterprise__trade_name")
    ordering = ("enterprise", "organization", "pk")

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "organization" and field is not None:
            field.queryset = field.queryset.filter(kind=OrganizationKind.CLUSTER)
        return field

    def get_readonly_fields(self, request: HttpRequest, obj: ClusterMembership | None = None) -> Any:
        return ("enterprise", "organization") if obj else ()
