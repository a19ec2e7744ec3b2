"""The decisions: a correction, an approval, a refusal with its reason, the waiting list."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from programs.actions import approve, reject, request_changes, waitlist
from programs.actions.evaluations import checklist
from programs.actions.reviews import open_points
from programs.console.forms import ApproveForm, CorrectionForm, RejectForm
from programs.console.views.scope import carry_out, visible_case
from programs.models import Case
from programs.workflow import EnrollmentWorkflow

form_methods = require_http_methods(["GET", "HEAD", "POST"])


@form_methods
def request_correction(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Ask the applicant to mend the points that are named, and only those."""
    case = visible_case(request, public_id)
    if not _may(case, request.user, "request_changes"):
        return redirect("console:file", case.public_id)
    form = CorrectionForm(request.POST or None, enrollment=case.enrollment)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        return carry_out(
            request,
            case,
            lambda: request_changes(
                case.enrollment,
                by=request.user,
                items=form.points(),
                note=data["note"],
                expected_version=data["version"],
            ),
            _("The applicant was told what to correct. The term is paused until they answer."),
        )
    return _show(request, "console/request_changes.html", case, form)


@form_methods
def approve_case(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Approve the application; it takes a place of the call."""
    case = visible_case(request, public_id)
    if not _may(case, request.user, "approve"):
        return redirect("console:file", case.public_id)
    form = ApproveForm(request.POST or None, initial={"version": case.enrollment.version})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        return carry_out(
            request,
            case,
            lambda: approve(case.enrollment, by=request.user, note=data["note"], expected_version=data["version"]),
            _("Approved. The applicant is told by mail."),
        )
    still_open = open_points(case.enrollment, checklist(case.enrollment))
    return _show(request, "console/approve.html", case, form, open_points=still_open)


@form_methods
def reject_case(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Do not approve the application, for a reason of the city's list."""
    case = visible_case(request, public_id)
    if not _may(case, request.user, "reject"):
        return redirect("console:file", case.public_id)
    form = RejectForm(request.POST or None, enrollment=case.enrollment)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        return carry_out(
            request,
            case,
            lambda: reject(
                case.enrollment,
                by=request.user,
                reason=data["reason"],
                note=data["note"],
                expected_version=data["version"],
            ),
            _("The decision is taken. The applicant is told by mail, with the reason."),
        )
    return _show(request, "console/reject.html", case, form, reasons=form.fields["reason"].queryset)


@form_methods
def waitlist_case(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Put the application on the waiting list, since no place is left."""
    case = visible_case(request, public_id)
    if not _may(case, request.user, "waitlist"):
        return redirect("console:file", case.public_id)
    form = ApproveForm(request.POST or None, initial={"version": case.enrollment.version})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        return carry_out(
            request,
            case,
            lambda: waitlist(case.enrollment, by=request.user, note=data["note"], expected_version=data["version"]),
            _("On the waiting list. The applicant is told by mail."),
        )
    return _show(request, "console/waitlist.html", case, form)


def _may(case: Case, user: Any, verb: str) -> bool:
    return verb in {edge.verb for edge in EnrollmentWorkflow.allowed(case.enrollment, user)}


def _show(request: HttpRequest, template: str, case: Case, form: forms.Form, **extra: Any) -> HttpResponse:
    context = {"city": case.municipality, "case": case, "call": case.enrollment.call, "form": form} | extra
    return render(request, template, context)
