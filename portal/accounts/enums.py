from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Language(TextChoices):
    """Languages that the portal speaks; the values are Django's language codes."""

    SPANISH = "es", _("Spanish")
    ENGLISH = "en", _("English")


class IdKind(TextChoices):
    """Documents by which a person is known, of both countries."""

    CURP = "CURP", _("CURP (Mexico)")
    CEDULA = "CC", _("Citizenship card (Colombia)")
    FOREIGN_CEDULA = "CE", _("Foreigner's card (Colombia)")
    IDENTITY_CARD = "TI", _("Identity card of a minor (Colombia)")
    PROTECTION_PERMIT = "PPT", _("Temporary protection permit (Colombia)")
    PASSPORT = "PA", _("Passport")


class Sex(TextChoices):
    FEMALE = "F", _("Female")
    MALE = "M", _("Male")
    OTHER = "X", _("Other")


class Purpose(TextChoices):
    """What a person lets a city use their data for. SERVICE is needed to use the portal, the others are free."""

    SERVICE = "service", _("Handle my account and my applications")
    NEWS = "news", _("Tell me about new calls and courses")

    @property
    def is_optional(self) -> bool:
        return self is not Purpose.SERVICE


class Channel(TextChoices):
    """How a consent was given."""

    WEB = "web", _("On the portal")
    ASSISTED = "assisted", _("With an officer")
    DEMO = "demo", _("Test data")
