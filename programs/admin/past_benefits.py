"""Supports granted before the portal, as the city's own lists said them."""

from django.contrib import admin

from portal.core.admin_lookups import ScopedRelatedFilter
from portal.organizations.admin_scope import ReadOnlyAdmin
from programs.models import PastBenefit


@admin.register(PastBenefit)
class PastBenefitAdmin(ReadOnlyAdmin):
    list_display = ("beneficiary", "program", "granted_on", "amount", "size", "municipality")
    list_filter = (("program", ScopedRelatedFilter), "size")
    list_select_related = ("program", "municipality")
    search_fields = ("beneficiary",)
    ordering = ("-granted_on", "-pk")
    fields = ("beneficiary", "person_type", "program", "granted_on", "amount", "size", "municipality", "recorded_at")
