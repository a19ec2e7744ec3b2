"""What a city tells everybody of its programs: targets, budget, and how many were supported, with no small group in it.

Everything is counted over the applications to the calls that anyone may read. One table never gives away what another
hides: the number of supports is the total of each, a target of a program is hidden with the count of that program, and
what came of the applications keeps its total to itself where the total would tell.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Sum
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from enterprises.enums import EnterpriseSize
from enterprises.models import StrategicLine
from portal.accounts.enums import Sex
from portal.reports.suppression import SMALLEST, shown
from programs.beneficiaries import with_sex
from programs.enums import EnrollmentState as S
from programs.enums import TargetUnit
from programs.models import Call, Enrollment, Program, ProgramPartner, Target
from programs.targets import REACHING, Standing, standings

if TYPE_CHECKING:
    from portal.core.models import Municipality

WAITING = (S.SUBMITTED, S.IN_REVIEW, S.CHANGES_REQUESTED, S.WAITLISTED, S.OFFERED)
COMPANY, UNKNOWN = "company", "unknown"


@dataclass(frozen=True)
class Group:
    """How many there are; None where it is not shown, so that nobody is recognised."""

    label: str
    count: int | None


@dataclass(frozen=True)
class Breakdown:
    slug: str
    title: str
    definition: str
    groups: list[Group]
    total: int | None

    @property
    def has_hidden(self) -> bool:
        return self.total is None or any(group.count is None for group in self.groups)


@dataclass(frozen=True)
class PublicStanding:
    """A target and what may be told of what was reached. `why` says why there is no number, where there is none."""

    target: Target
    achieved: Decimal | None
    why: str

    @property
    def share(self) -> Decimal | None:
        return None if self.achieved is None else self.achieved / self.target.number


@dataclass(frozen=True)
class Budget:
    """The money of a program in the city's currency; `spent` is None as long as no payment is recorded."""

    program: Program
    budget: Decimal | None
    planned: Decimal | None
    spent: Decimal | None = None


class PublicFigures:
    """The public figures of one city, each read once."""

    def __init__(self, city: Municipality):
        self.city = city
        self.sent = Enrollment.objects.of_public_calls(city).filter(submitted_at__isnull=False)

    @cached_property
    def programs(self) -> list[Program]:
        public = Program.objects.public().filter(municipality=self.city)
        return list(public.select_related("unit").order_by("name", "pk"))

    @cached_property
    def _supports(self) -> list[tuple[tuple[Any, ...], int]]:
        """How many supports each program, line, size and kind of beneficiary have: one query for all the margins."""
        names = ("call__program", "case__line", "case__size", "natural", "sex")
        rows = with_sex(self.sent.filter(state__in=REACHING)).order_by().values_list(*names)
        return [(tuple(row[:5]), row[5]) for row in rows.annotate(n=Count("pk"))]

    def _margin(self, place: int) -> Counter[Any]:
        found: Counter[Any] = Counter()
        for key, count in self._supports:
            found[key[place]] += count
        return found

    @cached_property
    def breakdowns(self) -> list[Breakdown]:
        return [self.outcomes, self.by_program, self.by_line, self.by_size, self.by_sex]

    @cached_property
    def supports(self) -> int | None:
        """How many supports were granted; None where they are too few to be told."""
        return self.by_program.total

    @cached_property
    def by_program(self) -> Breakdown:
        found = self._margin(0)
        groups = [(program.name, found[program.pk]) for program in self.programs]
        return _breakdown("programa", _("Supports by program"), _("Approved applications, by program."), groups)

    @cached_property
    def by_line(self) -> Breakdown:
        found = self._margin(1)
        lines = StrategicLine.objects.for_municipality(self.city).published().values_list("name", flat=True)
        names = dict.fromkeys([*lines, *sorted(name for name in found if name)])
        groups = [(name, found[name]) for name in names]
        if found[""]:
            groups.append((_("Without a line"), found[""]))
        definition = _("Approved applications, by the strategic line of their project.")
        return _breakdown("linea", _("Supports by strategic line"), definition, groups)

    @cached_property
    def by_size(self) -> Breakdown:
        found = self._margin(2)
        found[EnterpriseSize.UNKNOWN] += found.pop("", 0)
        groups = [(str(label), found[value]) for value, label in EnterpriseSize.choices]
        definition = _("Approved applications, by the size of the enterprise when it applied.")
        return _breakdown("tamano", _("Supports by size of the enterprise"), definition, groups)

    @cached_property
    def by_sex(self) -> Breakdown:
        found: Counter[str] = Counter()
        for (_program, _line, _size, natural, sex), count in self._supports:
            found[(sex or UNKNOWN) if natural else COMPANY] += count
        labels = [*Sex.choices, (UNKNOWN, _("Person, sex not known")), (COMPANY, _("Company"))]
        groups = [(str(label), found[value]) for value, label in labels]
        definition = _("Approved applications, by the sex of the owner where the beneficiary is a person.")
        return _breakdown("sexo", _("Supports by sex"), definition, groups)

    @cached_property
    def outcomes(self) -> Breakdown:
        """What came of the applications. The approved ones are a total elsewhere, so they can hide nothing here."""
        states = dict(self.sent.order_by().values_list("state").annotate(Count("pk")))
        approved = sum(states.get(state, 0) for state in REACHING)
        others = [
            (_("Waiting for an answer"), sum(states.get(state, 0) for state in WAITING)),
            (pgettext("outcome", "Not approved"), states.get(S.REJECTED, 0)),
            (_("Withdrawn or expired"), states.get(S.WITHDRAWN, 0) + states.get(S.EXPIRED, 0)),
        ]
        counts, of_others = shown([count for _label, count in others])
        is_small = 0 < approved < SMALLEST
        groups = [Group(pgettext("outcome", "Approved"), None if is_small else approved)]
        groups += [Group(label, count) for (label, _count), count in zip(others, counts, strict=True)]
        total = None if is_small or of_others is None else approved + of_others
        definition = _("Applications that were sent, by where they stand now.")
        return Breakdown("resultado", _("What came of the applications"), definition, groups, total)

    @cached_property
    def standings(self) -> list[PublicStanding]:
        """Each target that was announced, with what may be told of what was reached. One query per target."""
        rows = Target.objects.public().filter(municipality=self.city).select_related("program", "municipality")
        return [self._told(standing) for standing in standings(rows.order_by("program__name", "name", "pk"))]

    def _told(self, standing: Standing) -> PublicStanding:
        target, achieved = standing.target, standing.achieved
        if achieved is None:
            return PublicStanding(target, None, _("Not measured yet"))
        hidden = {program.pk for program, group in zip(self.programs, self.by_program.groups, strict=True)
                  if group.count is None}  # fmt: skip
        if 0 < achieved < SMALLEST:
            return PublicStanding(target, None, _("Fewer than %(least)s") % {"least": SMALLEST})
        if target.unit == TargetUnit.ENTERPRISE and target.program_id in hidden:
            return PublicStanding(target, None, _("Not shown"))
        return PublicStanding(target, achieved, "")

    @cached_property
    def budgets(self) -> list[Budget]:
        """What each program has: the budget of its calls, and what its partners plan to contribute."""
        public = Call.objects.public().for_municipality(self.city).order_by().values_list("program")
        of_calls = dict(public.annotate(Sum("budget")))
        partners = ProgramPartner.objects.filter(program__in=[program.pk for program in self.programs])
        planned = dict(partners.order_by().values_list("program").annotate(Sum("planned_contribution")))
        return [Budget(each, of_calls.get(each.pk), planned.get(each.pk)) for each in self.programs]


def _breakdown(slug: str, title: str, definition: str, groups: list[tuple[str, int]]) -> Breakdown:
    counts, total = shown([count for _label, count in groups])
    return Breakdown(
        slug, title, definition, [Group(label, count) for (label, _n), count in zip(groups, counts, strict=True)], total
    )
