"""Enterprises of one's city: to be read; verbs run from actions and own views, which call actions of the app."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from enterprises.actions import accept_tax_document, merge, reveal_tax_id
from enterprises.models import Enterprise, EnterpriseMember, YearlyFigures
from enterprises.sizes import explain
from portal.core.actions import Refused
from portal.documents.enums import DocumentState
from portal.documents.responses import document_response
from portal.organizations.admin_scope import ReadOnlyAdmin, ScopedInline


class ReadOnlyInline(ScopedInline, admin.TabularInline):
    """Rows that their own pages change."""

    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return request.user.has_perm("enterprises.view_enterprise")


class MemberInline(ReadOnlyInline):
    model = EnterpriseMember
    fields = ("user", "role", "since", "ended_at")
    ordering = ("ended_at", "since", "pk")

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        return super().get_queryset(request).select_related("user")


class FiguresInline(ReadOnlyInline):
    model = YearlyFigures
    fields = ("year", "workers", "workers_women", "sales", "source", "recorded_at")
    ordering = ("-year",)


class MergeForm(forms.Form):
    """Into which enterprise another one is merged: one of the same city, by the id in its address."""

    into = forms.UUIDField(
        label=_("Public id of the enterprise that stays"),
        help_text=_("It stands in the list of enterprises and on the page of each."),
        error_messages={"invalid": _("This is not a public id. Please copy it from the page of the enterprise.")},
    )
    confirm = forms.BooleanField(
        label=_("I have compared both. Members, figures, projects, documents and applications move, and stay moved.")
    )


class AcceptForm(forms.Form):
    """Carries which document was on the page, so that a newer one is not accepted unseen."""

    document = forms.UUIDField(widget=forms.HiddenInput)
    looked = forms.BooleanField(
        label=_("I have opened the certificate: the name and the tax id are those of this enterprise."),
        error_messages={"required": _("Please open the certificate and compare it first.")},
    )


@admin.register(Enterprise)
class EnterpriseAdmin(ReadOnlyAdmin):
    change_form_template = "enterprises/admin/change_form.html"
    list_display = (
        "display_name",
        "municipality",
        "size",
        "sector_code",
        "tax_state",
        "certificate",
        "registered_at",
        "is_test",
    )
    list_filter = ("size", "person_type", ("tax_document_accepted_at", admin.EmptyFieldListFilter), "is_test")
    list_select_related = ("municipality", "tax_document", "pending_tax_document")
    search_fields = ("legal_name", "trade_name")
    ordering = ("-registered_at", "-pk")
    inlines = (MemberInline, FiguresInline)
    fields = (
        "public_id", "municipality", "person_type", "legal_name", "trade_name", "masked_tax_id", "tax_id_warning",
        "sector_code", "activity", "founded_on", "street", "neighbourhood", "postal_code", "phone", "email",
        "is_women_led", "size", "size_words", "registered_at", "tax_document", "tax_document_accepted_at",
        "pending_tax_document", "merged_into", "is_test",
    )  # fmt: skip
    readonly_fields = fields

    @admin.display(description=_("name"), ordering="legal_name")
    def display_name(self, enterprise: Enterprise) -> str:
        return enterprise.display_name

    @admin.display(description=_("tax id"))
    def masked_tax_id(self, enterprise: Enterprise) -> str:
        return enterprise.masked_tax_id or gettext("None yet")

    @admin.display(description=_("tax certificate"))
    def tax_state(self, enterprise: Enterprise) -> str:
        if enterprise.merged_into_id:
            return gettext("merged")
        if enterprise.is_idea:
            return gettext("no tax id")
        if enterprise.pending_tax_document_id:
            return gettext("accepted; a newer one to be looked at")
        if enterprise.is_proven:
            return gettext("accepted")
        return gettext("to be looked at") if enterprise.tax_document_id else gettext("not sent")

    @admin.display(description=_("how the size was computed"))
    def size_words(self, enterprise: Enterprise) -> str:
        return explain(enterprise.size_basis, enterprise.municipality)

    @admin.display(description=_("file of the tax certificate"))
    def certificate(self, enterprise: Enterprise) -> str:
        document = enterprise.newest_tax_document
        if document is None:
            return "—"
        if document.state != DocumentState.CLEAN:
            return document.get_state_display()
        address = reverse("admin:enterprises_enterprise_certificate", args=[enterprise.pk])
        return format_html('<a href="{}">{}</a>', address, gettext("Open the tax certificate"))

    def has_desk_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("enterprises.change_enterprise")

    def get_urls(self) -> list[URLPattern]:
        view, name = self.admin_site.admin_view, "enterprises_enterprise"
        return [
            path("<int:pk>/ver-clave/", view(never_cache(self.reveal_view)), name=f"{name}_reveal"),
            path("<int:pk>/constancia/", view(self.certificate_view), name=f"{name}_certificate"),
            path("<int:pk>/constancia/aceptar/", view(self.accept_view), name=f"{name}_accept"),
            path("<int:pk>/unir/", view(self.merge_view), name=f"{name}_merge"),
            *super().get_urls(),
        ]

    @method_decorator(require_safe)
    def certificate_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the file of the tax certificate that was sent last, before or after it is accepted."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        enterprise = self.in_scope_or_404(request, pk)
        if enterprise.newest_tax_document is None:
            raise Http404
        return document_response(enterprise.newest_tax_document)

    def accept_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Accept the tax certificate that was looked at, beside what the enterprise says of itself."""
        enterprise = self._for_desk(request, pk)
        document = enterprise.tax_document_to_accept
        if document is None:
            messages.warning(request, gettext("There is no tax certificate to accept."))
            return redirect("admin:enterprises_enterprise_change", pk)
        form = AcceptForm(request.POST or None, initial={"document": document.public_id})
        if request.method == "POST" and form.is_valid():
            try:
                accept_tax_document(enterprise, by=request.user, seen=form.cleaned_data["document"])
            except Refused as refused:
                messages.error(request, refused.message)
            else:
                messages.success(request, gettext("The tax certificate was accepted."))
            return redirect("admin:enterprises_enterprise_change", pk)
        context = self._context(request, enterprise, gettext("Accept the tax certificate"))
        return render(request, "enterprises/admin/accept.html", context | {"form": form, "document": document})

    def reveal_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the whole tax id once; a POST, since the look itself is written down."""
        enterprise = self._for_desk(request, pk)
        context = self._context(request, enterprise, gettext("Whole tax id"))
        if request.method != "POST":
            return redirect("admin:enterprises_enterprise_change", pk)
        try:
            context["tax_id"] = reveal_tax_id(enterprise, by=request.user)
        except Refused as refused:
            messages.error(request, refused.message)
            return redirect("admin:enterprises_enterprise_change", pk)
        return render(request, "enterprises/admin/reveal.html", context)

    def merge_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Merge this enterprise into another of the city."""
        enterprise = self._for_desk(request, pk)
        form = MergeForm(request.POST or None)
        if request.method == "POST" and form.is_valid() and self._merge(request, enterprise, form):
            return redirect("admin:enterprises_enterprise_change", enterprise.merged_into_id)
        context = self._context(request, enterprise, gettext("Merge into another enterprise")) | {"form": form}
        return render(request, "enterprises/admin/merge.html", context)

    def _merge(self, request: HttpRequest, enterprise: Enterprise, form: forms.Form) -> bool:
        into = self.get_queryset(request).filter(public_id=form.cleaned_data["into"]).first()
        if into is None:
            form.add_error("into", gettext("There is no such enterprise in your city."))
            return False
        try:
            merge(enterprise, into, by=request.user)
        except Refused as refused:
            form.add_error(None, refused.message)
            return False
        enterprise.refresh_from_db()
        messages.success(request, gettext("The two are one now."))
        return True

    def _for_desk(self, request: HttpRequest, pk: int) -> Enterprise:
        if not self.has_desk_permission(request):
            raise PermissionDenied
        return self.in_scope_or_404(request, pk, "municipality")

    def _context(self, request: HttpRequest, enterprise: Enterprise, title: str) -> dict[str, Any]:
        return self.admin_site.each_context(request) | {"title": title, "opts": self.opts, "enterprise": enterprise}
