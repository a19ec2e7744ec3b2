"""The facts that only the trainings know of an enterprise; registered with those of the enterprises."""

from datetime import timedelta

from django.db.models import Count, IntegerField, OuterRef, Subquery, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from enterprises.facts import FactContext, fact
from portal.core import clock
from trainings.models import Seat

NO_SHOW_DAYS = 365  # a city says its own in settings.no_show_days


@fact(
    "training_no_shows",
    label=_("People who did not come to a course"),
    kind="number",
    question=_("How many of your people had a seat in a course of the last year and did not come?"),
    unit="people",
)
def training_no_shows(context: FactContext) -> Combinable:
    """Seats of the last year in the city whose person did not come."""
    since = clock.now() - timedelta(days=context.municipality.setting("no_show_days", NO_SHOW_DAYS))
    missed = Seat.objects.filter(
        enterprise=OuterRef("pk"),
        came=False,
        session__municipality=context.municipality,
        session__ends_at__gte=since,
    )
    counted = missed.order_by().values("enterprise").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), Value(0))
