"""Requests to join that the city answers: those made in it, while the enterprise's tax certificate is not accepted."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext

from enterprises.actions import decide_join_request
from enterprises.forms import DecisionForm
from enterprises.models import JoinRequest
from portal.organizations.admin_scope import ReadOnlyAdmin


@admin.register(JoinRequest)
class JoinRequestAdmin(ReadOnlyAdmin):
    change_form_template = "enterprises/admin/join_request.html"
    list_display = ("user", "municipality", "state", "created_at", "due_at", "decided_by", "decided_at")
    list_filter = ("state",)
    list_select_related = ("user", "municipality", "decided_by")
    search_fields = ("user__full_name", "user__email")
    ordering = ("state", "due_at", "pk")
    fields = ("user", "enterprise", "municipality", "state", "created_at", "due_at", "decided_by", "decided_at")
    readonly_fields = fields

    def get_urls(self) -> list[URLPattern]:
        decide = self.admin_site.admin_view(self.decide_view)
        return [path("<int:pk>/responder/", decide, name="enterprises_joinrequest_decide"), *super().get_urls()]

    def decide_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Answer a request: an own view, outside the transaction that the admin's forms run in."""
        if not request.user.has_perm("enterprises.change_joinrequest"):
            raise PermissionDenied
        asked = self.in_scope_or_404(request, pk, "user", "municipality", "enterprise__municipality")
        form = DecisionForm(request.POST or None)
        if (
            request.method == "POST"
            and form.is_valid()
            and form.attempt(decide_join_request, asked, by=request.user, accept=form.accept)
        ):
            messages.success(request, gettext("The answer was sent."))
            return redirect("admin:enterprises_joinrequest_changelist")
        context = self.admin_site.each_context(request) | {
            "title": gettext("Answer a request to join"),
            "opts": self.opts,
            "form": form,
            "asked": asked,
            "may_decide": asked.is_pending and asked.can_be_decided_by(request.user),
        }
        return render(request, "enterprises/admin/decide.html", context)
