"""When the outbox is emptied: at each bell, and every minute for what a bell or a worker lost; and the reminders."""

from celery import shared_task

from portal.notifications.actions import bury_exhausted, deliver_due, wipe_old_secrets
from portal.notifications.reminders.running import send_due


@shared_task(name="portal.notifications.tasks.deliver_outbox")
def deliver_outbox() -> dict[str, int]:
    """Send what is due."""
    done = deliver_due()
    return {"sent": len(done.sent), "failed": len(done.failed), "dead": len(done.dead)}


@shared_task(name="portal.notifications.tasks.sweep_outbox")
def sweep_outbox() -> dict[str, int]:
    """Give up what exhausted its attempts, wipe secrets that nobody will send, then send what is due."""
    bury_exhausted()
    wipe_old_secrets()
    return deliver_outbox()


@shared_task(name="portal.notifications.tasks.send_reminders")
def send_reminders() -> dict[str, int]:
    """Record and tell the reminders that are due."""
    run = send_due()
    return {"recorded": run.recorded, "told": run.told.told, "dropped": run.told.dropped, "mails": run.told.mails}
