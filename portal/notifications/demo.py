"""The mails of the demo are sent before it is served: /correo/ shows the whole history from the first minute."""

from portal.core.demo import finish
from portal.notifications.actions import send_drained
from portal.notifications.reminders.running import send_due


@finish("reminders", order=35)
def send_the_reminders() -> str:
    return f"{send_due().told.mails} mails of reminders"


@finish("mails", order=40)
def send_the_mails() -> str:
    return f"{len(send_drained().sent)} mails sent"
