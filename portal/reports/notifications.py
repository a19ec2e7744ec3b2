"""What people are told about reports. Texts: templates/notifications/reports/."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse

from portal.core import formats
from portal.notifications.notices import Notice, Recipient
from portal.reports.enums import ImportState
from portal.reports.models import ImportRun, ReportRun


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


class ImportEnded(Notice):
    """The rows of a file are written, or none of them is. The mail leads to the page and names no row."""

    event = "reports.import_ended"
    audiences = ("requester",)

    def __init__(self, run: ImportRun) -> None:
        self.run, self.municipality = run, run.municipality

    def recipients(self) -> Iterator[Recipient]:
        yield Recipient.of(self.run.requested_by, "requester")

    def facts(self) -> dict[str, Any]:
        run, city = self.run, self.municipality
        return {
            "title": run.title,
            "file": run.file_name,
            "is_done": run.state == ImportState.DONE,
            "made": formats.number(run.to_make, city),
            "linked": formats.number(run.to_link, city),
            "refused": formats.number(run.to_refuse, city),
        }

    def path_for(self, audience: str) -> str:
        return reverse("admin:reports_importrun_change", args=[self.run.pk])
