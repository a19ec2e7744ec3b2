from portal.notifications.models.mailbox import DemoMail
from portal.notifications.models.outbox import OutboxMessage
from portal.notifications.models.reminders import NoticePreference, Reminder, ReminderRule

__all__ = ["DemoMail", "NoticePreference", "OutboxMessage", "Reminder", "ReminderRule"]
