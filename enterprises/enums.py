"""The closed lists of words about enterprises."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class PersonType(TextChoices):
    """Whether the taxpayer is a company or a human being. Each country has its own word: see `portal.core.words`."""

    LEGAL = "legal", _("Legal person (company)")
    NATURAL = "natural", _("Individual with a business activity")


class EnterpriseSize(TextChoices):
    """The size by the law of the country. Unknown is an answer too: figures, sector or table are missing."""

    MICRO = "micro", _("Micro")
    SMALL = "small", _("Small")
    MEDIUM = "medium", _("Medium")
    LARGE = "large", _("Large")
    UNKNOWN = "unknown", _("Not known yet")


class Stratum(TextChoices):
    """The groups of sectors by which the laws set the sizes: three in Mexico, three in Colombia."""

    INDUSTRY = "industry", _("Industry")
    COMMERCE = "commerce", _("Commerce")
    SERVICES = "services", _("Services")
    MANUFACTURING = "manufacturing", _("Manufacturing")


class SizeMeasure(TextChoices):
    """What a size table compares with its limit."""

    SCORE = "score", _("Weighted score of workers and sales")
    UVT = "uvt", _("Ordinary income in UVT")


class MemberRole(TextChoices):
    """What a person is to the enterprise."""

    OWNER = "owner", _("Owner or legal representative")
    COLLABORATOR = "collaborator", _("Collaborator")


class JoinRequestState(TextChoices):
    """Where a request to join an enterprise stands."""

    PENDING = "pending", _("Waiting for an answer")
    ACCEPTED = "accepted", _("Accepted")
    REFUSED = "refused", _("Not accepted")


class RegistrationState(TextChoices):
    """What the chamber says of a matrícula mercantil that an enterprise declared."""

    DECLARED = "declared", _("Waiting for the chamber")
    CONFIRMED = "confirmed", _("Confirmed by the chamber")
    REFUSED = "refused", _("Not confirmed by the chamber")


class TryKind(TextChoices):
    """What was tried with a tax id that is taken: to register it, or to ask to join."""

    REGISTER = "register", _("Registration")
    JOIN = "join", _("Request to join")


class FigureSource(TextChoices):
    """Who says so."""

    DECLARED = "declared", _("Declared by the enterprise")
    VERIFIED = "verified", _("Verified by the city")
