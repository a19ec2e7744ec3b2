"""The facts that only the programs know of an enterprise; registered with those of the enterprises."""

from datetime import timedelta

from django.db.models import Exists, OuterRef
from django.db.models.expressions import Combinable
from django.utils.translation import gettext_lazy as _

from enterprises.facts import FactContext, fact
from portal.core import clock
from programs.enums import EnrollmentState
from programs.models import Enrollment

MONTH = timedelta(days=365.25 / 12)
COOLING_MONTHS = 12  # a city says its own in settings.cooling_months


@fact(
    "already_benefited",
    label=_("Benefited from the program lately"),
    kind="boolean",
    question=_("Did your enterprise benefit from this program in the last twelve months?"),
)
def already_benefited(context: FactContext) -> Combinable:
    """Whether another call of the same program (of the city, without a call) approved it within the cooling time."""
    months = context.municipality.setting("cooling_months", COOLING_MONTHS)
    benefited = Enrollment.objects.filter(
        enterprise=OuterRef("pk"),
        state__in=[EnrollmentState.APPROVED, EnrollmentState.COMPLETED],
        decided_at__gte=clock.now() - months * MONTH,
        call__municipality=context.municipality,
    )
    if context.call is not None:
        benefited = benefited.filter(call__program=context.call.program_id).exclude(call=context.call.pk)
    return Exists(_of_others(benefited, context))


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
