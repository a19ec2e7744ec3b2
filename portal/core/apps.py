from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    name = "portal.core"
    label = "core"
    verbose_name = _("Cities and ledger")

    def ready(self) -> None:
        from portal.core import checks  # noqa: F401 - checks register themselves once the models are there

        # What the ledger's codes say, how its objects are found, what waits at the desk: each app says it of its own.
        autodiscover_modules("phrases", "stories", "overview")
