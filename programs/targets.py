"""What was reached of each target: one query per target, read by reports, the printed page and the dashboards."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import Case, CharField, F, Q, Value, When
from django.db.models.functions import Cast, Concat, TruncDate

from enterprises.models import EnterpriseMember, Worker
from programs.enums import Comparator, EnrollmentState, TargetUnit
from programs.models import Enrollment, Target

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from portal.core.models import Municipality

REACHING = (EnrollmentState.APPROVED, EnrollmentState.COMPLETED)
"""An application that counts for a target: approved, also when the support has ended. An offered place does not yet."""


@dataclass(frozen=True)
class Standing:
    """A target and what was reached of it; `achieved` is None where nothing measures it yet."""

    target: Target
    achieved: Decimal | None

    @property
    def share(self) -> Decimal | None:
        """What was reached as a share of 1, above 1 when it was exceeded."""
        return None if self.achieved is None else self.achieved / self.target.number

    @property
    def is_reached(self) -> bool | None:
        """Whether the comparison of the target holds now; None where nothing measures it yet."""
        if self.achieved is None:
            return None
        match self.target.comparator:
            case Comparator.GT:
                return self.achieved > self.target.number
            case Comparator.EQ:
                return self.achieved == self.target.number
        return self.achieved >= self.target.number


def standings(targets: QuerySet[Target] | Iterable[Target]) -> list[Standing]:
    """The standing of each of `targets`, in their order."""
    return [Standing(target, achieved(target)) for target in targets]


def qualifying(target: Target) -> QuerySet[Enrollment]:
    """The applications that count for the target: approved, of its program or else of any, decided in its period.

    Both days of the period are included, on the city's wall.
    """
    rows = Enrollment.objects.filter(call__municipality=target.municipality_id, state__in=REACHING)
    if target.program_id:
        rows = rows.filter(call__program=target.program_id)
    if target.period_start:
        rows = rows.filter(decided_at__gte=_midnight(target.period_start, target.municipality))
    if target.period_end:
        after = target.period_end + dt.timedelta(days=1)
        rows = rows.filter(decided_at__lt=_midnight(after, target.municipality))
    return rows


def _midnight(day: dt.date, municipality: Municipality) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), tzinfo=municipality.zone)


def achieved(target: Target) -> Decimal | None:
    """How much of the target was reached, in its unit; None for money, which no contribution or award records yet."""
    match target.unit:
        case TargetUnit.ENTERPRISE:
            rows = qualifying(target).order_by()
            return Decimal((rows.values("enterprise").distinct() if target.counts_once_by else rows).count())
        case TargetUnit.PERSON:
            return Decimal(_people(target))
    return None


def _people(target: Target) -> int:
    """How many people belong to the enterprises that count: members, and workers who are known persons, each once.

    A member or worker counts who was there when the application was approved or came later.
    """
    counted = {"enterprise__enrollments__in": qualifying(target).values("pk")}
    decided = F("enterprise__enrollments__decided_at")
    members = EnterpriseMember.objects.filter(Q(ended_at__isnull=True) | Q(ended_at__gte=decided), **counted)
    workers = Worker.objects.filter(
        Q(until__isnull=True) | Q(until__gte=TruncDate(decided)), **counted, person__isnull=False
    )
    by_user = When(person__user__isnull=False, then=_key("u", "person__user_id"))
    members = members.annotate(key=_key("u", "user_id"))
    workers = workers.annotate(key=Case(by_user, default=_key("p", "person_id")))
    return members.order_by().values_list("key").union(workers.order_by().values_list("key")).count()


def _key(kind: str, field: str) -> Concat:
    return Concat(Value(kind), Cast(field, CharField()), output_field=CharField())
