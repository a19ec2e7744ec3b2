"""Supports granted before the portal, as the city's own lists said them."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from portal.core import formats
from portal.core.admin_lookups import ScopedRelatedFilter
from portal.organizations.admin_scope import ReadOnlyAdmin
from programs.models import PastBenefit


@admin.register(PastBenefit)
class PastBenefitAdmin(ReadOnlyAdmin):
    list_display = ("beneficiary", "program", "granted_on", "money", "size", "municipality")
    list_filter = (("program", ScopedRelatedFilter), "size")
    list_select_related = ("program", "municipality")
    search_fields = ("beneficiary",)
    ordering = ("-granted_on", "-pk")
    fields = ("beneficiary", "person_type", "program", "granted_on", "money", "size", "municipality", "recorded_at")

    @admin.display(description=_("amount"), ordering="amount")
    def money(self, row: PastBenefit) -> str:
        """The amount as people of the city write it."""
        return formats.money(row.amount, row.municipality)
