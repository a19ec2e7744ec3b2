"""Agreements: prepared by a plain form, put in force, renewed and ended on the agreement's own desk."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminDateWidget
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from portal.core.actions import Refused
from portal.documents.models import Document
from portal.documents.responses import document_response
from portal.organizations.actions import (
    activate_agreement,
    attach_agreement_document,
    renew_agreement,
    terminate_agreement,
)
from portal.organizations.admin_scope import CityScopedAdmin, ScopedInline
from portal.organizations.enums import AgreementState
from portal.organizations.models import Agreement, AgreementParty
from portal.organizations.renewals import would_carry
from portal.organizations.workflow import AgreementWorkflow


class SignedForm(forms.Form):
    signed_on = forms.DateField(label=_("Signed on"), widget=AdminDateWidget)


class RenewalForm(SignedForm):
    starts_on = forms.DateField(label=_("In force from"), widget=AdminDateWidget)
    ends_on = forms.DateField(label=_("In force until"), widget=AdminDateWidget)
    number = forms.CharField(label=_("Number"), max_length=60, required=False)
    slug = forms.SlugField(label=_("Short name"), max_length=80)


class EndForm(forms.Form):
    note = forms.CharField(label=_("Why"), max_length=500)


class DocumentForm(forms.Form):
    upload = forms.FileField(label=_("Signed document, as PDF"))


Verb = tuple[type[forms.Form], Callable[..., Any], Any, Any]
# verb: its form, its action, the button, and what is said when it is done
VERBS: dict[str, Verb] = {
    "activate": (SignedForm, activate_agreement, _("Put in force"), _("The agreement is in force.")),
    "renew": (RenewalForm, renew_agreement, _("Renew"), _("The next agreement is in force and took over the courses.")),
    "attach": (DocumentForm, attach_agreement_document, _("Keep the document"), _("The document is kept.")),
    "terminate": (EndForm, terminate_agreement, _("Terminate"), _("The agreement is terminated.")),
}


class PartyInline(ScopedInline, admin.TabularInline):
    model = AgreementParty
    extra = 0
    exclude = ("loaded_digest",)

    def _is_open(self, agreement: Agreement | None) -> bool:
        return agreement is None or agreement.state == AgreementState.DRAFT

    def has_change_permission(self, request: HttpRequest, obj: Agreement | None = None) -> bool:
        return super().has_change_permission(request, obj) and self._is_open(obj)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_add_permission(request, obj) and self._is_open(obj)

    def has_delete_permission(self, request: HttpRequest, obj: Agreement | None = None) -> bool:
        return super().has_delete_permission(request, obj) and self._is_open(obj)


@admin.register(Agreement)
class AgreementAdmin(CityScopedAdmin):
    list_display = ("title", "led_by", "state", "starts_on", "ends_on", "desk_link")
    list_filter = ("state",)
    list_select_related = ("led_by", "municipality")
    search_fields = ("title", "number")
    ordering = ("-ends_on", "pk")
    readonly_fields = ("state", "renews")
    inlines = (PartyInline,)

    def get_readonly_fields(self, request: HttpRequest, obj: Agreement | None = None) -> Any:
        """What was signed stays as it was signed; the next term is a renewal."""
        if obj is None or obj.state == AgreementState.DRAFT:
            return self.readonly_fields
        return (*self.readonly_fields, "municipality", "slug", "led_by", "signed_on", "starts_on", "ends_on")

    def has_delete_permission(self, request: HttpRequest, obj: Agreement | None = None) -> bool:
        return False

    def get_urls(self) -> list[URLPattern]:
        desk = path("<int:pk>/mesa/", self.admin_site.admin_view(self.desk_view), name="organizations_agreement_desk")
        file = path(
            "<int:pk>/documento/", self.admin_site.admin_view(self.file_view), name="organizations_agreement_file"
        )
        return [desk, file, *super().get_urls()]

    def _found(self, request: HttpRequest, pk: int) -> Agreement:
        if not self.has_view_permission(request):
            raise PermissionDenied
        agreement = self.in_scope_or_404(request, pk, "municipality", "led_by", "document", "renews")
        if not self.has_view_permission(request, agreement):
            raise PermissionDenied
        return agreement

    def desk_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show and run the verbs of one agreement; in scope only (404), for whoever may change it (403)."""
        agreement = self._found(request, pk)
        may_change = self.has_change_permission(request, agreement)
        if request.method == "POST" and not may_change:
            raise PermissionDenied
        verb = request.POST.get("verb", "")
        bound = _forms(agreement, request, verb)
        if verb in bound and bound[verb].is_valid():
            return _run(request, agreement, verb, bound[verb].cleaned_data)
        context = self.admin_site.each_context(request) | {
            "opts": self.opts,
            "title": agreement.title,
            "agreement": agreement,
            "city": agreement.municipality,
            "state": AgreementWorkflow.state(agreement.state),
            "parties": agreement.parties.select_related("organization").order_by("pk"),
            "following": Agreement.objects.filter(renews=agreement).first(),
            "carried": would_carry(agreement) if "renew" in bound else [],
            "verbs": [(name, VERBS[name][2], form) for name, form in bound.items()] if may_change else [],
        }
        return TemplateResponse(request, "admin/organizations/agreement/desk.html", context)

    @method_decorator(require_safe)
    def file_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Give out the signed document."""
        agreement = self._found(request, pk)
        readable = Document.objects.visible_to(request.user)
        return document_response(get_object_or_404(readable, pk=agreement.document_id))

    @admin.display(description=_("desk"))
    def desk_link(self, agreement: Agreement) -> str:
        address = reverse("admin:organizations_agreement_desk", args=[agreement.pk])
        return format_html('<a href="{}">{}</a>', address, _("Put in force, renew, end"))


def _forms(agreement: Agreement, request: HttpRequest, verb: str) -> dict[str, forms.Form]:
    """The forms of what the user may do with the agreement as it stands; the posted one is bound."""
    allowed = {transition.verb for transition in AgreementWorkflow.allowed(agreement, request.user)}
    initial = {"signed_on": agreement.signed_on}
    return {
        name: form(request.POST, request.FILES)
        if name == verb
        else form(initial=initial if name == "activate" else None)
        for name, (form, *_rest) in VERBS.items()
        if name in allowed or (name == "attach" and agreement.state != AgreementState.TERMINATED)
    }


def _run(request: HttpRequest, agreement: Agreement, verb: str, data: dict[str, Any]) -> HttpResponse:
    _form, act, _button, done = VERBS[verb]
    try:
        result = act(agreement, by=request.user, **data)
    except Refused as refusal:
        messages.error(request, refusal.message)
        result = agreement
    else:
        messages.success(request, done)
    return redirect("admin:organizations_agreement_desk", result.pk)
