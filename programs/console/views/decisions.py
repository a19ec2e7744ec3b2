"""The decisions: a correction, an approval, a refusal with its reason, the waiting list.

A refused decision is told on its own page with everything that was typed still there, and kept in the ledger.
"""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from programs.actions import approve, open_points, reject, request_changes, waitlist
from programs.console.deciding import Act, decide
from programs.console.forms import ApproveForm, CorrectionForm, RejectForm
from programs.console.views.scope import visible_application
from programs.models import Case

form_methods = require_http_methods(["GET", "HEAD", "POST"])


@form_methods
def request_correction(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Ask the applicant to mend the points that are named, and only those."""
    case = visible_application(request, public_id)
    form = CorrectionForm(request.POST or None, enrollment=case.enrollment)
    done = gettext_lazy("The applicant was told what to correct. The term is paused until they answer.")

    def ask(by: Any, data: dict[str, Any]) -> Any:
        version = data["version"]
        return request_changes(case.enrollment, by=by, items=form.points(), note=data["note"], expected_version=version)

    return _decide(request, case, "request_changes", form, ask, done)


@form_methods
def approve_case(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Approve the application; it takes a place of the call."""
    case = visible_application(request, public_id)
    form = ApproveForm(request.POST or None, initial={"version": case.enrollment.version})

    def act(by: Any, data: dict[str, Any]) -> Any:
        return approve(case.enrollment, by=by, note=data["note"], expected_version=data["version"])

    points = open_points(case.enrollment)
    return _decide(
        request,
        case,
        "approve",
        form,
        act,
        gettext_lazy("Approved. The applicant is told by mail."),
        open_points=points,
    )


@form_methods
def reject_case(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Do not approve the application, for a reason of the city's list."""
    case = visible_application(request, public_id)
    form = RejectForm(request.POST or None, subject=case.enrollment)
    done = gettext_lazy("The decision is taken. The applicant is told by mail, with the reason.")

    def act(by: Any, data: dict[str, Any]) -> Any:
        version = data["version"]
        return reject(case.enrollment, by=by, reason=data["reason"], note=data["note"], expected_version=version)

    return _decide(request, case, "reject", form, act, done, reasons=form.fields["reason"].queryset)


@form_methods
def waitlist_case(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Put the application on the waiting list, since no place is left."""
    case = visible_application(request, public_id)
    form = ApproveForm(request.POST or None, initial={"version": case.enrollment.version})

    def act(by: Any, data: dict[str, Any]) -> Any:
        return waitlist(case.enrollment, by=by, note=data["note"], expected_version=data["version"])

    return _decide(
        request, case, "waitlist", form, act, gettext_lazy("On the waiting list. The applicant is told by mail.")
    )


def _decide(
    request: HttpRequest, case: Case, name: str, form: forms.Form, act: Act, done: Any, **extra: Any
) -> HttpResponse:
    template, call = f"console/{name}.html", case.enrollment.call
    return decide(request, case, name, form, act, done, template=template, call=call, **extra)
