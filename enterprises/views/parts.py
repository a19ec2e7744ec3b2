"""The pages of the parts of an enterprise: identity, activity, contact, figures, tax certificate."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from enterprises.actions import (
    TooManyTries,
    attach_tax_document,
    is_tax_id_taken,
    record_figures,
    update_enterprise,
)
from enterprises.actions.tax_documents import KIND
from enterprises.forms import ActivityForm, ContactForm, FiguresForm, IdentityForm, SectorSearchForm, TaxDocumentForm
from enterprises.models import Enterprise
from enterprises.sizes import explain
from enterprises.views.shared import onward, own_or_404, page, way
from portal.documents.actions import store
from portal.documents.responses import document_response

READ_OR_WRITE = require_http_methods(["GET", "POST"])


@READ_OR_WRITE
def identity(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Change names and, while the city has not accepted the tax certificate, kind of person and tax id."""
    enterprise = own_or_404(request, public_id)
    form = IdentityForm(request.POST or None, municipality=enterprise.municipality, enterprise=enterprise)
    if (
        request.method == "POST"
        and form.is_valid()
        and _may_have(request, enterprise, form)
        and form.attempt(update_enterprise, enterprise, by=request.user, **form.values())
    ):
        return redirect("enterprises:detail", public_id=public_id)
    return page(request, "identity", enterprise, form=form, step=None, steps=None)


def _may_have(request: HttpRequest, enterprise: Enterprise, form: IdentityForm) -> bool:
    """Tell whether the tax id of the form is the enterprise's own or free; counts the try when it is another's."""
    wanted = form.values().get("tax_id", "")
    if not wanted or wanted == enterprise.tax_id:
        return True
    try:
        taken = is_tax_id_taken(enterprise.municipality, by=request.user, tax_id=wanted)
    except TooManyTries as refused:
        form.add_error("tax_id", refused.message)
        return False
    if taken:
        form.add_error(
            "tax_id", _("This tax id cannot be registered now. If it is yours, begin a new registration with it.")
        )
    return not taken


@READ_OR_WRITE
def activity(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Sector, activity and since when."""
    enterprise = own_or_404(request, public_id)
    search = request.GET.get("buscar", "").replace("\x00", "")[:60]
    form = ActivityForm(request.POST or None, enterprise=enterprise, search=search)
    if (
        request.method == "POST"
        and form.is_valid()
        and form.attempt(update_enterprise, enterprise, by=request.user, **form.cleaned_data)
    ):
        return onward(request, "activity", enterprise)
    return page(
        request,
        "activity",
        enterprise,
        form=form,
        search_form=SectorSearchForm({"buscar": search}),
        search=search,
        kept=[(key, value) for key, value in request.GET.items() if key in {"paso", "next"}],
        **way(request, "activity"),
    )


@READ_OR_WRITE
def contact(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Where it is, how it is reached, who leads it."""
    enterprise = own_or_404(request, public_id)
    form = ContactForm(request.POST or None, enterprise=enterprise)
    if (
        request.method == "POST"
        and form.is_valid()
        and form.attempt(update_enterprise, enterprise, by=request.user, **form.cleaned_data)
    ):
        return onward(request, "contact", enterprise)
    return page(request, "contact", enterprise, form=form, **way(request, "contact"))


@READ_OR_WRITE
def figures(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Workers and sales of a year; the answer is the size, with its arithmetic."""
    enterprise = own_or_404(request, public_id)
    year = request.GET.get("anio", "")
    form = FiguresForm(
        request.POST or None, enterprise=enterprise, year=int(year) if year.isascii() and year.isdigit() else None
    )
    if (
        request.method == "POST"
        and form.is_valid()
        and form.attempt(record_figures, enterprise, by=request.user, **form.cleaned_data)
    ):
        enterprise.refresh_from_db()
        messages.success(request, explain(enterprise.size_basis, enterprise.municipality))
        return onward(request, "figures", enterprise)
    return page(request, "figures", enterprise, form=form, **way(request, "figures"))


@READ_OR_WRITE
def tax_document(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Send the tax certificate, which proves who the enterprise is."""
    enterprise = own_or_404(request, public_id)
    if enterprise.is_idea:
        return redirect("enterprises:identity", public_id=public_id)
    form = TaxDocumentForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        document = form.attempt(store, enterprise.vault, by=request.user, upload=form.cleaned_data["file"], kind=KIND)
        if document and form.attempt(attach_tax_document, enterprise, by=request.user, document=document):
            messages.success(request, _("We have your tax certificate. The city will look at it."))
            return redirect("enterprises:detail", public_id=public_id)
    return page(request, "tax_document", enterprise, form=form)


@require_safe
def tax_document_file(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show the tax certificate that was sent last."""
    enterprise = own_or_404(request, public_id)
    if enterprise.newest_tax_document is None:
        raise Http404
    return document_response(enterprise.newest_tax_document)
