"""The client's network address behind the installation's own proxies."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse


class TrustedProxyMiddleware:
    """Sets REMOTE_ADDR to the address that the outermost of our TRUSTED_PROXY_COUNT proxies saw.

    Each proxy appends the address that it was called from, so with n proxies of ours the n-th entry from the right is
    the client; what stands to the left of it was typed by the client and is ignored. Log-in limits count by this.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        count = settings.TRUSTED_PROXY_COUNT
        if count:
            forwarded = [entry.strip() for entry in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
            if len(forwarded) >= count and forwarded[-count]:
                request.META["REMOTE_ADDR"] = forwarded[-count]
        return self.get_response(request)
