"""Send every message that is due, without a worker."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal.notifications.actions import bury_exhausted, send_drained
from portal.notifications.models import OutboxMessage


class Command(BaseCommand):
    help = "Send every message that is due now, without a worker, and say what remains."

    def handle(self, *args: Any, **options: Any) -> None:
        buried = bury_exhausted()
        done = send_drained()
        waiting, dead = OutboxMessage.objects.open().count(), OutboxMessage.objects.dead().count()
        self.stdout.write(
            f"{len(done.sent)} sent, {len(done.failed)} to be tried again, {len(done.dead) + buried} given up; "
            f"{waiting} waiting, {dead} given up in all"
        )
        if waiting and not done.handled:
            raise CommandError("Nothing could be sent: see the log for the mail server's answer.")
