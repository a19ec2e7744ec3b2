"""The staff's desk over cities and the ledger; and the history of any object, read from the ledger."""

from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import admin, messages
from django.contrib.admin.options import ModelAdmin
from django.contrib.admin.utils import unquote
from django.contrib.admin.views.main import PAGE_VAR, SEARCH_VAR
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.db.models import OuterRef, QuerySet, Subquery
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.text import capfirst
from django.utils.timezone import make_naive
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from portal.core import ledger
from portal.core.admin_lookups import PlainLookupsMixin
from portal.core.admin_stories import story_context
from portal.core.enums import Role
from portal.core.models import LedgerEntry, Municipality
from portal.core.phrases import phrase_of
from portal.core.scoping import get_in_scope_or_404
from portal.core.stories import find

HISTORY_PAGE = 100  # lines


@dataclass(frozen=True)
class Actor:
    """Whoever acted, in the shape that Django's history page shows; a job is nobody's account."""

    name: str

    def get_username(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        return ""


@dataclass(frozen=True)
class HistoryLine:
    """One ledger entry in that shape."""

    action_time: datetime
    user: Actor
    action: str
    data: dict[str, Any]

    def get_change_message(self) -> str:
        """Return the action and the names of what it touched."""
        fields = ", ".join(str(name) for name in self.data.get("fields", ()))
        states = " → ".join(str(self.data[end]) for end in ("from", "to") if end in self.data)
        return " · ".join(part for part in (self.action, states, fields) if part)


class OutsideIsGoneMixin(ModelAdmin):
    """What is not on the user's own list answers 404, and leaves a row in the ledger where it exists.

    Django's own answer is a redirect to the first page, from inside the transaction of a form. Here the object is
    looked up before that transaction is opened, so that the row outlives the refusal. Whoever may not enter the list
    at all is refused (403) before anything is looked up.
    """

    def in_scope_or_404(self, request: HttpRequest, object_id: Any, *related: str) -> Any:
        """Return the row of this admin's list, with its `related` objects. Http404, noted, for any other."""
        rows = self.get_queryset(request)
        return get_in_scope_or_404(rows.select_related(*related) if related else rows, request.user, pk=object_id)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        if object_id is not None and self.has_view_or_change_permission(request):
            self.in_scope_or_404(request, unquote(object_id))
        return super().changeform_view(request, object_id, form_url, extra_context)

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if self.has_view_or_change_permission(request):
            self.in_scope_or_404(request, unquote(object_id))
        return super().delete_view(request, object_id, extra_context)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        self.in_scope_or_404(request, unquote(object_id))
        return super().history_view(request, object_id, extra_context)


class LedgerHistoryMixin(OutsideIsGoneMixin):
    """What is done in the admin is written to the ledger and not to Django's log; the history page reads the ledger.

    A line holds the names of the fields that changed, never their values. `data["fields"]` also names, as
    "app.model", the inlines in which something changed.
    """

    def construct_change_message(  # type: ignore[override] # the message is ours from here to the ledger
        self, request: HttpRequest, form: BaseForm, formsets: Any, add: bool = False
    ) -> list[str]:
        inlines = {formset.model._meta.label_lower for formset in formsets or () if formset.has_changed()}
        return [*form.changed_data, *sorted(inlines)]

    def log_addition(  # type: ignore[override] # no LogEntry is made
        self, request: HttpRequest, obj: models.Model, message: Any
    ) -> None:
        self._log("added", request, obj, message)

    def log_change(  # type: ignore[override]
        self, request: HttpRequest, obj: models.Model, message: Any
    ) -> None:
        self._log("changed", request, obj, message)

    def log_deletions(  # type: ignore[override]
        self, request: HttpRequest, queryset: Any
    ) -> None:
        for obj in queryset:
            self._log("deleted", request, obj, [])

    def _log(self, verb: str, request: HttpRequest, obj: models.Model, message: Any) -> None:
        fields = message if isinstance(message, list) else []
        with transaction.atomic():  # the admin's own, where there is one; its bulk deletion opens none
            ledger.append(f"admin.{verb}", by=request.user, obj=obj, data={"fields": fields})

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        obj = self.in_scope_or_404(request, unquote(object_id))
        if not self.has_view_or_change_permission(request, obj):
            raise PermissionDenied
        paginator = self.get_paginator(request, LedgerEntry.objects.of_object(obj), HISTORY_PAGE)
        page = paginator.get_page(request.GET.get(PAGE_VAR, 1))
        context = {
            **self.admin_site.each_context(request),
            "title": _("History: %(object)s") % {"object": obj},
            "subtitle": None,
            "action_list": _with_lines(page, _zone_of(obj)),
            "page_range": paginator.get_elided_page_range(page.number),
            "page_var": PAGE_VAR,
            "pagination_required": paginator.count > HISTORY_PAGE,
            "module_name": str(capfirst(self.opts.verbose_name_plural)),
            "object": obj,
            "opts": self.opts,
            "preserved_filters": self.get_preserved_filters(request),
            **(extra_context or {}),
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, self.object_history_template or "admin/object_history.html", context)


def _zone_of(obj: models.Model) -> tzinfo:
    """Return the zone of the city that `obj` belongs to; UTC for what belongs to none."""
    city = Municipality.objects.filter(pk=ledger.Subject.of(obj).chain).first()
    return city.zone if city else UTC


def _with_lines(page: Any, zone: tzinfo) -> Any:
    """Put history lines into `page` where its ledger entries were, with one query for the people."""
    users = get_user_model()._default_manager.in_bulk({entry.by_id for entry in page if entry.by_id})
    page.object_list = [
        # Without its zone, since the template would turn it into that of the server.
        HistoryLine(make_naive(entry.at, zone), _actor(entry, users), entry.action, entry.data)
        for entry in page.object_list
    ]
    return page


def _actor(entry: LedgerEntry, users: dict[int, Any]) -> Actor:
    if entry.by_id is None:
        return Actor(str(Role.SYSTEM.label))
    return Actor(str(users[entry.by_id]) if entry.by_id in users else f"#{entry.by_id}")


class ReadOnlyAdminMixin(OutsideIsGoneMixin):
    """Shows, and changes nothing."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Municipality)
class MunicipalityAdmin(PlainLookupsMixin, LedgerHistoryMixin, ModelAdmin):
    """A city's face, calendar and thresholds. Cities are made by `load_city`, and never deleted."""

    list_display = ("name", "country", "timezone", "is_published")
    readonly_fields = ("slug", "country", "locale", "currency", "timezone", "folio_prefix")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Municipality]:
        return Municipality.objects.visible_to(request.user)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class CityFilter(admin.SimpleListFilter):
    """Narrows the ledger to one city; the choices come from the cities, not from a scan of the ledger."""

    title = gettext_lazy("city")
    parameter_name = "city"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        cities = Municipality.objects.visible_to(request.user)
        return [(str(ledger.INSTALLATION), _("Installation")), *((str(city.pk), city.name) for city in cities)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[LedgerEntry]) -> QuerySet[LedgerEntry]:
        chosen = self.value() or ""
        return queryset.filter(chain=int(chosen)) if chosen.isdecimal() else queryset


@admin.register(LedgerEntry)
class LedgerEntryAdmin(PlainLookupsMixin, ReadOnlyAdminMixin, ModelAdmin):
    """The ledger of the cities that the user audits."""

    list_display = ("when", "what", "action", "actor", "object_type", "object_id", "city")
    list_filter = (CityFilter,)
    search_fields = ("=object_public_id", "=request_id")
    search_help_text = gettext_lazy("Finds the public id of an object and the number of a request.")
    show_full_result_count = False
    list_per_page = 50

    def get_queryset(self, request: HttpRequest) -> QuerySet[LedgerEntry]:
        users = get_user_model()
        city = Municipality.objects.filter(pk=OuterRef("chain"))
        person = users._default_manager.filter(pk=OuterRef("by_id"))
        return LedgerEntry.objects.visible_to(request.user).annotate(
            city_name=Subquery(city.values("name")),
            city_zone=Subquery(city.values("timezone")),
            actor_name=Subquery(person.values(users.USERNAME_FIELD)),
        )

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.story_view)
        return [path("historia/", view, name="core_ledgerentry_story"), *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Show the list; of a folio, an enterprise or a person that was searched here, point to its story."""
        typed = request.GET.get(SEARCH_VAR, "")
        if typed and self.has_view_permission(request) and (story := find(typed, request.user)) is not None:
            where = f"{reverse('admin:core_ledgerentry_story')}?{urlencode({'q': typed})}"
            text = _("What the ledger tells of this is on a page of its own:")
            link = format_html('<a href="{}">{}</a>', where, _("Follow %(what)s") % {"what": story.title})
            self.message_user(request, format_html("{} {}", text, link), messages.INFO)
        return super().changelist_view(request, extra_context)

    @method_decorator(require_safe)
    def story_view(self, request: HttpRequest) -> HttpResponse:
        """Show what the reader's ledger tells of one application, enterprise or person, in phrases."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        context = self.admin_site.each_context(request) | story_context(request)
        context |= {"title": _("Follow a folio, an enterprise or a person"), "opts": self.opts}
        return TemplateResponse(request, "admin/core/ledgerentry/story.html", context)

    @admin.display(description=gettext_lazy("what"))
    def what(self, entry: LedgerEntry) -> str:
        return phrase_of(entry.action)

    @admin.display(description=gettext_lazy("when, in the city's time"), ordering="pk")
    def when(self, entry: Any) -> str:
        zone = ZoneInfo(entry.city_zone) if entry.city_zone else UTC
        return f"{entry.at.astimezone(zone):%Y-%m-%d %H:%M:%S %Z}"

    @admin.display(description=gettext_lazy("by"))
    def actor(self, entry: Any) -> str:
        if entry.by_id is None:
            return str(Role.SYSTEM.label)
        return entry.actor_name or f"#{entry.by_id}"

    @admin.display(description=gettext_lazy("city"))
    def city(self, entry: Any) -> str:
        return entry.city_name or _("Installation")
