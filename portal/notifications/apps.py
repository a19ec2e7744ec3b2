from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class NotificationsConfig(AppConfig):
    name = "portal.notifications"
    label = "notifications"
    verbose_name = _("Notices")

    def ready(self) -> None:
        # A notice is registered by being declared; each app declares its own in a module `notifications`.
        # So is a kind of reminder, in a module `reminders`.
        autodiscover_modules("notifications", "reminders")
        from portal.notifications.reminders import city_file, notice  # noqa: F401 - imported for what they register
