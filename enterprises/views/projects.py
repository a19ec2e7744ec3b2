"""Projects of an enterprise."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from enterprises.actions import create_project, update_project
from enterprises.forms import ProjectForm
from enterprises.holds import hold_on
from enterprises.views.shared import enterprise_url, own_or_404, page, safe_next
from portal.core.scoping import get_in_scope_or_404

READ_OR_WRITE = require_http_methods(["GET", "POST"])


@READ_OR_WRITE
def project_new(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Write down a project; goes on to `next`, for example to the application that asked for one."""
    enterprise = own_or_404(request, public_id)
    form = ProjectForm(request.POST or None, enterprise=enterprise)
    if (
        request.method == "POST"
        and form.is_valid()
        and form.attempt(create_project, enterprise, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, _("The project was written down."))
        return redirect(safe_next(request) or enterprise_url(enterprise))
    return page(request, "project", enterprise, form=form, project=None, held=None)


@READ_OR_WRITE
def project_edit(request: HttpRequest, public_id: UUID, project_id: UUID) -> HttpResponse:
    """Change a project, or read why it stays as it is."""
    enterprise = own_or_404(request, public_id)
    project = get_in_scope_or_404(
        enterprise.projects.select_related("line", "enterprise"), request.user, public_id=project_id
    )
    form = ProjectForm(request.POST or None, enterprise=enterprise, project=project)
    if (
        request.method == "POST"
        and form.is_valid()
        and form.attempt(update_project, project, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, _("The project was changed."))
        return redirect(safe_next(request) or enterprise_url(enterprise))
    return page(request, "project", enterprise, form=form, project=project, held=hold_on(project, request.user))
