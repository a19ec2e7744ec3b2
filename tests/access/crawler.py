"""Goes to every address as every role, and keeps of each answer what the tests ask of it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from pypdf import PdfReader

from tests.access.addresses import Address
from tests.access.world import World

WRITES = re.compile(r'\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+"?(\w+)', re.IGNORECASE)
CANARY = re.compile(r"ZZ-CANARY-[AB]-[A-Z]+", re.IGNORECASE)
NOT_DOMAIN = {"core_ledgerentry", "django_session"}


@dataclass(frozen=True)
class Visit:
    """One answer. `written` names the domain tables that the request wrote to; `noted`: a row "outside_scope"."""

    role: str
    name: str
    city: str
    method: str
    status: int
    location: str
    headers: dict[str, str]
    canaries: frozenset[str]
    written: frozenset[str]
    noted: bool

    @property
    def outcome(self) -> str:
        """Return the answer in the words of the matrix."""
        if self.status == 302:
            path = self.location.partition("?")[0]
            return {"/cuenta/entrar/": "login", "/admin/login/": "login", "/admin/": "index"}.get(path, "moved")
        words = {200: "ok", 301: "moved", 404: "404 noted" if self.noted else "404"}
        return words.get(self.status, str(self.status))


@contextmanager
def undone() -> Iterator[None]:
    """Roll back whatever happens inside, as a test case does: an action may still ask for a durable transaction."""
    block = transaction.atomic()
    block._from_testcase = True  # type: ignore[attr-defined]
    with block:
        yield
        transaction.set_rollback(True)


class Crawler:
    """A browser with a session for each role. Every request is undone after it was looked at."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.browser = Client()
        self.sessions = {role: self._session_of(user) for role, user in world.users.items()}

    def _session_of(self, user: Any) -> str:
        self.browser.cookies.clear()
        if user is None:
            return ""
        self.browser.force_login(user)
        return self.browser.cookies[settings.SESSION_COOKIE_NAME].value

    def enter_as(self, role: str) -> None:
        """Bring the session back: the answer before may have ended it."""
        self.browser.cookies.clear()
        if self.sessions[role]:
            self.browser.cookies[settings.SESSION_COOKIE_NAME] = self.sessions[role]

    def visit(self, role: str, address: Address, city: str, method: str) -> Visit:
        return self.go(role, address.name, city, method, address.url(self.world.cities[city]))

    def go(self, role: str, name: str, city: str, method: str, url: str) -> Visit:
        written: set[str] = set()

        def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
            if found := WRITES.match(sql):
                written.add(found[1])
                if found[1] == "core_ledgerentry" and "outside_scope" in params:
                    written.add("outside_scope")
            return execute(sql, params, many, context)

        self.enter_as(role)
        with undone(), connection.execute_wrapper(watch):
            response = self.browser.generic(method, url)
        return Visit(
            role=role,
            name=name,
            city=city,
            method=method,
            status=response.status_code,
            location=response.get("Location", ""),
            headers=dict(response.items()),
            canaries=canaries_in(response),
            written=frozenset(written - NOT_DOMAIN - {"outside_scope"}),
            noted="outside_scope" in written,
        )


def canaries_in(response: Any) -> frozenset[str]:
    """Return the canaries in an answer, its headers and the text of its PDF included."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    text = body.decode("utf-8", "replace") + str(dict(response.items()))
    if body.startswith(b"%PDF") and len(body) > 2000:
        text += "".join(page.extract_text() for page in PdfReader(BytesIO(body)).pages)
    return frozenset(found.upper() for found in CANARY.findall(text))
