"""The matrícula mercantil: the page of the enterprise, and the desk of the chamber under /revision/matriculas/."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from enterprises.actions import confirm_registration, declare_registration, refuse_registration
from enterprises.enums import RegistrationState
from enterprises.forms import RegistrationAnswerForm, RegistrationForm
from enterprises.models import MercantileRegistration
from enterprises.models.registrations import year_owed
from enterprises.views.shared import enterprise_url, own_or_404, page, safe_next
from portal.core import clock
from portal.core.calendar import BusinessCalendar
from portal.core.enums import Country, Role
from portal.core.scoping import get_visible_or_404
from portal.organizations.enums import OrganizationKind
from portal.organizations.roles import organizations_of, roles_in

READ_OR_WRITE = require_http_methods(["GET", "POST"])
MOST_SHOWN = 20
PER_PAGE = 50


@READ_OR_WRITE
def registration(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Declare the matrícula, and see what the chamber said. Enterprises of other countries have no such page."""
    enterprise = own_or_404(request, public_id)
    if enterprise.country != Country.CO:
        raise Http404
    if enterprise.is_idea:
        return redirect("enterprises:identity", public_id=public_id)
    form = RegistrationForm(request.POST or None, enterprise=enterprise)
    if (
        request.method == "POST"
        and form.is_valid()
        and form.attempt(declare_registration, enterprise, by=request.user, **form.values())
    ):
        messages.success(request, _("We have your registration. The chamber will look it up and you get a mail."))
        return redirect(safe_next(request) or enterprise_url(enterprise))
    rows = MercantileRegistration.objects.filter(enterprise=enterprise).select_related("chamber", "decided_by")
    owed = year_owed(clock.today(enterprise.municipality.zone), BusinessCalendar.of(enterprise.municipality))
    return page(
        request, "registration", enterprise, form=form, registrations=rows.newest_first()[:MOST_SHOWN], owed=owed
    )


@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """What the officer's chambers are asked to confirm, the oldest first, and below it what they answered lately."""
    chambers = organizations_of(request.user, Role.OFFICER).filter(kind=OrganizationKind.CHAMBER)
    if not chambers.exists():
        raise Http404
    rows = MercantileRegistration.objects.kept_by(request.user).select_related(
        "enterprise__municipality", "chamber", "decided_by"
    )
    answered = rows.filter(~Q(state=RegistrationState.DECLARED)).order_by("-decided_at", "-pk")
    context = {
        "chambers": chambers.order_by("name"),
        "page": Paginator(rows.waiting().order_by("declared_at", "pk"), PER_PAGE).get_page(request.GET.get("page")),
        "answered": answered[:MOST_SHOWN],
    }
    return render(request, "enterprises/registrations/queue.html", context)


@READ_OR_WRITE
def decide(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Answer for the chamber. Whoever else may see the row has no desk here (404)."""
    rows = MercantileRegistration.objects.select_related("enterprise__municipality", "chamber", "decided_by")
    asked = get_visible_or_404(rows, request.user, public_id=public_id)
    if Role.OFFICER not in roles_in(request.user, asked.chamber):
        raise Http404
    form = RegistrationAnswerForm(request.POST or None, registration=asked)
    if request.method == "POST" and form.is_valid() and _answer(form, asked, request.user):
        messages.success(request, _("Your answer was written down. The enterprise is told by mail."))
        return redirect(safe_next(request) or reverse("registrations:queue"))
    context = {
        "city": asked.municipality,
        "enterprise": asked.enterprise,
        "asked": asked,
        "form": form,
        "may_answer": asked.state != RegistrationState.REFUSED,
        "back_url": safe_next(request) or reverse("registrations:queue"),
    }
    return render(request, "enterprises/registrations/decide.html", context)


def _answer(form: RegistrationAnswerForm, asked: MercantileRegistration, user: Any) -> MercantileRegistration | None:
    if form.confirms:
        return form.attempt(confirm_registration, asked, by=user, **form.evidence())
    return form.attempt(refuse_registration, asked, by=user, note=form.cleaned_data["note"])
