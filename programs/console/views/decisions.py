"""The decisions: a correction, an approval, a refusal with its reason, the waiting list.

A refused decision is told on its own page with everything that was typed still there, and kept in the ledger.
"""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from portal.core.actions import Refused
from portal.core.enums import Role
from programs.actions import approve, open_points, reject, request_changes, waitlist
from programs.console.forms import ApproveForm, CorrectionForm, RejectForm
from programs.console.views.scope import visible_case
from programs.models import Case
from programs.workflow import EnrollmentWorkflow

form_methods = require_http_methods(["GET", "HEAD", "POST"])
Verb = Callable[[Any, dict[str, Any]], Any]


@form_methods
def request_correction(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Ask the applicant to mend the points that are named, and only those."""
    case = visible_case(request, public_id)
    form = CorrectionForm(request.POST or None, enrollment=case.enrollment)
    done = gettext_lazy("The applicant was told what to correct. The term is paused until they answer.")

    def ask(by: Any, data: dict[str, Any]) -> Any:
        version = data["version"]
        return request_changes(case.enrollment, by=by, items=form.points(), note=data["note"], expected_version=version)

    return _decide(request, case, "request_changes", form, ask, done)


@form_methods
def approve_case(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Approve the application; it takes a place of the call."""
    case = visible_case(request, public_id)
    form = ApproveForm(request.POST or None, initial={"version": case.enrollment.version})

    def decide(by: Any, data: dict[str, Any]) -> Any:
        return approve(case.enrollment, by=by, note=data["note"], expected_version=data["version"])

    points = open_points(case.enrollment)
    return _decide(
        request,
        case,
        "approve",
        form,
        decide,
        gettext_lazy("Approved. The applicant is told by mail."),
        open_points=points,
    )


@form_methods
def reject_case(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Do not approve the application, for a reason of the city's list."""
    case = visible_case(request, public_id)
    form = RejectForm(request.POST or None, enrollment=case.enrollment)
    done = gettext_lazy("The decision is taken. The applicant is told by mail, with the reason.")

    def decide(by: Any, data: dict[str, Any]) -> Any:
        version = data["version"]
        return reject(case.enrollment, by=by, reason=data["reason"], note=data["note"], expected_version=version)

    return _decide(request, case, "reject", form, decide, done, reasons=form.fields["reason"].queryset)


@form_methods
def waitlist_case(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Put the application on the waiting list, since no place is left."""
    case = visible_case(request, public_id)
    form = ApproveForm(request.POST or None, initial={"version": case.enrollment.version})

    def decide(by: Any, data: dict[str, Any]) -> Any:
        return waitlist(case.enrollment, by=by, note=data["note"], expected_version=data["version"])

    return _decide(
        request, case, "waitlist", form, decide, gettext_lazy("On the waiting list. The applicant is told by mail.")
    )


def _decide(
    request: HttpRequest, case: Case, name: str, form: forms.Form, verb: Verb, done: Any, **extra: Any
) -> HttpResponse:
    """Show a decision's page, or take the decision; the page of one that cannot be taken leads back, saying why."""
    if Role.OFFICER not in case.roles_of(request.user):
        messages.error(request, _("Only the officers of the reviewing organization decide."))
        return redirect("console:file", case.public_id)
    if request.method != "POST" and not _may(case, request.user, name):
        state = EnrollmentWorkflow.state(case.enrollment.state).label
        messages.warning(
            request, _("This cannot be decided now: the file is in the state “%(state)s”.") % {"state": state}
        )
        return redirect("console:file", case.public_id)
    if request.method == "POST" and form.is_valid():
        try:
            verb(request.user, form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, done)
            return redirect("console:file", case.public_id)
    context = {"city": case.municipality, "case": case, "call": case.enrollment.call, "form": form} | extra
    return render(request, f"console/{name}.html", context)


def _may(case: Case, user: Any, verb: str) -> bool:
    is_held = case.is_locked_for(user)
    return not is_held and verb in {edge.verb for edge in EnrollmentWorkflow.allowed(case.enrollment, user)}
