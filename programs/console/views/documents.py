"""The documents of a file: look at one, accept it, or say why it does not serve."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portal.documents.responses import document_response
from programs.actions import accept_document, reject_document
from programs.console.forms import VerdictForm
from programs.console.views.scope import carry_out, visible_application
from programs.models import Case, EnrollmentDocument
from programs.requirements import requirement_of


@require_safe
def document(request: HttpRequest, public_id: UUID, code: str) -> HttpResponse:
    """Show the file that was given for a requirement."""
    return document_response(_given(visible_application(request, public_id), code).document)


@require_POST
def verdict(request: HttpRequest, public_id: UUID, code: str) -> HttpResponse:
    """Write the officer's word on a document."""
    case = visible_application(request, public_id)
    item = _given(case, code)
    form = VerdictForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose whether the document serves; write at most 400 characters."))
        return redirect("console:file", case.public_id)
    note, place = form.cleaned_data["note"], f"doc-{code}"
    if form.cleaned_data["verdict"] == "accept":
        return carry_out(
            request,
            case,
            lambda: accept_document(item, by=request.user, note=note),
            _("The document is accepted."),
            place=place,
        )
    return carry_out(
        request,
        case,
        lambda: reject_document(item, by=request.user, note=note),
        _("The document is marked. Ask for a correction so that it is replaced."),
        place=place,
    )


def _given(case: Case, code: str) -> EnrollmentDocument:
    requirement = requirement_of(case.enrollment, code)
    if requirement is None or requirement.given is None:
        raise Http404
    return requirement.given
