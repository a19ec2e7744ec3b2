"""The app of the trainings. Courses, sessions, seat requests and certificates come here; today it has no models."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TrainingsConfig(AppConfig):
    """Holds the place of the trainings between programs and the public pages, so that the floors are complete."""

    name = "trainings"
    verbose_name = _("Trainings")
