"""The sessions whose seats an officer's organization gives, and one session with everybody who asked."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Case as SqlCase
from django.db.models import Count, Q, Value, When
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from portal.core.enums import Role
from portal.core.scoping import get_visible_or_404
from portal.organizations.roles import has_role, organizations_of
from trainings.console.rows import rows_of
from trainings.desk import desk_of, run_posted
from trainings.enums import HOLDING, PENDING, RequestState
from trainings.explaining import ways_of
from trainings.models import Session
from trainings.querysets import SeatRequestQuerySet
from trainings.workflow import SessionWorkflow

PER_PAGE = 50


@require_safe
def session_list(request: HttpRequest) -> HttpResponse:
    """List the sessions of the officer's organizations, those to come first; nobody else has such a list (404)."""
    if not has_role(request.user, Role.OFFICER):
        raise Http404
    own = Session.objects.filter(reviewer__in=organizations_of(request.user, Role.OFFICER)).with_listing()
    counted = own.annotate(
        to_answer=Count("requests", filter=Q(requests__state__in=PENDING)),
        waiting=Count("requests", filter=Q(requests__state=RequestState.WAITLISTED)),
    )
    page = Paginator(counted.order_by("-starts_at", "-pk"), PER_PAGE).get_page(request.GET.get("page"))
    rows = [{"session": row, "city": row.municipality, "state": SessionWorkflow.state(row.state)} for row in page]
    return render(request, "trainings/console/sessions.html", {"page": page, "rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
def session_page(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show who asked for seats, in order and with the reasons; and the verbs that the reader may use."""
    sessions = Session.objects.with_listing().select_related("course__agreement__led_by").prefetch_related("meetings")
    session = get_visible_or_404(sessions, request.user, public_id=public_id)
    desk = desk_of(session, request.user, request.POST)
    if request.method == "POST" and (done := run_posted(session, desk, by=request.user)):
        messages.success(request, done)
        return redirect("seats:session", public_id)
    page = Paginator(_in_order(session, request.user), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "city": session.municipality,
        "session": session,
        "state": SessionWorkflow.state(session.state),
        "ways": ways_of(session),
        "page": page,
        "rows": rows_of(page, page.start_index()),
        "has_queue": has_role(request.user, Role.OFFICER),
    }
    return render(request, "trainings/console/session.html", context | desk)


def _in_order(session: Session, user: Any) -> SeatRequestQuerySet:
    """Return the waiting list, then who has no answer, both in the order of service; then who has seats; then the rest.

    Whoever waits is served before the requests that an officer has not answered.
    """
    rank = SqlCase(
        When(state=RequestState.WAITLISTED, then=Value(0)),
        When(state__in=PENDING, then=Value(1)),
        When(state__in=HOLDING, then=Value(2)),
        default=Value(3),
    )
    requests = session.requests.visible_to(user).select_related("enterprise", "case")
    return requests.annotate(rank=rank).order_by("rank", "waiting_key", "pk").prefetch_related("seats")
