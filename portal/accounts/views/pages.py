"""allauth's pages under our addresses. Each gets the city that it speaks for; the flows stay allauth's."""

from typing import Any

from allauth.account import views as account
from allauth.account.decorators import reauthentication_required
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.decorators import method_decorator

from portal.accounts.city_choice import city_of, way_back
from portal.accounts.forms import SignupForm
from portal.accounts.models import PrivacyNotice
from portal.accounts.second_factor import AFTER_SETTING_UP, count_the_log_in, seconds_locked
from portal.accounts.views.locked import wait
from portal.core.models import Municipality


class CityPage:
    """Gives the page `city`, for its name, its colours and its telephone; None where no city is known yet.

    And `way_back`, which its links to the other pages of the account carry on.
    """

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        more = {"city": city_of(self.request), "way_back": way_back(self.request)}
        return super().get_context_data(**kwargs) | more


class LoginView(CityPage, account.LoginView):
    pass


class LogoutView(CityPage, account.LogoutView):
    pass


class InactiveView(CityPage, account.AccountInactiveView):
    pass


class SignupView(CityPage, account.SignupView):
    """Asks for the city first where several are published and none was named, since its notice is on the form."""

    def get_form_class(self) -> type[SignupForm]:
        return SignupForm

    def get_form_kwargs(self) -> dict[str, Any]:
        city = city_of(self.request)
        return super().get_form_kwargs() | {
            "city": city,
            "privacy_notice": PrivacyNotice.objects.in_force(city),
        }

    def is_open(self) -> bool:
        city = city_of(self.request)
        return super().is_open() and (city is None or PrivacyNotice.objects.in_force(city) is not None)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return super().get(request, *args, **kwargs) if city_of(request) else choose_city(request)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return super().post(request, *args, **kwargs) if city_of(request) else choose_city(request)


def choose_city(request: HttpRequest) -> HttpResponse:
    """The published cities, each a link back to this page."""
    cities = Municipality.objects.filter(is_published=True).order_by("name")
    return render(
        request, "accounts/choose_city.html", {"cities": cities, "city": None, "query": _without_city(request)}
    )


def _without_city(request: HttpRequest) -> str:
    query = request.GET.copy()
    query.pop("ciudad", None)
    return query.urlencode()


@method_decorator(login_not_required, name="dispatch")
class ConfirmCodeView(CityPage, account.ConfirmEmailVerificationCodeView):
    pass


@method_decorator(reauthentication_required(allow_get=True), name="dispatch")
class EmailView(CityPage, account.EmailView):
    """One address per account (ACCOUNT_CHANGE_EMAIL): the new one takes the place of the old one once confirmed.

    Whoever finds an open session changes nothing: the password is asked for again.
    """

    template_name = "account/email_change.html"


class ReauthenticateView(CityPage, account.ReauthenticateView):
    pass


class PasswordChangeView(CityPage, account.PasswordChangeView):
    pass


class PasswordSetView(CityPage, account.PasswordSetView):
    pass


class PasswordResetView(CityPage, account.PasswordResetView):
    pass


class ConfirmPasswordResetCodeView(CityPage, account.ConfirmPasswordResetCodeView):
    pass


class CompletePasswordResetView(CityPage, account.CompletePasswordResetView):
    pass


class PasswordResetDoneView(CityPage, account.PasswordResetFromKeyDoneView):
    pass


class SecondFactorIndexView(CityPage, mfa.IndexView):
    pass


class SecondFactorView(CityPage, mfa.AuthenticateView):
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        seconds = seconds_locked(self.stage.login.user)
        return wait(request, seconds) if seconds else super().post(request, *args, **kwargs)


class SecondFactorReauthenticateView(CityPage, mfa.ReauthenticateView):
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        seconds = seconds_locked(request.user)
        return wait(request, seconds) if seconds else super().post(request, *args, **kwargs)


class ActivateAppView(CityPage, totp.ActivateTOTPView):
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        count_the_log_in(request)
        return super().dispatch(request, *args, **kwargs)


class DeactivateAppView(CityPage, totp.DeactivateTOTPView):
    pass


class RecoveryCodesView(CityPage, recovery_codes.ViewRecoveryCodesView):
    """Offered at once to whoever set up the second factor; from here one goes on to the page that was wanted."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"go_on": self.request.session.get(AFTER_SETTING_UP, "")}


class GenerateRecoveryCodesView(CityPage, recovery_codes.GenerateRecoveryCodesView):
    pass
