from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "portal.accounts"
    label = "accounts"
    verbose_name = _("People and accounts")

    def ready(self) -> None:
        # Imported for what they register: a section of the city file, and the record of log-ins.
        from portal.accounts import city_file, security_events  # noqa: F401
