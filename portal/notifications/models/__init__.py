from portal.notifications.models.mailbox import DemoMail
from portal.notifications.models.outbox import OutboxMessage

__all__ = ["DemoMail", "OutboxMessage"]
