from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class ReportsConfig(AppConfig):
    name = "portal.reports"
    label = "reports"
    verbose_name = _("Reports")

    def ready(self) -> None:
        # Each is registered by being declared: an app's reports, imports, figures of the dashboard, open data.
        autodiscover_modules("reports", "imports", "figures", "datasets")
        # Imported for what it registers: how the files' keys are rotated.
        from portal.reports import files  # noqa: F401
