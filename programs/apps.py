from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProgramsConfig(AppConfig):
    name = "programs"
    verbose_name = _("Programs and calls")

    def ready(self) -> None:
        """Hand to the lower floors what they ask of this one: facts, scopes, the merge, the city file, the demo."""
        import_module("programs.registrations")
