"""When a city reminds people of what, and whom that would reach today."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils.translation import gettext, gettext_lazy

from portal.core import clock
from portal.notifications.models import ReminderRule
from portal.notifications.reminders.forms import ReminderRuleForm
from portal.notifications.reminders.kinds import Counts, registered
from portal.notifications.reminders.previews import SHOWN, preview
from portal.notifications.reminders.quiet import next_allowed
from portal.organizations.admin_scope import CityScopedAdmin

COUNTED = {"days_before": Counts.BEFORE, "days_after": Counts.AFTER}


@admin.register(ReminderRule)
class ReminderRuleAdmin(CityScopedAdmin):
    """The rules of the user's city; texts and kinds are the portal's."""

    form = ReminderRuleForm
    change_form_template = "notices/admin/rule.html"
    list_display = ("reminder", "municipality", "enabled", "days", "at_hour", "business_days", "digest")
    list_filter = ("enabled",)
    list_select_related = ("municipality",)
    ordering = ("municipality", "kind", "pk")

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> tuple[str, ...]:
        return ("municipality", "kind", "reminder") if obj else ()

    def get_fields(self, request: HttpRequest, obj: ReminderRule | None = None) -> list[str]:
        """Only the days that the kind counts; of a rule that is there, the name of its kind and not the code."""
        kind = registered.get(obj.kind if obj else request.POST.get("kind") or request.GET.get("kind", ""))
        unused = {name for name, counts in COUNTED.items() if kind is None or kind.counts != counts}
        if kind is None or not kind.escalates:
            unused.add("escalate_days")
        first = ["municipality", "reminder" if obj else "kind"]
        rest = [name for name in ReminderRuleForm.Meta.fields if name not in ("municipality", "kind")]
        return first + [name for name in rest if name not in unused]

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: dict | None = None) -> HttpResponse:
        """Ask first of what people are reminded: the kind says which days there are to write."""
        if request.method == "POST" or request.GET.get("kind") in registered:
            return super().add_view(request, form_url, extra_context)
        if not self.has_add_permission(request):
            raise PermissionDenied
        kinds = sorted(registered.values(), key=lambda kind: str(kind.label))
        context = self.admin_site.each_context(request) | {
            "title": gettext("Of what are people reminded?"),
            "opts": self.opts,
            "kinds": kinds,
        }
        return render(request, "notices/admin/kinds.html", context)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.preview_view)
        return [path("<int:pk>/alcance/", view, name="notifications_reminderrule_reach"), *super().get_urls()]

    @admin.display(description=gettext_lazy("reminder"), ordering="kind")
    def reminder(self, rule: ReminderRule) -> str:
        return str(rule)

    @admin.display(description=gettext_lazy("days"))
    def days(self, rule: ReminderRule) -> str:
        """The days that the rule counts, in their order."""
        return ", ".join(str(day) for day in rule.days_before or rule.days_after or rule.escalate_days) or "—"

    def preview_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show whom the rule would reach today; nothing is sent or written."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        rule = self.in_scope_or_404(request, pk, "municipality")
        if not self.has_view_permission(request, rule):
            raise PermissionDenied
        now = clock.now()
        context: dict[str, Any] = self.admin_site.each_context(request) | {
            "title": gettext("Whom it would reach today"),
            "opts": self.opts,
            "rule": rule,
            "found": preview(rule, now),
            "shown": SHOWN,
            "told_from": next_allowed(now, rule.municipality),
            "now": now,
        }
        return render(request, "notices/admin/reach.html", context)
