"""The city file's [[reminders]]: when the city reminds people of what."""

from typing import Any

from portal.core.cities import Loader, section
from portal.core.models import Municipality
from portal.notifications.models import ReminderRule


@section("reminders")
def load_reminders(document: dict[str, Any], *, municipality: Municipality, loader: Loader) -> None:
    """Keys: kind; enabled, days_before, days_after, escalate_days (lists), at_hour, business_days, digest, text."""
    for table in loader.tables(document, "reminders"):
        lookup = {"municipality": municipality, "kind": table.text("kind")}
        values = {
            "enabled": table.boolean("enabled", True),
            "days_before": table.data("days_before", []),
            "days_after": table.data("days_after", []),
            "escalate_days": table.data("escalate_days", []),
            "at_hour": table.integer("at_hour", 9, minimum=0),
            "business_days": table.boolean("business_days", False),
            "digest": table.boolean("digest", True),
            "own_text": table.text("text", "", max_length=600),
        }
        loader.row(ReminderRule, lookup, values)
