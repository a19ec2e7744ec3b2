"""One's enterprises, and one of them."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from enterprises.models import Enterprise, EnterpriseMember, JoinRequest, Project, SectorCode, YearlyFigures
from enterprises.sizes import explain
from enterprises.views.shared import own_or_404, page
from portal.accounts.city_choice import city_of

MOST_SHOWN = 50


@require_safe
def enterprise_list(request: HttpRequest) -> HttpResponse:
    """The enterprises for which the user acts, and the requests to join that the user made or can answer."""
    mine = EnterpriseMember.objects.active().filter(user=request.user, enterprise__merged_into__isnull=True)
    asked = JoinRequest.objects.filter(user=request.user).select_related(
        "municipality", "draft_enterprise", "enterprise"
    )
    owned = Enterprise.objects.of_owner(request.user).values("pk")
    to_answer = JoinRequest.objects.visible_to(request.user).pending().filter(enterprise__in=owned)
    context = {
        "city": city_of(request),
        "members": mine.select_related("enterprise__municipality").order_by("-since", "-pk")[:MOST_SHOWN],
        "requests": asked.order_by("-created_at", "-pk")[:MOST_SHOWN],
        "to_answer": to_answer.select_related("enterprise", "user", "municipality").order_by("due_at", "pk")[
            :MOST_SHOWN
        ],
    }
    return render(request, "enterprises/list.html", context)


@require_safe
def detail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """All that the portal knows of an enterprise, each part with the way to change it."""
    enterprise = own_or_404(request, public_id)
    sector = SectorCode.objects.filter(country=enterprise.country, code=enterprise.sector_code).first()
    return page(
        request,
        "detail",
        enterprise,
        sector=sector,
        explanation=explain(enterprise.size_basis, enterprise.municipality),
        figures=YearlyFigures.objects.filter(enterprise=enterprise).order_by("-year")[:MOST_SHOWN],
        projects=Project.objects.filter(enterprise=enterprise)
        .select_related("line")
        .order_by("-created_at", "-pk")[:MOST_SHOWN],
        members=enterprise.members.active().select_related("user").order_by("since", "pk")[:MOST_SHOWN],
        worker_count=enterprise.workers.current().count(),
        is_owner=enterprise.is_owned_by(request.user),
        awaits_join=enterprise.awaits_join,
    )
