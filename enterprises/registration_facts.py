"""What the trade register says of an enterprise: facts that rest on what a chamber confirmed."""

from django.db.models import BooleanField, Exists, OuterRef, Subquery, Value
from django.db.models.expressions import Case, Combinable, When
from django.utils.translation import gettext_lazy as _

from enterprises.facts import FactContext, fact
from enterprises.models import MercantileRegistration
from enterprises.models.registrations import year_owed
from portal.core.calendar import BusinessCalendar


@fact(
    "legally_constituted",
    label=_("Is legally constituted"),
    kind="boolean",
    question=_("Is your mercantile registration in force and renewed?"),
)
def _legally_constituted(context: FactContext) -> Combinable:
    """Yes when a chamber confirmed a matrícula that is renewed for the year owed on the day.

    Not known while nothing is declared, or the chamber has not answered what would be enough. No when what there is was
    refused, or is renewed for too early a year.
    """
    own = MercantileRegistration.objects.filter(enterprise=OuterRef("pk"))
    enough = own.filter(renewed_year__gte=year_owed(context.on, BusinessCalendar.of(context.municipality)))
    return Case(
        When(Exists(enough.confirmed()), then=Value(True)),
        When(Exists(enough.waiting()), then=Value(None)),
        When(Exists(own), then=Value(False)),
        default=Value(None),
        output_field=BooleanField(null=True),
    )


@fact(
    "registration_renewed_year",
    label=_("Last renewed year of its mercantile registration"),
    kind="number",
    question=_("Which is the last year for which your mercantile registration is renewed?"),
    unit="year",
)
def _registration_renewed_year(context: FactContext) -> Combinable:
    """The latest year that a chamber confirmed; not known while none did."""
    confirmed = MercantileRegistration.objects.filter(enterprise=OuterRef("pk")).confirmed()
    return Subquery(confirmed.order_by("-renewed_year").values("renewed_year")[:1])
