"""The reports of programs and calls."""

from __future__ import annotations

import statistics
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django import forms
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from enterprises.enums import EnterpriseSize
from portal.core import clock
from portal.core.calendar import BusinessCalendar
from portal.core.enums import Role
from portal.core.models import Municipality
from portal.core.querysets import AnyUser
from portal.core.words import word
from portal.reports.criteria import Criteria, PeriodCriteria, instants
from portal.reports.enums import DESK
from portal.reports.enums import ColumnKind as Kind
from portal.reports.registry import CHUNK, Column, QueryReport, Report, labelled
from programs.beneficiaries import AGE, NAME, SEX, SUPPORT, TERRITORY, granted, past_row, row
from programs.enums import Comparator, EnrollmentState, TargetUnit
from programs.models import Call, Enrollment, PastBenefit, Target
from programs.models import Case as ReviewCase
from programs.querysets import CaseQuerySet
from programs.targets import REACHING, standings

READERS = DESK | {Role.OFFICER}
Officer = tuple[str, str, int]  # organization, name, number of the account; nobody is 0


class CallCriteria(Criteria):
    """Asks for a call of the city, and for one state of its applications or all."""

    call = forms.ModelChoiceField(label=_("Call"), queryset=Call.objects.none(), to_field_name="public_id")
    state = forms.ChoiceField(label=_("State"), required=False)

    def __init__(self, data: Mapping[str, Any] | None = None, *, user: AnyUser, municipality: Municipality):
        super().__init__(data, user=user, municipality=municipality)
        call, state = self.fields["call"], self.fields["state"]
        assert isinstance(call, forms.ModelChoiceField)
        assert isinstance(state, forms.ChoiceField)
        call.queryset = Call.objects.visible_to(user).for_municipality(municipality).order_by("-opens_at", "pk")
        sent = [choice for choice in EnrollmentState.choices if choice[0] != EnrollmentState.DRAFT]
        state.choices = [("", _("All")), *sent]


class EnrollmentsOfACall(QueryReport):
    slug = "solicitudes-de-una-convocatoria"
    title = _("Applications to a call")
    description = _("Every application that was sent to a call, with its state and dates. Drafts are not in it.")
    roles = READERS
    criteria = CallCriteria
    columns = (
        Column("folio", lambda city: word("folio", city.country), Kind.TEXT, _("The number of the application.")),
        Column("enterprise", _("Enterprise"), Kind.TEXT, _("Its legal name.")),
        Column("size", _("Size"), Kind.TEXT, _("By the law of the country, as it stood when it was sent.")),
        Column("sector", _("Sector"), Kind.TEXT, _("Code of the country's classification of activities.")),
        Column("line", _("Strategic line"), Kind.TEXT, _("Of the project, where the call asks for one.")),
        Column("state", _("State"), Kind.TEXT, _("Where the application stands at the instant of the report.")),
        Column("submitted", _("Submitted"), Kind.INSTANT, _("When it was sent, by the clock of the city.")),
        Column("due", _("Answer due"), Kind.INSTANT, _("End of the term; empty once decided and during a correction.")),
        Column("decided", pgettext_lazy("date", "Decided"), Kind.INSTANT, _("When the decision was taken.")),
        Column("reason", _("Reason"), Kind.TEXT, _("Why it was not approved.")),
        Column("assignee", _("Assigned to"), Kind.TEXT, _("The officer who has the file.")),
    )

    def query(self, filters: Mapping[str, Any], user: AnyUser, municipality: Municipality) -> QuerySet:
        rows = Enrollment.objects.visible_to(user).filter(call=filters["call"], submitted_at__isnull=False)
        if filters.get("state"):
            rows = rows.filter(state=filters["state"])
        shown = rows.annotate(
            state_label=labelled("state", EnrollmentState), size_label=labelled("case__size", EnterpriseSize)
        ).order_by("submitted_at", "pk")
        return shown.values_list(
            *("folio", "enterprise__legal_name", "size_label", "case__sector", "case__line", "state_label"),
            *("submitted_at", "case__due_at", "decided_at", "reason__title", "case__assignee__full_name"),
        )


class Beneficiaries(Report):
    """The register of beneficiaries, with the fields that the law names (`programs.beneficiaries`) and no other."""

    slug = "padron-de-beneficiarios"
    title = _("Register of beneficiaries")
    description = _("Who received a support in a period, with the columns that the law of transparency names.")
    roles = DESK
    criteria = PeriodCriteria
    columns = (
        Column("name", *NAME),
        Column("support", *SUPPORT),
        Column("territory", *TERRITORY),
        Column("age", *AGE),
        Column("sex", *SEX),
    )

    def rows(self, filters: Mapping[str, Any], user: AnyUser, municipality: Municipality) -> Iterator[Sequence[Any]]:
        for values in granted(self._decided(filters, user, municipality)).iterator(chunk_size=CHUNK):
            yield row(values, municipality)
        for benefit in self._past(filters, user, municipality).order_by("beneficiary", "pk").iterator(chunk_size=CHUNK):
            yield past_row(benefit, municipality)

    def total(self, filters: Mapping[str, Any], user: AnyUser, municipality: Municipality) -> int:
        decided = self._decided(filters, user, municipality).filter(state__in=REACHING)
        return decided.count() + self._past(filters, user, municipality).count()

    def _decided(self, filters: Mapping[str, Any], user: AnyUser, municipality: Municipality) -> QuerySet:
        first, after = instants(filters, municipality)
        return Enrollment.objects.visible_to(user).filter(
            call__municipality=municipality, decided_at__gte=first, decided_at__lt=after
        )

    def _past(self, filters: Mapping[str, Any], user: AnyUser, municipality: Municipality) -> QuerySet[PastBenefit]:
        """What was granted in the period before the portal kept applications."""
        first, after = (instant.astimezone(municipality.zone).date() for instant in instants(filters, municipality))
        past = PastBenefit.objects.visible_to(user).filter(municipality=municipality)
        return past.filter(granted_on__gte=first, granted_on__lt=after).select_related("program")


class TargetsAgainstAchieved(Report):
    slug = "metas-y-avance"
    title = _("Targets against achieved")
    description = _("Each figure that the city has announced, and what was reached of it.")
    roles = DESK
    columns = (
        Column("target", _("Target"), Kind.TEXT, _("What was announced.")),
        Column("program", _("Program"), Kind.TEXT, _("Empty for a target of the whole city.")),
        Column("unit", _("Counts"), Kind.TEXT, _("People, enterprises or money.")),
        Column("comparator", _("Comparison"), Kind.TEXT, _("How the figure is compared.")),
        Column("number", _("Figure"), Kind.NUMBER, _("What is to be reached.")),
        Column("achieved", _("Achieved"), Kind.NUMBER, _("What was reached; empty where nothing measures it yet.")),
        Column("share", _("Progress"), Kind.PERCENT, _("Achieved by figure.")),
        Column("since", _("From"), Kind.DATE, _("First day of the period.")),
        Column("until", _("Until"), Kind.DATE, _("Last day of the period.")),
        Column("qualifies", _("What qualifies"), Kind.TEXT, _("What is counted, in words.")),
        Column("source", _("Source"), Kind.TEXT, _("Who announced it.")),
    )

    def rows(self, filters: Mapping[str, Any], user: AnyUser, municipality: Municipality) -> Iterator[Sequence[Any]]:
        for standing in standings(city_targets(user, municipality)):
            target = standing.target
            yield (
                target.name,
                target.program.name if target.program else "",
                str(TargetUnit(target.unit).label),
                str(Comparator(target.comparator).label),
                target.number.normalize() if target.number % 1 else int(target.number),
                None if standing.achieved is None else int(standing.achieved),
                standing.share,
                target.period_start,
                target.period_end,
                target.qualifies,
                target.source,
            )


def city_targets(user: AnyUser, municipality: Municipality) -> QuerySet[Target]:
    """The targets of a city that `user` may read, those of programs together."""
    rows = Target.objects.visible_to(user).filter(municipality=municipality)
    return rows.select_related("program", "municipality").order_by("program__name", "name", "pk")


class OfficersWorkload(Report):
    """Times are business days from sending to decision, by the calendar of the city; corrections are not taken off."""

    slug = "carga-y-tiempos-de-revision"
    title = _("Officers' workload and times")
    description = _("What waits for each officer now, what each decided in a period, and how long it took.")
    roles = READERS
    criteria = PeriodCriteria
    columns = (
        Column("organization", _("Organization"), Kind.TEXT, _("The one that reviews.")),
        Column("officer", _("Officer"), Kind.TEXT, _("Empty for files that nobody has.")),
        Column("pending", _("Pending"), Kind.NUMBER, _("Assigned files that wait for a review or a decision now.")),
        Column("overdue", _("Overdue"), Kind.NUMBER, _("Of these, the ones whose term has ended.")),
        Column(
            "decided",
            pgettext_lazy("number of files", "Decided"),
            Kind.NUMBER,
            _("Files decided by the officer in the period."),
        ),
        Column("median", _("Median of days"), Kind.NUMBER, _("Business days from sending to decision, in the middle.")),
    )

    def rows(self, filters: Mapping[str, Any], user: AnyUser, municipality: Municipality) -> Iterator[Sequence[Any]]:
        cases = ReviewCase.objects.visible_to(user).filter(municipality=municipality)
        waiting = self._waiting(cases)
        days = self._days(cases, filters, municipality)
        for who in sorted(waiting.keys() | days.keys()):
            organization, officer, _number = who
            pending, overdue = waiting.get(who, (0, 0))
            taken = days.get(who, Counter())
            median = _whole(statistics.median(taken.elements())) if taken else None
            yield organization, officer, pending, overdue, taken.total(), median

    def _waiting(self, cases: CaseQuerySet) -> dict[Officer, tuple[int, int]]:
        names = ("organization__name", "assignee__full_name", "assignee")
        rows = cases.pending().order_by().values_list(*names)
        counted = rows.annotate(n=Count("pk"), late=Count("pk", filter=Q(due_at__lt=clock.now())))
        return {_officer(*who): (pending, overdue) for *who, pending, overdue in counted}

    def _days(
        self, cases: QuerySet, filters: Mapping[str, Any], municipality: Municipality
    ) -> dict[Officer, Counter[int]]:
        """By officer, how many files took how many days: as many numbers as there are lengths."""
        first, after = instants(filters, municipality)
        between, zone = lru_cache(maxsize=4096)(BusinessCalendar.of(municipality).between), municipality.zone
        found: dict[Officer, Counter[int]] = defaultdict(Counter)
        decided = cases.filter(decided_at__gte=first, decided_at__lt=after).order_by("pk")
        names = ("organization__name", "decided_by__full_name", "decided_by")
        for *who, sent, answered in decided.values_list(*names, "submitted_at", "decided_at").iterator(
            chunk_size=CHUNK
        ):
            taken = between(sent.astimezone(zone).date(), answered.astimezone(zone).date())
            found[_officer(*who)][taken] += 1
        return found


def _officer(organization: str, name: str | None, number: int | None) -> Officer:
    return organization, name or "", number or 0


def _whole(number: float) -> Any:
    exact = Decimal(str(number))
    return int(exact) if exact == int(exact) else exact
