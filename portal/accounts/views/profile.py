"""/cuenta/: what we know of a person, and what they may change of it."""

from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.accounts import actions
from portal.accounts.city_choice import city_of
from portal.accounts.enums import Purpose
from portal.accounts.forms import ProfileForm
from portal.accounts.models import Consent, Person, PrivacyNotice, User
from portal.core.actions import Refused
from portal.core.scoping import get_visible_or_404


@never_cache
@require_safe
def profile(request: HttpRequest) -> HttpResponse:
    city = city_of(request)
    consents = Consent.objects.visible_to(request.user).select_related("notice__municipality")
    return render(
        request,
        "accounts/profile.html",
        {
            "city": city,
            "data_rows": _data_rows(request.user),
            "safety_rows": _safety_rows(request.user),
            "consents": consents,
            "offers": _offers(city, consents) if hasattr(request.user, "person") else [],
        },
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def edit_profile(request: HttpRequest) -> HttpResponse:
    city, user = city_of(request), request.user
    initial = {"full_name": user.full_name, "phone": user.phone, "language": user.language}
    form = ProfileForm(request.POST or None, initial=initial, region=city.country if city else None)
    if request.method == "POST" and form.is_valid():
        actions.update_profile(user, by=user, **form.cleaned_data)
        messages.success(request, _("Your data were saved."))
        return redirect("accounts:profile")
    return render(request, "accounts/edit_profile.html", {"city": city, "form": form})


@require_POST
def give_consent(request: HttpRequest, purpose: str) -> HttpResponse:
    """Accept the city's notice for one of the free purposes."""
    city = city_of(request)
    notice = PrivacyNotice.objects.in_force(city) if city else None
    person = Person.objects.visible_to(request.user).first()  # an installation administrator has none
    if person is not None and notice is not None and purpose in Purpose.values and Purpose(purpose).is_optional:
        actions.give_consent(person, notice, by=request.user, purpose=purpose)
        messages.success(request, _("Thank you. You can withdraw this at any time."))
    return redirect("accounts:profile")


@require_POST
def withdraw_consent(request: HttpRequest, pk: int) -> HttpResponse:
    consent = get_visible_or_404(Consent, request.user, pk=pk)
    try:
        actions.withdraw_consent(consent, by=request.user)
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, _("It was withdrawn."))
    return redirect("accounts:profile")


def _offers(city, consents) -> list[Purpose]:
    """The free purposes that the person does not consent to now."""
    given = {consent.purpose for consent in consents if consent.withdrawn_at is None}
    return [purpose for purpose in Purpose if purpose.is_optional and purpose not in given] if city else []


def _data_rows(user: User) -> list[dict[str, Any]]:
    edit = reverse("accounts:edit_profile")
    return [
        {"label": _("Full name"), "value": user.full_name, "url": edit},
        {"label": _("Phone"), "value": user.phone.as_international if user.phone else "", "url": edit},
        {"label": _("Language"), "value": user.get_language_display(), "url": edit},
    ]


def _safety_rows(user: User) -> list[dict[str, Any]]:
    factor = _("On") if is_mfa_enabled(user) else _("Off")
    return [
        {"label": _("E-mail"), "value": user.email, "url": reverse("account_email")},
        {"label": _("Password"), "value": "••••••••", "url": reverse("account_change_password")},
        {"label": _("Second factor"), "value": factor, "url": reverse("mfa_index")},
    ]
