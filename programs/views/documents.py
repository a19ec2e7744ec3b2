"""The documents of an application: attach, use again, take off, look at."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.documents.responses import document_response
from programs.actions import attach_document, detach_document, fitting_documents, reusable_documents, reuse_document
from programs.forms import UploadForm
from programs.models import Enrollment
from programs.progress import correctable_documents
from programs.requirements import Requirement, requirement_of, requirements_of
from programs.views.scope import own_enrollment, page_context, telling_refusals


@require_safe
def document_list(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """List what the call asks for, what was given, and what an officer said of it."""
    enrollment = own_enrollment(request, public_id)
    open_codes = correctable_documents(enrollment)
    rows = [(item, open_codes is None or item.code in open_codes) for item in requirements_of(enrollment)]
    return render(request, "programs/documents.html", page_context(enrollment, rows=rows))


@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest, public_id: UUID, code: str) -> HttpResponse:
    """Attach a file to one requirement, or replace the one it has."""
    enrollment = own_enrollment(request, public_id)
    requirement = _requirement(enrollment, code)
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = UploadForm(*sent, requirement=requirement)
    if request.method == "POST" and form.is_valid():
        with form.telling_refusals() as answer:
            attach_document(enrollment, by=request.user, requirement=code, upload=form.cleaned_data["file"])
        if answer.done:
            messages.success(request, _("The file was received and is being checked."))
            return _back(enrollment)
    context = page_context(
        enrollment, requirement=requirement, form=form, reusable=reusable_documents(enrollment, requirement)
    )
    return render(request, "programs/upload.html", context)


@require_POST
def reuse(request: HttpRequest, public_id: UUID, code: str, document: UUID) -> HttpResponse:
    """Give a document that the enterprise has in its folder already."""
    enrollment = own_enrollment(request, public_id)
    requirement = _requirement(enrollment, code)
    chosen = next((item for item in fitting_documents(enrollment, requirement) if item.public_id == document), None)
    if chosen is None:
        raise Http404
    with telling_refusals(request):
        reuse_document(enrollment, by=request.user, requirement=code, document=chosen)
    return _back(enrollment)


@require_POST
def detach(request: HttpRequest, public_id: UUID, code: str) -> HttpResponse:
    """Take a document off the application; it stays in the enterprise's folder."""
    enrollment = own_enrollment(request, public_id)
    requirement = _requirement(enrollment, code)
    if requirement.given is None:
        raise Http404
    with telling_refusals(request):
        detach_document(requirement.given, by=request.user)
    return _back(enrollment)


@require_safe
def document(request: HttpRequest, public_id: UUID, code: str) -> HttpResponse:
    """Show the file that was given for a requirement."""
    requirement = _requirement(own_enrollment(request, public_id), code)
    if requirement.given is None:
        raise Http404
    return document_response(requirement.given.document)


def _requirement(enrollment: Enrollment, code: str) -> Requirement:
    requirement = requirement_of(enrollment, code)
    if requirement is None:
        raise Http404
    return requirement


def _back(enrollment: Enrollment) -> HttpResponse:
    name = "programs:correction" if enrollment.state == "changes_requested" else "programs:documents"
    return redirect(name, enrollment.public_id)
