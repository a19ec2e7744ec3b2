from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class ReportsConfig(AppConfig):
    name = "portal.reports"
    label = "reports"
    verbose_name = _("Reports")

    def ready(self) -> None:
        # A report is registered by being declared; each app declares its own in a module `reports`.
        autodiscover_modules("reports")
        # Imported for what it registers: how the files' keys are rotated.
        from portal.reports import files  # noqa: F401
