import re
import uuid
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from portal.core.tracing import request_id_bound

GIVEN_ID = re.compile(r"[A-Za-z0-9-]{8,64}")
GetResponse = Callable[[HttpRequest], HttpResponse]


class RequestIdMiddleware:
    """Names each request: the id of our proxy when it is well formed, else a new one; ledger rows and logs carry it.

    Without a proxy of ours (TRUSTED_PROXY_COUNT) the header was typed by the client, who could write any name there.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-ID", "") if settings.TRUSTED_PROXY_COUNT else ""
        request_id = given if GIVEN_ID.fullmatch(given) else uuid.uuid4().hex
        with request_id_bound(request_id):
            response = self.get_response(request)
        response.headers["X-Request-ID"] = request_id
        return response


class NoStoreMiddleware:
    """Keeps pages that a logged-in person was shown out of every cache, the browser's Back button included.

    It asks who is logged in only when the view already read the session: a public page stays free of it, and cacheable.
    Goes after AuthenticationMiddleware.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        shown_to_someone = request.session.accessed and request.user.is_authenticated
        if shown_to_someone and "no-store" not in response.headers.get("Cache-Control", ""):
            response.headers["Cache-Control"] = "no-store"
        return response
