"""Closed lists that every floor shares."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Country(models.TextChoices):
    """ISO 3166-1 codes of the countries whose laws, ids and words the portal knows."""

    MX = "MX", _("Mexico")
    CO = "CO", _("Colombia")


class Role(models.TextChoices):
    """What a user may be to an object. Never a property of the user alone: always asked as `obj.roles_of(user)`."""

    ENTREPRENEUR = "entrepreneur", _("Entrepreneur")
    CITIZEN = "citizen", _("Citizen")
    OFFICER = "officer", _("Reviewing officer")
    TRAINER = "trainer", _("Trainer")
    STAFF = "staff", _("City staff")
    FINANCE = "finance", _("Finance")
    CITY_ADMIN = "city_admin", _("City administrator")
    AUDITOR = "auditor", _("Auditor")
    EVALUATOR = "evaluator", _("Outside evaluator")
    CONTRIBUTOR = "contributor", _("Contributor")
    INSTALLATION_ADMIN = "installation_admin", _("Installation administrator")
    SYSTEM = "system", _("Automatic")  # jobs: whoever acts with by=None


class Tone(models.TextChoices):
    """How a state is coloured; the words carry the meaning, the tone only supports them."""

    NEUTRAL = "neutral", _("Neutral")
    INFO = "info", _("Information")
    OK = "ok", _("Good")
    WARN = "warn", _("Attention")
    ERROR = "error", _("Problem")
