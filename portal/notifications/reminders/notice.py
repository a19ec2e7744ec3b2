"""The mail of a person's reminders."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.urls import reverse

from portal.core.models import Municipality
from portal.notifications.notices import Notice, Recipient


class ReminderNotice(Notice):
    """What one person is reminded of in one city. With one item the mail leads there, with several to the inbox."""

    event = "notifications.reminder"
    audiences = ("person",)

    def __init__(
        self,
        user: Any,
        municipality: Municipality,
        items: list[dict[str, Any]],
        families: Iterable[str],
        *,
        by_mail: bool,
    ) -> None:
        self.user, self.municipality, self.items = user, municipality, items
        self.families, self.by_mail = tuple(sorted(families)), by_mail

    def recipients(self) -> Iterator[Recipient]:
        yield Recipient.of(self.user, "person")

    def facts(self) -> dict[str, Any]:
        return {"items": self.items}

    def path_for(self, audience: str) -> str:
        return self.items[0]["path"] if len(self.items) == 1 else reverse("notices:inbox")
