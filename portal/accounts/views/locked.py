from axes.helpers import get_cool_off
from axes.models import AccessAttempt
from django.contrib.auth.decorators import login_not_required
from django.db.models import Max, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers

from portal.accounts.city_choice import city_of
from portal.accounts.login_limits import account_of
from portal.core import clock


@login_not_required
def locked_out(
    request: HttpRequest, original_response: HttpResponse | None = None, credentials: dict | None = None
) -> HttpResponse:
    """Axes' answer to a locked account or address: calm, 429, with Retry-After; the same for unknown accounts."""
    return wait(request, _seconds_left(request, credentials))


def wait(request: HttpRequest, seconds: int) -> HttpResponse:
    """The page that asks for `seconds` of patience."""
    context = {"minutes": -(-seconds // 60), "city": city_of(request)}
    response = render(request, "accounts/locked.html", context, status=429)
    response["Retry-After"] = str(seconds)
    add_never_cache_headers(response)
    return response


def _seconds_left(request: HttpRequest, credentials: dict | None) -> int:
    cool_off = get_cool_off(request)
    attempts = AccessAttempt.objects.filter(
        Q(username=account_of(request, credentials)) | Q(ip_address=request.axes_ip_address)
    )
    last = attempts.aggregate(last=Max("attempt_time"))["last"] or clock.now()
    return max(1, int((last + cool_off - clock.now()).total_seconds()))
