"""The queue: what waits for an answer, and the next file."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from portal.core.actions import Refused
from portal.core.enums import Role
from portal.organizations.roles import organizations_of
from programs.actions import take_next
from programs.console.filters import ALL, VIEWS, CaseFilter, counted, view_named, within
from programs.console.links import links_of
from programs.console.rows import rows_of
from programs.models import Case

PER_PAGE = 50


@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """List the cases of the officer's organizations; nobody else has a queue (404)."""
    organizations = _own_organizations(request)
    cases = Case.objects.reviewed_by(request.user)
    counts = cases.counts()
    name = view_named(request.GET.get("vista"))
    # Whoever looks for a file does not know in which view it is.
    is_search = bool(request.GET.get("buscar", "").strip())
    filters = CaseFilter(
        request.GET,
        within(cases, ALL if is_search else name).with_listing().in_turn(),
        user=request.user,
        kinds={kind for kind, _state, _back, _count in counts},
    )
    page = Paginator(filters.qs, PER_PAGE).get_page(request.GET.get("page"))
    totals = counted(counts)
    views = [{"name": view, "label": label, "count": totals[view]} for view, label in VIEWS]
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "organizations": organizations,
        "links": links_of(request.user),
        "views": views,
        "view": name,
        "is_search": is_search,
        "filter": filters,
        "is_filtered": any(request.GET.get(field) for field in filters.filters),
        "page": page,
        "rows": rows_of(page, request.user),
        "query": query.urlencode(),
    }
    return render(request, "console/queue.html", context)


@require_POST
def take_next_case(request: HttpRequest) -> HttpResponse:
    """Take the file that is due first and that nobody has, and open it."""
    for organization in _own_organizations(request):
        try:
            case = take_next(organization, by=request.user)
        except Refused as refusal:
            messages.info(request, refusal.message)
            continue
        return redirect(case)
    return redirect("console:queue")


def _own_organizations(request: HttpRequest) -> list:
    organizations = list(organizations_of(request.user, Role.OFFICER).select_related("municipality").order_by("name"))
    if not organizations:
        raise Http404
    return organizations
