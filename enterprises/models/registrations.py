"""The matrícula mercantil: that an enterprise of Colombia is in the trade register, as its chamber confirms it."""

from datetime import date, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from enterprises.enums import RegistrationState
from enterprises.models.enterprise import Enterprise
from enterprises.querysets import RegistrationQuerySet
from portal.core.calendar import BusinessCalendar
from portal.core.models import Municipality, PublicIdModel
from portal.organizations.models import Organization


def year_owed(on: date, calendar: BusinessCalendar) -> int:
    """Give the year for which a matrícula must be renewed on the day `on`.

    It is renewed each year until 31 March (Código de Comercio, art. 33; the next business day where that is none, Ley
    4/1913 art. 62); so the year before is still enough until then.
    """
    last = date(on.year, 3, 31)
    while not calendar.is_business_day(last):
        last += timedelta(days=1)
    return on.year if on > last else on.year - 1


class MercantileRegistration(PublicIdModel):
    """What an enterprise declares of its matrícula, and what an officer of the chamber says of it.

    `renewed_year` is the last year for which it is renewed, in its first year that of the registration itself. A row
    that was answered does not change: the next renewal, or a correction, is another row. The number is public (RUES).
    """

    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, related_name="mercantile_registrations", verbose_name=_("enterprise")
    )
    chamber = models.ForeignKey(Organization, models.PROTECT, related_name="+", verbose_name=_("chamber of commerce"))
    number = models.CharField(_("number of the registration"), max_length=12)
    registered_on = models.DateField(_("registered on"), null=True, blank=True)
    renewed_year = models.PositiveSmallIntegerField(_("last renewed year"))
    renewed_on = models.DateField(_("renewed on"), null=True, blank=True)
    state = models.CharField(
        _("state"),
        max_length=9,
        choices=RegistrationState.choices,
        default=RegistrationState.DECLARED,
        editable=False,
    )
    declared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("declared by")
    )
    declared_at = models.DateTimeField(_("declared"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("answered by")
    )
    decided_at = models.DateTimeField(_("answered"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=400, blank=True)

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        verbose_name = _("mercantile registration")
        verbose_name_plural = _("mercantile registrations")
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise"],
                condition=Q(state=RegistrationState.DECLARED),
                name="enterprises_one_open_registration",
            ),
            models.UniqueConstraint(
                fields=["chamber", "number", "renewed_year"],
                condition=Q(state=RegistrationState.CONFIRMED),
                name="enterprises_registration_confirmed_once",
            ),
            models.CheckConstraint(
                condition=Q(state=RegistrationState.DECLARED, decided_at__isnull=True, decided_by__isnull=True)
                | (~Q(state=RegistrationState.DECLARED) & Q(decided_at__isnull=False, decided_by__isnull=False)),
                name="enterprises_registration_decided",
            ),
            models.CheckConstraint(
                condition=~Q(state=RegistrationState.CONFIRMED) | Q(renewed_on__isnull=False),
                name="enterprises_registration_renewed_on",
            ),
        ]
        indexes = [models.Index(fields=["chamber", "state", "declared_at"], name="enterprises_reg_queue")]

    def __str__(self) -> str:
        return f"{self.number} · {self.enterprise}"

    @property
    def municipality(self) -> Municipality:
        """The city in whose words and calendar it is told: the home of the enterprise."""
        return self.enterprise.municipality

    @property
    def is_open(self) -> bool:
        """Whether the chamber has not answered."""
        return self.state == RegistrationState.DECLARED

    @property
    def is_confirmed(self) -> bool:
        """Whether the chamber confirmed it."""
        return self.state == RegistrationState.CONFIRMED
