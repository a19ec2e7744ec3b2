"""What every public page shares: nobody is logged in here, and a cache may keep it for a minute."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from portal.core.models import Municipality

FRESH_FOR = 60
"""Seconds that a shared cache may keep a public page: a change is seen everywhere within a minute."""

View = Callable[..., HttpResponse]


def public_page(view: View) -> View:
    """Open `view` to everybody, for GET and HEAD alone, and let caches keep what it answers.

    Such a view reads neither user nor session, and its templates carry no CSRF token.
    """

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        patch_cache_control(response, public=True, max_age=FRESH_FOR)
        return response

    return login_not_required(require_safe(answer))


def published_city(slug: str) -> Municipality:
    """Give the city that has this address; 404 where there is none or it is not published yet."""
    return get_object_or_404(Municipality, slug=slug, is_published=True)
