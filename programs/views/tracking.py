"""After it was sent: the receipt, the corrections, the offered place, the withdrawal, and the letter."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from programs.actions import accept_offer, decline_offer, resubmit, withdraw
from programs.forms import WithdrawForm
from programs.progress import correction_tasks
from programs.receipts import letter_pdf, receipt_pdf
from programs.tracking import has_letter, tracking_context
from programs.views.scope import own_enrollment, page_context, telling_refusals
from programs.workflow import EnrollmentWorkflow


@require_safe
def confirmation(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Say that the application arrived: folio, date, what comes next. It can be opened again at any time."""
    enrollment = own_enrollment(request, public_id)
    if enrollment.submitted_at is None:
        return redirect("programs:overview", enrollment.public_id)
    return render(request, "programs/confirmation.html", page_context(enrollment, **tracking_context(enrollment)))


@require_safe
def receipt(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Give the receipt as a PDF."""
    enrollment = own_enrollment(request, public_id)
    if enrollment.submitted_at is None:
        raise Http404
    return _pdf(receipt_pdf(enrollment), f"acuse-{enrollment.folio}.pdf")


@require_safe
def letter(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Give the decision as a PDF."""
    enrollment = own_enrollment(request, public_id)
    if not has_letter(enrollment):
        raise Http404
    return _pdf(letter_pdf(enrollment), f"resolucion-{enrollment.folio}.pdf")


@require_http_methods(["GET", "HEAD", "POST"])
def correction(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show what an officer asked to mend, lead to each point, and send it back."""
    enrollment = own_enrollment(request, public_id)
    if enrollment.state != "changes_requested":
        return redirect("programs:overview", enrollment.public_id)
    if request.method == "POST":
        with telling_refusals(request) as answer:
            resubmit(enrollment, by=request.user)
        if answer.done:
            messages.success(request, _("Your corrections were sent. The review goes on."))
            return redirect("programs:overview", enrollment.public_id)
        return redirect("programs:correction", enrollment.public_id)
    open_correction = enrollment.corrections.get(answered_at__isnull=True)
    context = page_context(enrollment, correction=open_correction, tasks=correction_tasks(enrollment))
    return render(request, "programs/correction.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def offer(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Accept or decline a place that was offered; `?rechazar` asks once more before it is declined."""
    enrollment = own_enrollment(request, public_id)
    if enrollment.state != "offered":
        return redirect("programs:overview", enrollment.public_id)
    if request.method != "POST":
        template = "programs/decline.html" if "rechazar" in request.GET else "programs/offer.html"
        return render(request, template, page_context(enrollment))
    if not {"accept", "decline"} & set(request.POST):
        return redirect("programs:offer", enrollment.public_id)
    verb = accept_offer if "accept" in request.POST else decline_offer
    with telling_refusals(request) as answer:
        verb(enrollment, by=request.user)
    if answer.done:
        text = _("The place is yours.") if verb is accept_offer else _("You declined the place. It goes to the next.")
        messages.success(request, text)
    return redirect("programs:overview", enrollment.public_id)


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw_enrollment(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Withdraw an application, after saying what it means."""
    enrollment = own_enrollment(request, public_id)
    if "withdraw" not in {edge.verb for edge in EnrollmentWorkflow.allowed(enrollment, request.user)}:
        return redirect("programs:overview", enrollment.public_id)
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with telling_refusals(request) as answer:
            withdraw(enrollment, by=request.user, note=form.cleaned_data["note"])
        if answer.done:
            messages.success(request, _("Your application was withdrawn."))
        return redirect("programs:overview", enrollment.public_id)
    return render(request, "programs/withdraw.html", page_context(enrollment, form=form))


def _pdf(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}"'
    return response
