"""The file of a request for seats, and the three decisions on it."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from enterprises.sizes import explain
from portal.core.scoping import get_visible_or_404
from programs.console.deciding import Act, decide
from programs.console.forms import ApproveForm, RejectForm
from programs.console.head import head_of
from programs.models import Case
from trainings.actions import approve_request, reject_request, waitlist_request
from trainings.actions.seats import seats_for
from trainings.console.rows import steps_of
from trainings.querysets import waiting_position
from trainings.tracking import seats_asked

form_methods = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def case_file(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show the file of a request to whoever may read it; the buttons are those of the reader's role in its state."""
    case = visible_request(request, public_id)
    return render(request, "trainings/console/file.html", head_of(case, request.user) | _context(case))


@form_methods
def approve(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Give the seats: all that were asked for, or as many as are free where the enterprise accepts fewer."""
    case = visible_request(request, public_id)
    form = ApproveForm(request.POST or None, initial={"version": case.subject.version})

    def act(by: Any, data: dict[str, Any]) -> Any:
        return approve_request(case.subject, by=by, note=data["note"], expected_version=data["version"])

    return _decide(request, case, "approve", form, act, gettext_lazy("Given. The enterprise is told by mail."))


@form_methods
def waitlist(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Put a request that does not fit on the waiting list, in its order."""
    case = visible_request(request, public_id)
    form = ApproveForm(request.POST or None, initial={"version": case.subject.version})

    def act(by: Any, data: dict[str, Any]) -> Any:
        return waitlist_request(case.subject, by=by, note=data["note"], expected_version=data["version"])

    done = gettext_lazy("On the waiting list. The enterprise is told by mail.")
    return _decide(request, case, "waitlist", form, act, done)


@form_methods
def reject(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Do not give the seats, for a reason of the city's list."""
    case = visible_request(request, public_id)
    form = RejectForm(request.POST or None, subject=case.subject)

    def act(by: Any, data: dict[str, Any]) -> Any:
        version = data["version"]
        return reject_request(case.subject, by=by, reason=data["reason"], note=data["note"], expected_version=version)

    done = gettext_lazy("The decision is taken. The enterprise is told by mail, with the reason.")
    return _decide(request, case, "reject", form, act, done, reasons=form.fields["reason"].queryset)


def visible_request(request: HttpRequest, public_id: UUID) -> Case:
    """Give the case of a request for seats, with what its pages show; 404 for every other, with a row in the ledger."""
    of_session = ("municipality", "course__provider", "course__agreement__led_by", "venue", "reviewer")
    of_request = ("enterprise__municipality", "applicant", "reason", "decided_by")
    cases = (
        Case.objects.filter(seat_request__isnull=False)
        .with_listing()
        .select_related(
            *(f"seat_request__session__{name}" for name in of_session),
            *(f"seat_request__{name}" for name in of_request),
        )
    )
    return get_visible_or_404(cases, request.user, public_id=public_id)


def _decide(
    request: HttpRequest, case: Case, name: str, form: forms.Form, act: Act, done: Any, **extra: Any
) -> HttpResponse:
    return decide(
        request, case, name, form, act, done, template=f"trainings/console/{name}.html", **_fit(case), **extra
    )


def _fit(case: Case) -> dict[str, Any]:
    """Return what would be given now: `fitting` seats, 0 when fewer are free than the enterprise accepts."""
    row = case.subject
    return {"seat_request": row, "session": row.session, "fitting": seats_for(row, row.session.seats_left)}


def _context(case: Case) -> dict[str, Any]:
    row = case.subject
    enterprise, session = row.enterprise, row.session
    return _fit(case) | {
        "course": session.course,
        "enterprise": enterprise,
        "size_explanation": explain(enterprise.size_basis, case.municipality) if enterprise else "",
        "seats": row.seats.active().select_related("worker").order_by("position"),
        "asked": seats_asked(session, enterprise) if enterprise else 0,
        "waiting": session.requests.waiting().count(),
        "position": waiting_position(row),
        "steps": steps_of(row),
    }
