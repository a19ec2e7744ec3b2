"""The list of one's applications, and the beginning of a new one."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_safe

from enterprises.models import Enterprise
from portal.core.scoping import get_in_scope_or_404
from programs.actions import start_draft
from programs.forms import EnterpriseChoiceForm
from programs.models import Call, Enrollment
from programs.tracking import card_of
from programs.views.scope import telling_refusals

PER_PAGE = 20


@require_safe
def enrollment_list(request: HttpRequest) -> HttpResponse:
    """List the applications of the user's enterprises, the newest first."""
    enrollments = Enrollment.objects.of_applicant(request.user).with_listing().order_by("-created_at", "-pk")
    page = Paginator(enrollments, PER_PAGE).get_page(request.GET.get("page"))
    cards = [card_of(enrollment) for enrollment in page]
    return render(request, "programs/enrollment_list.html", {"page": page, "cards": cards})


@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest, call: UUID) -> HttpResponse:
    """Choose the enterprise that applies, and begin its draft; a draft that exists already is opened again."""
    row = get_in_scope_or_404(Call.objects.public().with_listing(), request.user, public_id=call)
    enterprises = Enterprise.objects.of_member(request.user).order_by("legal_name", "pk")
    form = EnterpriseChoiceForm(request.POST or None, enterprises=enterprises)
    if request.method == "POST" and form.is_valid():
        enterprise = form.cleaned_data["enterprise"]
        with telling_refusals(request) as answer:
            enrollment = start_draft(row, by=request.user, enterprise=enterprise)
        if answer.done:
            return redirect("programs:overview", enrollment.public_id)
        sent = enterprise.enrollments.filter(call=row).order_by("-created_at").first()
        # The public page shows no messages: it is the same for everybody.
        return redirect("programs:overview", sent.public_id) if sent else redirect("programs:list")
    way_back = urlencode({"ciudad": row.municipality.slug, "next": request.path})
    context = {
        "city": row.municipality,
        "call": row,
        "form": form,
        "has_enterprise": enterprises.exists(),
        "new_enterprise_url": f"{reverse('enterprises:new')}?{way_back}",
    }
    return render(request, "programs/start.html", context)
