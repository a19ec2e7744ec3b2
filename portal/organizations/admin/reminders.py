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
from portal.notifications.reminders.previews import SHOWN, preview
from portal.notifications.reminders.quiet import next_allowed
from portal.organizations.admin_scope import CityScopedAdmin


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
        return ("municipality", "kind") if obj else ()

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
