"""The app of the enterprises."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EnterprisesConfig(AppConfig):
    """Announces to the floors below what the enterprises add: a section of the city file, documents, demo data."""

    name = "enterprises"
    verbose_name = _("Enterprises")

    def ready(self) -> None:
        import_module("enterprises.registrations")
