from datetime import datetime
from typing import Any, Self

from django.db import models

from portal.core.models import Municipality
from portal.core.scoping import ScopedQuerySet
from portal.notifications.enums import OPEN_STATES, MessageState, ReminderState


class OutboxQuerySet(ScopedQuerySet):
    def visible_to(self, user: Any) -> Self:
        """Narrow to the inbox of `user`: a notice is its recipient's alone, whoever else runs the portal."""
        return self.inbox_of(user) if user.is_authenticated else self.none()

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

    def inbox_of(self, user: Any) -> Self:
        """What `user` reads in the portal, newest first: all notices to this account, but for those with a secret."""
        return self.filter(user=user, in_inbox=True).order_by("-created_at", "-pk")

    def unread(self) -> Self:
        """Notices that the person has not opened."""
        return self.filter(read_at__isnull=True)


class DemoMailQuerySet(models.QuerySet):
    def to_address(self, text: str) -> Self:
        """Mails with `text` in the address of a recipient, in capitals or not; all of them when it is empty."""
        return self.filter(to__icontains=text) if text else self


class ReminderRuleQuerySet(ScopedQuerySet):
    """When cities remind people."""

    def visible_to(self, user: Any) -> Self:
        """Narrow to the rules of the cities whose desk `user` may open."""
        return self.filter(municipality__in=Municipality.objects.visible_to(user).values("pk"))

    def in_force(self) -> Self:
        """Narrow to the rules in use, each with its city."""
        return self.filter(enabled=True).select_related("municipality").order_by("pk")


class ReminderQuerySet(models.QuerySet):
    """Occasions."""

    def to_tell(self, now: datetime) -> Self:
        """Narrow to those that were recorded, nobody has told, and whose quiet hours are over."""
        return self.filter(state=ReminderState.RECORDED, due_at__lte=now)
