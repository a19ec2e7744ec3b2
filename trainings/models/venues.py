"""Rooms where sessions are held."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.core.models import LoadedRow, Municipality, PublicIdModel
from portal.organizations.models import Organization
from trainings.querysets import VenueQuerySet


class Venue(PublicIdModel, LoadedRow):
    """A room of an organization, with the people that fit in it. Two sessions are never in it at the same time."""

    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, related_name="venues", verbose_name=_("city")
    )
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="venues", verbose_name=_("organization")
    )
    slug = models.SlugField(_("short name"), max_length=80)
    name = models.CharField(_("name"), max_length=160)
    address = models.CharField(_("address"), max_length=300)
    capacity = models.PositiveSmallIntegerField(_("people that fit"))
    is_active = models.BooleanField(_("in use"), default=True)

    objects = VenueQuerySet.as_manager()

    class Meta:
        verbose_name = _("venue")
        verbose_name_plural = _("venues")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "slug"],
                name="venue_slug_unique_in_city",
                violation_error_message=_("Another venue of the city has this short name."),
            ),
            models.CheckConstraint(
                condition=Q(capacity__gte=1),
                name="venue_has_room",
                violation_error_message=_("In a venue fits one person or more."),
            ),
        ]

    def __str__(self) -> str:
        return self.name
