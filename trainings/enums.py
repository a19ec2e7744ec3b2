"""The closed lists of the trainings. The words for people stand here; nothing may depend on them."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class SeatMode(models.TextChoices):
    """How a session gives its seats."""

    AT_ONCE = "at_once", _("At once, while there are seats")
    RANKED = "ranked", _("In order of priority, when the priority window closes")
    BY_OFFICER = "by_officer", _("One by one, by the organization that reviews")


class SessionState(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("session", "Being prepared")
    PUBLISHED = "published", pgettext_lazy("session", "Published")
    CLOSED = "closed", pgettext_lazy("session", "Closed to requests")
    HELD = "held", pgettext_lazy("session", "Held")
    CANCELLED = "cancelled", pgettext_lazy("session", "Cancelled")


class RequestState(models.TextChoices):
    SUBMITTED = "submitted", pgettext_lazy("seat request", "Submitted")
    IN_REVIEW = "in_review", pgettext_lazy("seat request", "In review")
    CONFIRMED = "confirmed", pgettext_lazy("seat request", "Confirmed")
    WAITLISTED = "waitlisted", pgettext_lazy("seat request", "Waiting list")
    REJECTED = "rejected", pgettext_lazy("seat request", "Not approved")
    WITHDRAWN = "withdrawn", pgettext_lazy("seat request", "Withdrawn")
    EXPIRED = "expired", pgettext_lazy("seat request", "Expired")
    CANCELLED = "cancelled", pgettext_lazy("seat request", "Session cancelled")


class ThematicArea(models.TextChoices):
    """The areas of the list of courses and certificates: STPS, Catálogo de Áreas Temáticas de los Cursos (DC-3)."""

    PRODUCTION = "1000", _("General production")
    SERVICES = "2000", _("Services")
    MANAGEMENT = "3000", _("Administration, accounting and economy")
    COMMERCIAL = "4000", _("Commercialization")
    MAINTENANCE = "5000", _("Maintenance and repair")
    SAFETY = "6000", _("Safety")
    PERSONAL = "7000", _("Personal and family development")
    TECHNOLOGY = "8000", _("Use of information and communication technologies")
    PARTICIPATION = "9000", _("Social participation")


# A seat is held in these, and in no other.
HOLDING = (RequestState.CONFIRMED,)
# Somebody still has to give an answer.
PENDING = (RequestState.SUBMITTED, RequestState.IN_REVIEW)
# These count towards what one enterprise may ask for in a session.
OPEN = (*PENDING, RequestState.WAITLISTED, RequestState.CONFIRMED)
# Sessions that hold their room and their seats.
LIVE = (SessionState.PUBLISHED, SessionState.CLOSED)
