"""To register an enterprise, and the neutral answer where its tax id is taken."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from enterprises.actions import (
    TaxIdTaken,
    TooManyTries,
    is_tax_id_taken,
    register_enterprise,
    request_to_join,
)
from enterprises.forms import IdentityForm, JoinForm
from enterprises.models import Enterprise
from enterprises.views.shared import onward, safe_next, way
from portal.accounts.city_choice import city_of
from portal.core import clock, formats
from portal.core.calendar import BusinessCalendar
from portal.core.models import Municipality


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """The first page of a registration: kind of person, tax id, names."""
    city = city_of(request)
    if city is None:
        return render(request, "enterprises/choose_city.html", {"cities": _cities(), "city": None})
    form = IdentityForm(request.POST or None, municipality=city)
    if request.method == "POST" and form.is_valid():
        answer = _register(request, city, form)
        if answer is not None:
            return answer
    return render(
        request, "enterprises/identity.html", {"city": city, "form": form, "enterprise": None, **way(request, "new")}
    )


def _register(request: HttpRequest, city: Municipality, form: IdentityForm) -> HttpResponse | None:
    """Register what the form says; None when it was refused and the form holds the reason."""
    values = form.values()
    try:
        if values["tax_id"] and is_tax_id_taken(city, by=request.user, tax_id=values["tax_id"]):
            return _taken(request, city, form, values["tax_id"])
        enterprise = register_enterprise(city, by=request.user, **values)
    except TooManyTries as refused:
        form.add_error("tax_id", refused.message)
        return None
    except TaxIdTaken:  # someone registered it between the look and the writing
        return _taken(request, city, form, values["tax_id"])
    if enterprise.tax_id_warning:
        messages.warning(
            request, _("The last character of the RFC does not match the others. Please compare it again.")
        )
    return onward(request, "new", enterprise)


def _taken(request: HttpRequest, city: Municipality, form: IdentityForm, tax_id: str) -> HttpResponse:
    """Answer the neutral page; those who are members of the enterprise themselves are led to it."""
    own = Enterprise.objects.of_member(request.user).with_tax_id(city.country, tax_id).first()
    if own is not None:
        messages.info(request, _("You have registered this enterprise already."))
        return redirect("enterprises:detail", public_id=own.public_id)
    names = ("person_type", "tax_id", "check_digit")
    typed = {name: form.cleaned_data.get(name, "") for name in names}
    context = {"city": city, "form": JoinForm(initial=typed, municipality=city), "next": safe_next(request)}
    return render(request, "enterprises/tax_id_taken.html", context)


@require_POST
def ask_to_join(request: HttpRequest) -> HttpResponse:
    """Ask to join the enterprise that has a tax id. Every answer is the same, whatever there is behind it."""
    city = city_of(request)
    if city is None:
        return redirect("enterprises:new")
    form = JoinForm(request.POST, municipality=city)
    if not form.is_valid():
        messages.error(request, _("Please write the tax id again."))
        return redirect("enterprises:new")
    try:
        request_to_join(city.country, form.tax_id.value, by=request.user, municipality=city)
    except TooManyTries as refused:
        messages.error(request, refused.message)
        return redirect("enterprises:list")
    due = BusinessCalendar.of(city).due_at(clock.now(), 2)
    messages.success(
        request,
        _("Your request is on its way. It will be answered by %(due)s, and we will write to you.")
        % {"due": formats.deadline(due, city)},
    )
    return redirect(reverse("enterprises:list"))


def _cities() -> list[Municipality]:
    return list(Municipality.objects.filter(is_published=True).order_by("name"))
