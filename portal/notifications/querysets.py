from datetime import datetime
from typing import Self

from django.db import models

from portal.notifications.enums import OPEN_STATES, MessageState


class OutboxQuerySet(models.QuerySet):
    def due(self, now: datetime) -> Self:
        """Messages that a worker may take at `now`: their time has come, or the lease of who had them has ended."""
        return self.filter(state__in=OPEN_STATES, due_at__lte=now)

    def open(self) -> Self:
        """Messages that are still to be sent, now or later."""
        return self.filter(state__in=OPEN_STATES)

    def dead(self) -> Self:
        """Messages that were given up and wait for a person."""
        return self.filter(state=MessageState.DEAD)

    def held_by(self, lease: object) -> Self:
        """Messages that the worker with this lease still holds."""
        return self.filter(state=MessageState.LEASED, lease=lease)


class DemoMailQuerySet(models.QuerySet):
    def to_address(self, text: str) -> Self:
        """Mails with `text` in the address of a recipient, in capitals or not; all of them when it is empty."""
        return self.filter(to__icontains=text) if text else self
