"""The law's tables. They hold for all cities of a country, so the installation administrator changes them."""

from django.contrib import admin
from django.http import HttpRequest

from enterprises.models import ReferenceValue, SectorCode, SizeRule
from portal.organizations.admin_scope import CityScopedAdmin


class ReferenceAdmin(CityScopedAdmin):
    """A row of law: what came into force is closed with a day and followed by another row, never removed."""

    def has_delete_permission(self, request: HttpRequest, obj: object | None = None) -> bool:
        return False


@admin.register(SectorCode)
class SectorCodeAdmin(ReferenceAdmin):
    list_display = ("code", "name", "country", "stratum", "eligible")
    list_filter = ("country", "stratum", "eligible")
    search_fields = ("code", "name", "words")
    ordering = ("country", "code")


@admin.register(SizeRule)
class SizeRuleAdmin(ReferenceAdmin):
    list_display = ("country", "stratum", "size", "measure", "cap", "valid_from", "valid_until")
    list_filter = ("country", "stratum", "size")
    ordering = ("country", "stratum", "valid_from", "cap")


@admin.register(ReferenceValue)
class ReferenceValueAdmin(ReferenceAdmin):
    list_display = ("name", "code", "country", "value", "valid_from", "valid_until")
    list_filter = ("country", "code")
    search_fields = ("name", "code")
    ordering = ("country", "code", "valid_from")
