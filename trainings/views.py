"""`/mi/capacitaciones/`: an enterprise asks for seats, names its people, follows the request and withdraws it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from enterprises.models import Enterprise
from portal.core.scoping import get_in_scope_or_404, get_visible_or_404
from programs.forms import WithdrawForm
from programs.views.scope import telling_refusals
from trainings.actions import ask_for_seats, change_people, withdraw_request
from trainings.explaining import ways_of
from trainings.forms import AskForm, people_form
from trainings.models import SeatRequest, Session
from trainings.priority import standing_of
from trainings.tracking import card_of, seats_asked, tracking_context

PER_PAGE = 20
form_methods = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def request_list(request: HttpRequest) -> HttpResponse:
    """List the requests of the user's enterprises, the newest first."""
    rows = SeatRequest.objects.of_applicant(request.user).with_listing().order_by("-submitted_at", "-pk")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "trainings/request_list.html", {"page": page, "cards": [card_of(row) for row in page]})


@form_methods
def ask(request: HttpRequest, session: UUID) -> HttpResponse:
    """Ask for seats in a session, for the enterprise that `?empresa=` names, or the only one that the user has."""
    sessions = Session.objects.public().with_listing().prefetch_related("meetings")
    row = get_in_scope_or_404(sessions, request.user, public_id=session)
    enterprises = Enterprise.objects.of_member(request.user).with_listing().order_by("legal_name", "pk")
    enterprise = _chosen(request, enterprises)
    if enterprise is None:
        return render(request, "trainings/choose_enterprise.html", _choice(request, row, enterprises))
    left = row.company_cap - seats_asked(row, enterprise)
    if left < 1 or not row.is_open:
        return render(request, "trainings/cannot_ask.html", _about(row, enterprise=enterprise, left=left))
    return _asking(request, row, enterprise, left)


def _asking(request: HttpRequest, session: Session, enterprise: Enterprise, left: int) -> HttpResponse:
    form = AskForm(request.POST or None, enterprise=enterprise, left=left)
    if request.method == "POST" and form.is_valid():
        sent = form.attempt(ask_for_seats, session, enterprise, by=request.user, **form.asked())
        if sent is not None:
            messages.success(request, _("We received your request. Its number is %(folio)s.") % {"folio": sent.folio})
            return redirect("trainings:request", sent.public_id)
    standing = standing_of(session, enterprise)
    context = _about(session, enterprise=enterprise, form=form, ways=ways_of(session), standing=standing)
    return render(request, "trainings/ask.html", context)


@require_safe
def request_page(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Say where a request is, why, for whom, and what comes."""
    row = own_request(request, public_id)
    return render(request, "trainings/request.html", tracking_context(row, request.user))


@form_methods
def people(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Name who the seats are for, or send somebody else; the seats stay."""
    row = own_request(request, public_id)
    if not tracking_context(row, request.user)["can_name"]:
        return redirect("trainings:request", row.public_id)
    form = people_form(request.POST or None, row)
    if request.method == "POST" and form.is_valid():
        changed = form.attempt(change_people, row, by=request.user, people=form.people)
        if changed is not None:
            messages.success(request, _("The names are kept."))
            return redirect("trainings:request", row.public_id)
    return render(request, "trainings/people.html", _about(row.session, request_row=row, form=form))


@form_methods
def withdraw(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Withdraw a request, after saying what it means."""
    row = own_request(request, public_id)
    if not tracking_context(row, request.user)["can_withdraw"]:
        return redirect("trainings:request", row.public_id)
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with telling_refusals(request) as answer:
            withdraw_request(row, by=request.user, note=form.cleaned_data["note"])
        if answer.done:
            messages.success(request, _("Your request was withdrawn."))
        return redirect("trainings:request", row.public_id)
    return render(request, "trainings/withdraw.html", _about(row.session, request_row=row, form=form))


def own_request(request: HttpRequest, public_id: UUID) -> SeatRequest:
    """Give a request of an enterprise that the user belongs to, or the user's own; 404 for every other."""
    rows = SeatRequest.objects.with_listing().prefetch_related("session__meetings")
    row = rows.of_applicant(request.user).filter(public_id=public_id).first()
    if row is None:
        get_visible_or_404(SeatRequest, request.user, public_id=public_id)  # leaves its row when it is out of sight
        raise Http404
    return row


def _chosen(request: HttpRequest, enterprises: Any) -> Enterprise | None:
    if asked := request.GET.get("empresa"):
        return get_in_scope_or_404(enterprises, request.user, public_id=asked)
    found = list(enterprises[:2])
    return found[0] if len(found) == 1 else None


def _choice(request: HttpRequest, session: Session, enterprises: Any) -> dict[str, Any]:
    way_back = urlencode({"ciudad": session.municipality.slug, "next": request.path})
    new_url = f"{reverse('enterprises:new')}?{way_back}"
    return _about(session, enterprises=enterprises, new_enterprise_url=new_url)


def _about(session: Session, **extra: Any) -> dict[str, Any]:
    return {"city": session.municipality, "session": session, "course": session.course} | extra
