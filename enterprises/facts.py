"""Facts: what the portal knows of an enterprise on a day, each one as a database expression under one name.

A rule row of a call names a fact, an operator and a value. A fact answers for many enterprises by `annotate` and for
one by `values_for`, from the same expression, so that the two cannot disagree. Where nobody is logged in, `question` is
asked instead. Apps above add their own facts with `@fact`, in modules that their AppConfig.ready() imports.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import TYPE_CHECKING, Any, Literal

from django.db.models import (
    BooleanField,
    CharField,
    Exists,
    ExpressionWrapper,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.expressions import Case, Combinable, When
from django.db.models.functions import ExtractYear, NullIf
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from enterprises.enums import EnterpriseSize, PersonType, Stratum
from enterprises.models import ClusterMembership, Enterprise, SectorCode, StrategicLine, YearlyFigures
from portal.core.money import MoneyField
from portal.core.words import word

if TYPE_CHECKING:
    from enterprises.models import Project
    from portal.core.models import Municipality

Kind = Literal["choice", "number", "boolean", "date", "text"]
Unit = Literal["", "money", "people", "years", "year"]
Choices = Sequence[tuple[str, str | Promise]]
Expression = Callable[["FactContext"], Combinable]


class Unknown(Enum):
    """Nobody has said it yet, or it cannot be known. A rule answers "unknown" to it, never "does not"."""

    UNKNOWN = "unknown"

    def __bool__(self) -> bool:
        return False


UNKNOWN = Unknown.UNKNOWN


@dataclass(frozen=True)
class FactContext:
    """From where and for when the facts are asked: the city and day of the call, and the project that applies.

    `call` is of an app above (`programs.models.Call`); facts of this app do not read it.
    """

    municipality: "Municipality"
    on: date
    project: "Project | None" = None
    call: Any = None


@dataclass(frozen=True)
class Fact:
    """One fact. `label` and `question` may name "%(tax_id)s", which differs by country.

    `expression(context)` answers NULL where it is not known; `unit` says what a number counts."""

    code: str
    label: str | Promise
    kind: Kind
    question: str | Promise
    expression: Expression
    choices: Callable[[FactContext], Choices] | None = None
    unit: Unit = ""

    def label_in(self, municipality: "Municipality") -> str:
        """Return what the fact is called in a city, in the words of its country."""
        return _in_words_of(self.label, municipality)

    def question_in(self, municipality: "Municipality") -> str:
        """Return what is asked of who is not logged in, in the words of the city's country."""
        return _in_words_of(self.question, municipality)

    @property
    def alias(self) -> str:
        """The name of the annotation on a queryset."""
        return f"fact_{self.code}"

    def annotate(self, queryset: QuerySet[Enterprise], context: FactContext) -> QuerySet[Enterprise]:
        """Add the fact to each row of `queryset`, as the attribute `alias`."""
        return queryset.annotate(**{self.alias: self.expression(context)})

    def value(self, enterprise: Enterprise, context: FactContext) -> Any:
        """Give the fact of one enterprise, or UNKNOWN."""
        return values_for(enterprise, [self.code], context)[self.code]

    def choices_for(self, context: FactContext) -> Choices:
        """Give the possible values with their labels, for a fact of the kind "choice"; else nothing."""
        return self.choices(context) if self.choices else ()


def _in_words_of(text: str | Promise, municipality: "Municipality") -> str:
    return str(text).replace("%(tax_id)s", word("tax_id", municipality.country))


_facts: dict[str, Fact] = {}


def fact(
    code: str,
    *,
    label: str | Promise,
    kind: Kind,
    question: str | Promise,
    choices: Callable[[FactContext], Choices] | None = None,
    unit: Unit = "",
) -> Callable[[Expression], Expression]:
    """Register the decorated function, context → expression, as the fact `code`. Raises ValueError when it is taken."""

    def register(expression: Expression) -> Expression:
        if code in _facts:
            raise ValueError(f"there already is a fact {code!r}")
        _facts[code] = Fact(code, label, kind, question, expression, choices, unit)
        return expression

    return register


def get(code: str) -> Fact:
    """Give the fact `code`. Raises KeyError when there is none."""
    return _facts[code]


def all_facts() -> list[Fact]:
    """Give all facts by their code."""
    return [_facts[code] for code in sorted(_facts)]


def annotate(queryset: QuerySet[Enterprise], codes: Iterable[str], context: FactContext) -> QuerySet[Enterprise]:
    """Add the facts `codes` to each row of `queryset`: one query, however many enterprises."""
    for code in dict.fromkeys(codes):
        queryset = get(code).annotate(queryset, context)
    return queryset


def values_of(row: Enterprise, codes: Iterable[str]) -> dict[str, Any]:
    """Read the facts `codes` of a row that was annotated with them; UNKNOWN stands for NULL."""
    values = {code: getattr(row, get(code).alias) for code in codes}
    return {code: UNKNOWN if value is None else value for code, value in values.items()}


def values_for(enterprise: Enterprise, codes: Iterable[str], context: FactContext) -> dict[str, Any]:
    """Give the facts `codes` of one enterprise in one query, UNKNOWN where nobody knows. Raises KeyError."""
    codes = list(codes)
    row = annotate(Enterprise.objects.filter(pk=enterprise.pk), codes, context).get()
    return values_of(row, codes)


# --- The facts of the enterprise -------------------------------------------------------------------------------------
def _sizes(context: FactContext) -> Choices:
    return [(size.value, size.label) for size in EnterpriseSize if size != EnterpriseSize.UNKNOWN]


def _strata(context: FactContext) -> Choices:
    used = SectorCode.objects.filter(country=context.municipality.country).exclude(stratum="")
    present = set(used.values_list("stratum", flat=True))
    return [(stratum.value, stratum.label) for stratum in Stratum if stratum.value in present]


def _sectors(context: FactContext) -> Choices:
    sectors = SectorCode.objects.filter(country=context.municipality.country, eligible=True).order_by("code")
    return [(sector.code, sector.name) for sector in sectors]


def _lines(context: FactContext) -> Choices:
    lines = StrategicLine.objects.published().for_municipality(context.municipality)
    return [(line.slug, line.name) for line in lines]


def _is(condition: Q) -> Combinable:
    return ExpressionWrapper(condition, output_field=BooleanField())


def _latest(field: str, context: FactContext) -> Combinable:
    figures = YearlyFigures.objects.filter(enterprise=OuterRef("pk")).that_count(context.on)
    return Subquery(figures.values(field)[:1])


@fact(
    "size",
    label=_("Size"),
    kind="choice",
    question=_("What size is your enterprise?"),
    choices=_sizes,
)
def _size(context: FactContext) -> Combinable:
    return NullIf(F("size"), Value(EnterpriseSize.UNKNOWN.value))


@fact("sector", label=_("Sector"), kind="choice", question=_("What does your enterprise do?"), choices=_sectors)
def _sector(context: FactContext) -> Combinable:
    return NullIf(F("sector_code"), Value(""))


@fact(
    "stratum",
    label=_("Group of sectors"),
    kind="choice",
    question=_("Does your enterprise make things, sell them, or give services?"),
    choices=_strata,
)
def _stratum(context: FactContext) -> Combinable:
    sectors = SectorCode.objects.filter(country=OuterRef("country"), code=OuterRef("sector_code")).exclude(stratum="")
    return Subquery(sectors.values("stratum")[:1])


@fact(
    "years_operating",
    label=_("Full years in operation"),
    kind="number",
    question=_("How many full years has your enterprise been working?"),
    unit="years",
)
def _years_operating(context: FactContext) -> Combinable:
    return _full_years(context.on)


def _full_years(day: date) -> Combinable:
    """Years from `founded_on` to `day`, less one when its day of this year is still to come."""
    years = Value(day.year, output_field=IntegerField()) - ExtractYear("founded_on")
    still_to_come = Q(founded_on__month__gt=day.month) | Q(founded_on__month=day.month, founded_on__day__gt=day.day)
    return Case(
        When(founded_on__isnull=True, then=Value(None)),
        When(founded_on__gt=day, then=Value(0)),
        When(still_to_come, then=years - Value(1)),
        default=years,
        output_field=IntegerField(),
    )


@fact(
    "is_legal_person",
    label=_("Is a company (legal person)"),
    kind="boolean",
    question=_("Is your enterprise legally constituted as a company?"),
)
def _is_legal_person(context: FactContext) -> Combinable:
    return _is(Q(person_type=PersonType.LEGAL))


@fact(
    "has_tax_id",
    label=_("Has a tax id (%(tax_id)s)"),
    kind="boolean",
    question=_("Does your enterprise have a tax id (%(tax_id)s)?"),
)
def _has_tax_id(context: FactContext) -> Combinable:
    return _is(Q(tax_id_index__isnull=False))


@fact(
    "is_home_city",
    label=_("Is at home in the city"),
    kind="boolean",
    question=_("Does your enterprise work in this city?"),
)
def _is_home_city(context: FactContext) -> Combinable:
    return _is(Q(municipality=context.municipality))


@fact(
    "workers",
    label=_("Workers"),
    kind="number",
    question=_("How many people work in your enterprise?"),
    unit="people",
)
def _workers(context: FactContext) -> Combinable:
    return _latest("workers", context)


@fact(
    "annual_sales",
    label=_("Sales of the last year"),
    kind="number",
    unit="money",
    question=_("How much did your enterprise sell in the last full year?"),
)
def _annual_sales(context: FactContext) -> Combinable:
    return _latest("sales", context)


@fact(
    "women_led",
    label=_("Is led by women"),
    kind="boolean",
    question=_("Is your enterprise led by women?"),
)
def _women_led(context: FactContext) -> Combinable:
    return F("is_women_led")


@fact(
    "cluster",
    label=_("Belongs to a cluster"),
    kind="boolean",
    question=_("Does your enterprise belong to an industrial cluster?"),
)
def _cluster(context: FactContext) -> Combinable:
    return Exists(ClusterMembership.objects.active(context.on).filter(enterprise=OuterRef("pk")))


@fact(
    "strategic_line",
    label=_("Strategic line of the project"),
    kind="choice",
    question=_("Which strategic line does your project serve?"),
    choices=_lines,
)
def _strategic_line(context: FactContext) -> Combinable:
    line = context.project.line if context.project else None
    return Value(line.slug if line else None, output_field=CharField())


@fact(
    "project_budget",
    label=_("Budget of the project"),
    kind="number",
    unit="money",
    question=_("What does your project cost?"),
)
def _project_budget(context: FactContext) -> Combinable:
    budget: Decimal | None = context.project.budget if context.project else None
    return Value(budget, output_field=MoneyField())
