from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.test import RequestFactory

from portal.core import context
from portal.core.middleware import NoStoreMiddleware, RequestIdMiddleware
from portal.core.tracing import current_request_id


@pytest.mark.parametrize(
    ("proxies", "given", "kept"),
    [
        (1, "a-proxy-made-this-1", True),
        (0, "a-caller-made-this-1", False),
        (1, "short", False),
        (1, "bad\nline" * 3, False),
    ],
)
def test_each_request_has_an_id_of_safe_form(settings, proxies, given, kept):
    settings.TRUSTED_PROXY_COUNT = proxies
    seen = []

    def view(request):
        seen.append(current_request_id())
        return HttpResponse()

    response = RequestIdMiddleware(view)(RequestFactory().get("/", headers={"X-Request-ID": given}))
    assert response["X-Request-ID"] == seen[0]
    assert (seen[0] == given) is kept
    assert current_request_id() == ""


@pytest.mark.parametrize(
    ("accessed", "user", "given", "expected"),
    [
        (True, SimpleNamespace(is_authenticated=True), None, "no-store"),
        (True, SimpleNamespace(is_authenticated=True), "public, max-age=300", "no-store"),
        (True, SimpleNamespace(is_authenticated=True), "no-cache, no-store", "no-cache, no-store"),
        (True, AnonymousUser(), "public, max-age=300", "public, max-age=300"),
        (False, None, "public, max-age=300", "public, max-age=300"),
    ],
)
def test_what_a_logged_in_person_was_shown_is_stored_nowhere(accessed, user, given, expected):
    request = RequestFactory().get("/")
    request.session = SimpleNamespace(accessed=accessed)
    if accessed:  # where the view read no session, the middleware must not ask for the user: there is none to ask here
        request.user = user
    response = NoStoreMiddleware(lambda request: HttpResponse(headers={"Cache-Control": given} if given else None))(
        request
    )
    assert response["Cache-Control"] == expected


def test_the_context_reads_neither_user_nor_session(settings):
    settings.DEMO = True
    request = RequestFactory().get("/leon/", {"q": "a"})  # it has no user and no session
    values = context.portal(request)
    assert values["demo"] is True
    assert values["site_name"]
    assert values["language_links"] == [
        {"code": "es", "name": "Español", "url": "/leon/?q=a", "current": True},
        {"code": "en", "name": "English", "url": "/en/leon/?q=a", "current": False},
    ]


def test_a_page_in_one_language_offers_no_other():
    links = context.language_links(RequestFactory().get("/healthz"))
    assert [link["code"] for link in links] == ["es"]
