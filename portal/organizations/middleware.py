from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.second_factor import AFTER_SETTING_UP
from portal.core.enums import Role
from portal.organizations.roles import memberships_of, municipalities_of

_ALWAYS_OPEN = frozenset({"account_logout", "account_reauthenticate", "account_email_verification_sent"})


class SecondFactorMiddleware:
    """Leads whoever holds a role of MFA_REQUIRED_ROLES, and has no second factor yet, to set one up, and nowhere else.

    Who has one is asked for it when logging in. Public pages are let through without a look at the session, which
    keeps them cacheable.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable, args: tuple, kwargs: dict) -> HttpResponse | None:
        if not settings.MFA_REQUIRED_ROLES or not getattr(view, "login_required", True):
            return None
        name = request.resolver_match.url_name or ""
        if name in _ALWAYS_OPEN or name.startswith("mfa_"):
            return None
        if not needs_second_factor(request.user) or is_mfa_enabled(request.user):
            return None
        if request.method == "GET":
            request.session[AFTER_SETTING_UP] = request.get_full_path()
        messages.warning(request, _("Your role needs a second factor. Please set it up to go on."))
        return redirect("mfa_activate_totp")


class DeskTimeMiddleware:
    """Shows and reads times in /admin/ by the clock of the user's city; elsewhere each page says its city."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            return self.get_response(request)
        finally:
            timezone.deactivate()

    def process_view(self, request: HttpRequest, view: Callable, args: tuple, kwargs: dict) -> None:
        if request.resolver_match.app_name != "admin" or not request.user.is_authenticated:
            return
        city = municipalities_of(request.user).order_by("pk").first()
        if city is not None:
            timezone.activate(city.zone)


def needs_second_factor(user) -> bool:
    """Whether a role that `user` holds is one of MFA_REQUIRED_ROLES."""
    if not user.is_authenticated:
        return False
    held = {membership.role for membership in memberships_of(user)}
    if user.is_superuser:
        held.add(Role.INSTALLATION_ADMIN.value)
    return not held.isdisjoint(settings.MFA_REQUIRED_ROLES)
