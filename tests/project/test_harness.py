"""The harness catches what it says it catches."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.template import Context, Origin, Template
from django.test import RequestFactory
from gunicorn.config import Config

from portal.access_log import AccessLogger
from portal.logs import redact
from portal.proxy import TrustedProxyMiddleware
from portal.strict_templates import UndefinedVariable
from tests.html import html_faults


def template(text: str, folder: str) -> Template:
    return Template(text, origin=Origin(name=f"{folder}/page.html", template_name="page.html"))


@pytest.mark.parametrize(
    "text",
    ["{{ missing }}", "{{ city.missing }}", "{{ missing|default:'x' }}",
     "{% load i18n %}{% blocktranslate %}Hello {{ missing }}{% endblocktranslate %}"],
)  # fmt: skip
def test_an_undefined_variable_of_ours_fails(text: str) -> None:
    with pytest.raises(UndefinedVariable, match="missing"):
        template(text, str(settings.BASE_DIR / "templates")).render(Context({"city": {}}))


def test_an_undefined_variable_of_a_library_is_empty_as_ever() -> None:
    page = template("[{{ missing }}{{ missing|default:'x' }}]", "/usr/lib/library/templates")
    assert page.render(Context()) == "[x]"


def test_asking_whether_a_variable_is_there_is_allowed() -> None:
    page = template("{% if missing %}a{% else %}b{% endif %}", str(settings.BASE_DIR / "templates"))
    assert page.render(Context()) == "b"


@pytest.mark.parametrize(
    ("html", "fault"),
    [
        ("<p onclick='x()'>", "onclick"),
        ("<p style='color: red'>", "style="),
        ("<style>p {}</style>", "inline <style>"),
        ("<script>x()</script>", "inline <script>"),
        ("<a href=' JavaScript:x()'>", "javascript:"),
        ("<p>{{ name }}</p>", "not rendered"),
        ("<p>Hello %(name)s</p>", "not rendered"),
    ],
)
def test_what_the_policy_would_block_is_found(html: str, fault: str) -> None:
    assert fault in " ".join(html_faults(html))


def test_external_script_and_data_are_no_faults() -> None:
    html = '<script src="/static/app.js" defer></script><script type="application/json">{"a": 1}</script><p class="on">'
    assert html_faults(html) == []


def test_logs_carry_no_personal_data() -> None:
    line = redact(
        "login of Ana.Prueba+1@leon.example, RFC XAXX010101000, CURP PEPJ800101HGTRRN09, folio LEO-2026-00042-7"
    )
    assert line == "login of [redacted], RFC [redacted], CURP [redacted], folio LEO-2026-00042-7"


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "203.0.113.9", "10.0.0.1"),
        (1, "1.2.3.4, 203.0.113.9", "203.0.113.9"),
        (2, "1.2.3.4, 203.0.113.9, 10.0.0.7", "203.0.113.9"),
        (2, "203.0.113.9", "10.0.0.1"),
        (1, "", "10.0.0.1"),
    ],
)
def test_the_client_address_is_what_our_outermost_proxy_saw(settings, proxies, forwarded, address) -> None:
    settings.TRUSTED_PROXY_COUNT = proxies
    request = RequestFactory().get("/", REMOTE_ADDR="10.0.0.1", headers={"X-Forwarded-For": forwarded})
    seen = []
    TrustedProxyMiddleware(lambda request: seen.append(request.META["REMOTE_ADDR"]) or HttpResponse())(request)
    assert seen == [address]


TOKEN = "Zm9vYmFyLXRva2VuLXRoYXQtbm9ib2R5LW1heS1yZWFk"


@pytest.mark.parametrize("path", ["/cuenta/invitacion/", "/en/cuenta/invitacion/", "/mi/empresas/invitacion/"])
def test_the_token_of_an_invitation_is_in_no_log(path):
    assert redact(f"Not Found: {path}{TOKEN}/aceptar/") == f"Not Found: {path}[redacted]/aceptar/"


def test_the_access_log_has_neither_tokens_nor_what_follows_the_question_mark():
    path = f"/mi/empresas/invitacion/{TOKEN}/"
    environ = {
        "REQUEST_METHOD": "GET",
        "RAW_URI": f"{path}?next=/cuenta/invitacion/{TOKEN}/",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "PATH_INFO": path,
        "QUERY_STRING": f"next=/cuenta/invitacion/{TOKEN}/",
        "HTTP_REFERER": f"https://portal.example/cuenta/entrar/?next=/cuenta/invitacion/{TOKEN}/",
    }
    answer, asked = SimpleNamespace(status="200 OK", sent=5, headers=[]), SimpleNamespace(headers=[])
    atoms = AccessLogger(Config()).atoms(answer, asked, environ, timedelta(seconds=1))
    assert TOKEN not in str(atoms)
    assert "?" not in atoms["r"]
    assert atoms["U"] == "/mi/empresas/invitacion/[redacted]/"


@pytest.mark.parametrize("file", ["Procfile", "Dockerfile", "portal/supervisor.conf", "docs/operations.md"])
def test_every_gunicorn_that_we_start_logs_so(file):
    lines = (settings.BASE_DIR / file).read_text().splitlines()
    starts = [line for line in lines if "gunicorn portal.wsgi" in line]
    assert starts
    assert all("--logger-class portal.access_log.AccessLogger" in line for line in starts)
