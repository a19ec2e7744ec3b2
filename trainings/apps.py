"""The app of the trainings: courses, sessions, seats."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TrainingsConfig(AppConfig):
    name = "trainings"
    verbose_name = _("Trainings")

    def ready(self) -> None:
        """Hand to the lower floors what they ask of this one: facts, scopes, the merge, the city file, the demo."""
        import_module("trainings.registrations")
