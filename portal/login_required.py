"""Everything asks for a log-in, except what says that it does not; and what does not is not even asked who calls."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponseBase


class QuietLoginRequiredMiddleware(LoginRequiredMiddleware):
    """Django's own reads the session of every request first, whereupon no cache may keep a public page."""

    def process_view(
        self, request: HttpRequest, view_func: Callable[..., Any], view_args: tuple, view_kwargs: dict
    ) -> HttpResponseBase | None:
        if not getattr(view_func, "login_required", True):
            return None
        return super().process_view(request, view_func, view_args, view_kwargs)
