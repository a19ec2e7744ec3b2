"""Where somebody goes after logging in. The floor that knows the roles registers its answer."""

from collections.abc import Callable

from django.conf import settings
from django.shortcuts import resolve_url

Landing = Callable[..., str]

_landings: list[Landing] = []


def register(landing: Landing) -> Landing:
    """Let `landing(user) -> path` decide; the one registered last is asked."""
    _landings.append(landing)
    return landing


def url_for(user) -> str:
    """The path of the page where `user` starts."""
    return _landings[-1](user) if _landings else resolve_url(settings.LOGIN_REDIRECT_URL)
