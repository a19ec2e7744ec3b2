"""What people are told about reports. Texts: templates/notifications/reports/."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse

from portal.core import formats
from portal.notifications.notices import Notice, Recipient
from portal.reports.models import ReportRun


class ReportReady(Notice):
    """The file is there. The mail leads to its page and holds nothing of it."""

    event = "reports.run_ready"
    audiences = ("requester",)

    def __init__(self, run: ReportRun) -> None:
        self.run, self.municipality = run, run.municipality

    def recipients(self) -> Iterator[Recipient]:
        yield Recipient.of(self.run.requested_by, "requester")

    def facts(self) -> dict[str, Any]:
        city = self.municipality
        return {
            "report": self.run.title,
            "rows": formats.number(self.run.rows, city),
            "kept_until": formats.date(self.run.expires_at, city),
            "is_scheduled": self.run.schedule_id is not None,
        }

    def path_for(self, audience: str) -> str:
        return reverse("reports:run", args=[self.run.public_id])
