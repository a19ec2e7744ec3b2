"""A notice of the tests' own, with its templates beside it."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from portal.core.models import Municipality
from portal.notifications.notices import Notice, Recipient


class Greeting(Notice):
    event = "tests.greeting"
    audiences = ("person", "office")

    def __init__(
        self,
        *recipients: Recipient,
        municipality: Municipality | None = None,
        text: str = "Buenas noticias",
        code: str = "",
        key: str | None = None,
    ) -> None:
        self.told, self.municipality, self.text, self.code, self.key = recipients, municipality, text, code, key

    def recipients(self) -> Iterator[Recipient]:
        yield from self.told

    def facts(self) -> dict[str, Any]:
        facts: dict[str, Any] = {"text": self.text, "folio": "LEO-2026-00042-7", "month": _("January")}
        return facts | {"secret": {"code": self.code}} if self.code else facts

    def path_for(self, audience: str) -> str:
        return "/revision/" if audience == "office" else "/mi/"

    def dedupe_key(self, recipient: Recipient) -> str | None:
        return self.key


def person(number: int = 1, language: str = "es") -> Recipient:
    return Recipient("person", None, f"persona{number}@leon.example", language, f"Persona {number}")
