"""What a person has read of what was told to them."""

from typing import Any

from portal.core import clock
from portal.core.actions import step
from portal.notifications.models import OutboxMessage


@step
def mark_read(user: Any, message: OutboxMessage | None = None) -> int:
    """Mark one notice of `user` as read, or all of them; returns how many were new. It is no act: no ledger row."""
    rows = OutboxMessage.objects.filter(user=user, in_inbox=True).unread()
    if message is not None:
        rows = rows.filter(pk=message.pk)
    return rows.update(read_at=clock.now())
