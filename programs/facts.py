"""The facts that only the programs know of an enterprise; registered with those of the enterprises."""

from datetime import timedelta

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef
from django.db.models.expressions import Combinable
from django.utils.translation import gettext_lazy as _

from enterprises.facts import FactContext, fact
from portal.core import clock
from programs.enums import EnrollmentState
from programs.models import Enrollment, PastBenefit

MONTH = timedelta(days=365.25 / 12)
COOLING_MONTHS = 12  # a city says its own in settings.cooling_months


@fact(
    "already_benefited",
    label=_("Benefited from the program lately"),
    kind="boolean",
    question=_("Did your enterprise benefit from this program in the last twelve months?"),
)
def already_benefited(context: FactContext) -> Combinable:
    """Whether another call of the same program (of the city, without a call) approved it within the cooling time.

    What was granted before the portal counts too, as the city's own lists say it.
    """
    months = context.municipality.setting("cooling_months", COOLING_MONTHS)
    since = clock.now() - months * MONTH
    past = PastBenefit.objects.filter(
        enterprise=OuterRef("pk"),
        municipality=context.municipality,
        granted_on__gte=since.astimezone(context.municipality.zone).date(),
    )
    benefited = Enrollment.objects.filter(
        enterprise=OuterRef("pk"),
        state__in=[EnrollmentState.APPROVED, EnrollmentState.COMPLETED],
        decided_at__gte=since,
        call__municipality=context.municipality,
    )
    if context.call is not None:
        benefited = benefited.filter(call__program=context.call.program_id).exclude(call=context.call.pk)
        past = past.filter(program=context.call.program_id)
    either = Exists(_of_others(benefited, context)) | Exists(past)
    return ExpressionWrapper(either, output_field=BooleanField())


@fact(
    "active_application_in_call",
    label=_("Has an application in this call"),
    kind="boolean",
    question=_("Did your enterprise already apply to this call?"),
)
def active_application_in_call(context: FactContext) -> Combinable:
    """Whether it has a sent application in the call that is not closed, besides the one that asks."""
    active = Enrollment.objects.active().filter(enterprise=OuterRef("pk"), submitted_at__isnull=False)
    active = active.filter(call=context.call.pk) if context.call is not None else active.none()
    return Exists(_of_others(active, context))


def _of_others(enrollments, context: FactContext):
    own = getattr(context, "enrollment", None)
    return enrollments.exclude(pk=own.pk) if own is not None else enrollments
