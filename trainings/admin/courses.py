"""Courses, the rules of priority, and venues."""

from typing import Any

from django.contrib import admin
from django.forms import ModelForm
from django.http import HttpRequest

from portal.organizations.admin_scope import CityScopedAdmin
from programs.eligibility import check_rule
from trainings.models import Course, PriorityRule, Venue


@admin.register(Venue)
class VenueAdmin(CityScopedAdmin):
    list_display = ("name", "organization", "capacity", "is_active")
    list_filter = ("is_active",)
    list_select_related = ("organization",)
    search_fields = ("name", "address")
    ordering = ("name", "pk")
    prepopulated_fields = {"slug": ("name",)}
    exclude = ("loaded_digest",)

    def get_prepopulated_fields(self, request: HttpRequest, obj: Venue | None = None) -> Any:
        return {} if obj else self.prepopulated_fields

    def get_readonly_fields(self, request: HttpRequest, obj: Venue | None = None) -> Any:
        return ("municipality", "slug") if obj else ()

    def has_delete_permission(self, request: HttpRequest, obj: Venue | None = None) -> bool:
        return False


@admin.register(Course)
class CourseAdmin(CityScopedAdmin):
    list_display = ("title", "provider", "agreement", "hours", "is_published")
    list_filter = ("is_published", "area")
    list_select_related = ("provider", "agreement")
    search_fields = ("title", "slug")
    ordering = ("title", "pk")
    prepopulated_fields = {"slug": ("title",)}
    exclude = ("loaded_digest",)

    def get_prepopulated_fields(self, request: HttpRequest, obj: Course | None = None) -> Any:
        return {} if obj else self.prepopulated_fields

    def get_readonly_fields(self, request: HttpRequest, obj: Course | None = None) -> Any:
        """Its address stays, since people have it; its agreement changes by a renewal."""
        # As it is stored: the object at hand already bears what the form was sent with.
        is_public = obj is not None and Course.objects.filter(pk=obj.pk, is_published=True).exists()
        return ("municipality", "slug", "agreement") if is_public else ()

    def has_delete_permission(self, request: HttpRequest, obj: Course | None = None) -> bool:
        return False


class PriorityRuleForm(ModelForm):
    """Says what is wrong with a rule before it is saved."""

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if {"fact", "operator", "value", "municipality", "code"} <= data.keys():
            names = ("code", "fact", "operator", "value")
            check_rule(PriorityRule(**{name: data[name] for name in names}, points=1).as_rule())
        return data


@admin.register(PriorityRule)
class PriorityRuleAdmin(CityScopedAdmin):
    """Who goes first in the courses of the city. A change counts from the next request on."""

    form = PriorityRuleForm
    list_display = ("message", "course", "points", "is_local")
    list_select_related = ("course",)
    ordering = ("municipality", "course", "pk")
    exclude = ("loaded_digest",)
