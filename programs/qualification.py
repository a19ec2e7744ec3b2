"""Who of a city's registry would qualify for a version of a call: counted by the database, rule by rule.

One query: each enterprise is reduced to its size, its sector and what each rule says of it (met, not met, not known),
and the database counts how many share each such row. What is added up here is those rows, never enterprises.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, Count, ExpressionWrapper, Q, QuerySet
from django.db.models.expressions import Combinable, NegatedExpression

from enterprises import facts
from enterprises.enums import EnterpriseSize
from enterprises.facts import FactContext
from enterprises.models import Enterprise, SectorCode
from programs.eligibility import expected_value
from programs.enums import Operator, Severity
from programs.models import CallVersion, Rule

# By the rule's operator: the lookup, and whether its answer is turned around.
LOOKUPS: dict[str, tuple[str, bool]] = {
    Operator.IS: ("exact", False),
    Operator.IS_NOT: ("exact", True),
    Operator.IN: ("in", False),
    Operator.NOT_IN: ("in", True),
    Operator.GTE: ("gte", False),
    Operator.LTE: ("lte", False),
    Operator.BETWEEN: ("range", False),
}

Verdict = bool | None
"""Met, not met; None where it is not known."""


@dataclass(frozen=True)
class RuleCount:
    """How many enterprises a rule lets pass, and how many it alone excludes."""

    rule: Rule
    meets: int
    does_not: int
    unknown: int
    alone: int

    @property
    def is_hard(self) -> bool:
        return self.rule.severity == Severity.HARD

    @property
    def is_known_of_nobody(self) -> bool:
        """Whether nobody's answer is known, as of a rule on the project: it is left out of the totals."""
        return self.meets == self.does_not == 0


@dataclass(frozen=True)
class Group:
    """Enterprises of one size or sector: how many would qualify, might, and would not."""

    label: Any
    qualify: int
    unknown: int
    excluded: int

    @property
    def total(self) -> int:
        return self.qualify + self.unknown + self.excluded


@dataclass(frozen=True)
class Qualification:
    """What the registry says of the rules of a version. `worst` is the required rule that excludes most."""

    total: Group
    rules: list[RuleCount]
    sizes: list[Group]
    sectors: list[Group]

    @property
    def worst(self) -> RuleCount | None:
        excluding = [count for count in self.rules if count.is_hard and count.does_not]
        return max(excluding, key=lambda count: count.does_not, default=None)


@dataclass(frozen=True)
class _Row:
    size: str
    sector: str
    verdicts: tuple[Verdict, ...]
    count: int


def who_qualifies(version: CallVersion, registry: QuerySet[Enterprise], context: FactContext) -> Qualification:
    """Count who of `registry` meets the rules of `version`, in one query besides those for rules and sectors.

    An enterprise qualifies when it meets every required rule. A required rule of which nobody's answer is known (about
    the project, say) counts for nobody. Raises KeyError, ValueError for a rule that could not be published.
    """
    rules = list(version.rules.order_by("pk"))
    rows = _counted(rules, registry, context)
    known = [any(row.verdicts[index] is not None for row in rows) for index in range(len(rules))]
    hard = [index for index, rule in enumerate(rules) if rule.severity == Severity.HARD and known[index]]
    sectors = dict(SectorCode.objects.filter(country=context.municipality.country).values_list("code", "name"))
    return Qualification(
        total=_group("", rows, hard),
        rules=[_rule_count(rule, index, rows, hard) for index, rule in enumerate(rules)],
        sizes=_groups(((row.size, row) for row in rows), hard, dict(EnterpriseSize.choices)),
        sectors=_groups(((row.sector, row) for row in rows), hard, sectors),
    )


def _counted(rules: Sequence[Rule], registry: QuerySet[Enterprise], context: FactContext) -> list[_Row]:
    names = [f"verdict_{index}" for index in range(len(rules))]
    queryset = facts.annotate(registry.order_by(), [rule.fact for rule in rules], context)
    verdicts = dict(zip(names, map(_verdict, rules), strict=True))
    counted = queryset.annotate(**verdicts).values_list("size", "sector_code", *names).annotate(Count("pk"))
    return [_Row(size, sector, tuple(map(_as_bool, said)), count) for size, sector, *said, count in counted]


def _as_bool(value: Any) -> Verdict:
    return None if value is None else bool(value)  # SQLite gives 0 and 1


def _verdict(rule: Rule) -> Combinable:
    """Return what the rule says as SQL: NULL where the fact is NULL, as every comparison with it."""
    fact = facts.get(rule.fact)
    lookup, is_negated = LOOKUPS[rule.operator]
    compared = Q(**{f"{fact.alias}__{lookup}": expected_value(fact, rule)})
    if is_negated:
        # Not ~Q, which answers true where the fact is NULL.
        return NegatedExpression(compared)
    return ExpressionWrapper(compared, output_field=BooleanField())


def _group(label: Any, rows: Iterable[_Row], hard: Sequence[int]) -> Group:
    counts: Counter[Verdict] = Counter()
    for row in rows:
        said = [row.verdicts[index] for index in hard]
        counts[False if False in said else None if None in said else True] += row.count
    return Group(label, counts[True], counts[None], counts[False])


def _groups(pairs: Iterable[tuple[str, _Row]], hard: Sequence[int], labels: dict[str, Any]) -> list[Group]:
    """Return a group per size or sector that has somebody, in the order of the labels; what has none comes last."""
    found: dict[str, list[_Row]] = {}
    for key, row in pairs:
        found.setdefault(key, []).append(row)
    order = [*labels, *sorted(set(found) - set(labels))]
    return [_group(labels.get(key, key), found[key], hard) for key in order if key in found]


def _rule_count(rule: Rule, index: int, rows: Iterable[_Row], hard: Sequence[int]) -> RuleCount:
    counts: Counter[Verdict] = Counter()
    alone = 0
    for row in rows:
        counts[row.verdicts[index]] += row.count
        if index in hard and [each for each in hard if row.verdicts[each] is False] == [index]:
            alone += row.count
    return RuleCount(rule, counts[True], counts[False], counts[None], alone)
