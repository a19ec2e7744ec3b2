"""What every public page shares: nobody is logged in here, and a cache may keep it for a minute."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.cache import patch_cache_control
from django.views.decorators.cache import cache_page
from django.views.decorators.http import condition, require_safe

from portal.core.models import Municipality

View = Callable[..., HttpResponse]


def public_page(view: View) -> View:
    """Open `view` to everybody, for GET and HEAD alone, and keep what it answers for PUBLIC_PAGE_SECONDS.

    Such a view reads neither user nor session, and its templates carry no CSRF token. The portal keeps the page and
    then a browser or proxy does, so that a change is seen everywhere within twice that time, a minute. An address with
    a query is rendered each time: there is no end of them, and they would push the others out.
    """

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        patch_cache_control(response, public=True, max_age=settings.PUBLIC_PAGE_SECONDS)
        return response

    @wraps(view)
    def kept(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.GET or not settings.PUBLIC_PAGE_SECONDS:
            return answer(request, *args, **kwargs)
        return cache_page(settings.PUBLIC_PAGE_SECONDS)(answer)(request, *args, **kwargs)

    return login_not_required(require_safe(kept))


def public_file(version: Callable[..., str]) -> Callable[[View], View]:
    """Open a view that streams a file to everybody; `version` gives what its ETag is made of, from the same arguments.

    A stream is kept by no cache of the portal, so whoever asks again with the ETag is told in one query or two that
    nothing has changed.
    """

    def etag(request: HttpRequest, *args: Any, **kwargs: Any) -> str:
        return f'W/"{version(*args, **kwargs)}"'

    def opened(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            response = condition(etag_func=etag)(view)(request, *args, **kwargs)
            patch_cache_control(response, public=True, max_age=settings.PUBLIC_PAGE_SECONDS)
            return response

        return login_not_required(require_safe(answer))

    return opened


def asked(request: HttpRequest, name: str) -> str:
    """Give a parameter of the address as text; without NUL, which no database takes."""
    return request.GET.get(name, "").replace("\x00", "")


def published_city(slug: str) -> Municipality:
    """Give the city that has this address; 404 where there is none or it is not published yet."""
    return get_object_or_404(Municipality, slug=slug, is_published=True)
