"""What every template may use. Reads neither user nor session, so that public pages stay cacheable."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import translate_url
from django.utils.translation import get_language, get_language_info


def portal(request: HttpRequest) -> dict[str, Any]:
    """Return `demo`, `site_name` and `language_links` (the same page in each language it exists in)."""
    return {
        "demo": settings.DEMO,
        "site_name": settings.SITE_NAME,
        "language_links": language_links(request),
    }


def language_links(request: HttpRequest) -> list[dict[str, Any]]:
    """Return code, own name, address and `current` per language; languages that this page lacks are left out."""
    here = request.get_full_path()
    current = get_language()
    links = []
    for code, _name in settings.LANGUAGES:
        url = here if code == current else translate_url(here, code)
        if code == current or url != here:
            name = get_language_info(code)["name_local"]
            links.append({"code": code, "name": name.capitalize(), "url": url, "current": code == current})
    return links
