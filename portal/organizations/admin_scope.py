"""The administration shows everybody their own city and nothing else.

`CityScopedAdmin` is the base of every ModelAdmin of a city's rows: lists, single objects, autocomplete boxes and the
choices of foreign keys all start at `visible_to(request.user)`, permissions are asked on the object, and each save
and removal leaves a ledger row. Verbs (publish, approve, end a role) run from admin actions and own views, which call
actions; a plain form changes plain fields alone.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.admin.options import BaseModelAdmin, ModelAdmin
from django.contrib.auth import get_permission_codename
from django.db import models
from django.forms import ModelChoiceField
from django.http import HttpRequest

from portal.core.actions import Refused
from portal.core.admin import LedgerHistoryMixin
from portal.core.admin_lookups import PlainLookupsMixin
from portal.core.models import Municipality


def scoped(model: type[models.Model], user: Any) -> models.QuerySet:
    """The rows of `model` that `user` may see; all of a model that has no scope (a reference table)."""
    rows = model._default_manager.all()
    return rows.visible_to(user) if hasattr(rows, "visible_to") else rows


class ScopedChoices(BaseModelAdmin):
    """Foreign keys and many-to-many fields offer only what the user may see. For admins and inlines."""

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        kwargs.setdefault("queryset", self._choices(db_field, request))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        kwargs.setdefault("queryset", self._choices(db_field, request))
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def _choices(self, db_field: Any, request: HttpRequest) -> models.QuerySet:
        choices = scoped(db_field.remote_field.model, request.user)
        ordered = self.get_field_queryset(None, db_field, request)  # by the ordering of the related admin
        return choices if ordered is None else choices.order_by(*ordered.query.order_by)


class ScopedInline(ScopedChoices):
    """For inlines of a CityScopedAdmin: their rows belong to an object that was found in scope already."""


class CityScopedAdmin(PlainLookupsMixin, ScopedChoices, LedgerHistoryMixin):
    """Rows of one's own city. The model's manager has `visible_to`, else all of its rows are shown."""

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        rows = scoped(self.model, request.user)
        ordering = self.get_ordering(request)
        return rows.order_by(*ordering) if ordering else rows

    def has_view_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return super().has_view_permission(request, obj) and (
            obj is None or self._may(request, "view", obj) or self._may(request, "change", obj)
        )

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return super().has_change_permission(request, obj) and (obj is None or self._may(request, "change", obj))

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return super().has_delete_permission(request, obj) and (obj is None or self._may(request, "delete", obj))

    def _may(self, request: HttpRequest, verb: str, obj: models.Model) -> bool:
        codename = get_permission_codename(verb, self.opts)
        return request.user.has_perm(f"{self.opts.app_label}.{codename}", obj)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """A new row belongs to the user's city, where that is only one."""
        initial = super().get_changeform_initial_data(request)
        cities = list(Municipality.objects.visible_to(request.user).order_by("pk")[:2])
        if len(cities) == 1 and any(field.name == "municipality" for field in self.opts.fields):
            initial.setdefault("municipality", str(cities[0].pk))
        return initial

    def get_form(self, request: HttpRequest, obj: models.Model | None = None, change: bool = False, **kwargs: Any):
        """Only the installation administrator may leave the city empty: such a row belongs to everybody."""
        form = super().get_form(request, obj, change=change, **kwargs)
        city = form.base_fields.get("municipality")
        if isinstance(city, ModelChoiceField) and not request.user.is_superuser:
            city.required = True
        return form


def each_in_turn(done: Any) -> Callable:
    """Make an admin action of a function (model_admin, request, obj): each object in its own transaction.

    What the rules refuse is told by name with the reason, the others go through; `done` is the message for these,
    with the placeholder %(count)d.
    """

    def decorate(function: Callable[[ModelAdmin, HttpRequest, models.Model], Any]) -> Callable:
        @wraps(function)
        def run(model_admin: ModelAdmin, request: HttpRequest, queryset: models.QuerySet) -> None:
            count = 0
            for obj in queryset:
                try:
                    function(model_admin, request, obj)
                except Refused as refused:
                    model_admin.message_user(request, f"{obj}: {refused.message}", messages.ERROR)
                else:
                    count += 1
            if count:
                model_admin.message_user(request, done % {"count": count}, messages.SUCCESS)

        return run

    return decorate


class ReadOnlyAdmin(CityScopedAdmin):
    """A list and its details, to be read."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False
