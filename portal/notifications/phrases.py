from django.utils.translation import gettext_lazy as _

from portal.core.phrases import register

register(
    {
        "notifications.outbox.deliver": _("delivered mails"),
        "notifications.outbox.send_again": _("sent a mail again"),
        "notifications.preference.change": _("changed which reminders come by mail"),
        "notifications.preference.choose": _("chose which reminders come by mail"),
        "notifications.preference.leave": _("left a kind of reminder"),
        "notifications.reminders.send": _("sent reminders"),
    }
)
