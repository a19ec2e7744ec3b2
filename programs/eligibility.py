"""Rules are rows, facts are code: compare plain values and say *meets*, *does not* or *unknown*, with the reason.

The same evaluator serves the public check, the application, the officer's checklist and the letter.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from enterprises import facts
from enterprises.facts import UNKNOWN, Fact, FactContext
from portal.core import formats
from portal.core.actions import Refused
from programs.enums import Operator, Result, Severity
from programs.models import Rule

COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    Operator.IS: lambda value, expected: value == expected,
    Operator.IS_NOT: lambda value, expected: value != expected,
    Operator.IN: lambda value, expected: value in expected,
    Operator.NOT_IN: lambda value, expected: value not in expected,
    Operator.GTE: lambda value, expected: value >= expected,
    Operator.LTE: lambda value, expected: value <= expected,
    Operator.BETWEEN: lambda value, expected: expected[0] <= value <= expected[1],
}
WITH_A_LIST = (Operator.IN, Operator.NOT_IN, Operator.BETWEEN)
WITH_AN_ORDER = (Operator.GTE, Operator.LTE, Operator.BETWEEN)


@dataclass(frozen=True)
class Outcome:
    """What one rule says of one enterprise. `reason` is for people: why, and what to do when it is not met."""

    rule: Rule
    result: Result
    value_shown: str
    reason: str
    overridden_because: str = ""

    @property
    def is_hard(self) -> bool:
        return self.rule.severity == Severity.HARD

    @property
    def is_settled(self) -> bool:
        """Whether an approval may pass it: met, of preference only, or an officer's reasoned exception."""
        return not self.is_hard or self.result == Result.MEETS or bool(self.overridden_because)

    @property
    def points(self) -> int:
        return self.rule.points if self.result == Result.MEETS and not self.is_hard else 0

    def as_json(self) -> dict[str, Any]:
        """Return the evidence that is stored with the application, the rule's words included."""
        return {
            "rule": self.rule.code,
            "fact": self.rule.fact,
            "operator": self.rule.operator,
            "expected": self.rule.value,
            "severity": self.rule.severity,
            "message": self.rule.message,
            "remedy": self.rule.remedy,
            "source": self.rule.source,
            "result": str(self.result),
            "value": self.value_shown,
            "points": self.points,
            "overridden_because": self.overridden_because,
        }


class NotEligible(Refused):
    """A required rule is known not to be met. `outcomes` are those rules, each with its reason."""

    def __init__(self, outcomes: Iterable[Outcome]) -> None:
        self.outcomes = list(outcomes)
        super().__init__(
            "not_eligible",
            _("The enterprise does not meet what the call asks for: %(reasons)s"),
            reasons=" ".join(outcome.reason for outcome in self.outcomes),
        )


def evaluate(rules: Iterable[Rule], values: Mapping[str, Any], context: FactContext | None = None) -> list[Outcome]:
    """Compare each rule with the value of its fact; a fact that is absent or UNKNOWN gives *unknown*.

    With a context, values are shown in the words and numbers of its city. Raises KeyError for a fact that no code
    knows, ValueError for a value that is not of its fact's kind.
    """
    return [_outcome(rule, values.get(rule.fact, UNKNOWN), context) for rule in rules]


def eligible(outcomes: Iterable[Outcome]) -> Result:
    """Return DOES_NOT when a required rule is not met, UNKNOWN when one is not known, and MEETS otherwise."""
    results = {outcome.result for outcome in outcomes if outcome.is_hard and not outcome.overridden_because}
    for result in (Result.DOES_NOT, Result.UNKNOWN):
        if result in results:
            return result
    return Result.MEETS


def with_overrides(outcomes: Iterable[Outcome], reasons: Mapping[str, str]) -> list[Outcome]:
    """Add to each outcome the officer's reason (by rule code) for which it counts as met."""
    return [replace(outcome, overridden_because=reasons.get(outcome.rule.code, "")) for outcome in outcomes]


def _outcome(rule: Rule, value: Any, context: FactContext | None) -> Outcome:
    fact = facts.get(rule.fact)
    if value is UNKNOWN or value is None or value == "":
        return Outcome(rule, Result.UNKNOWN, "", _unknown_reason(rule))
    comparable, expected = plain_value(fact, value), expected_value(fact, rule)
    words = shown(fact, value, context)
    if COMPARISONS[Operator(rule.operator)](comparable, expected):
        return Outcome(rule, Result.MEETS, words, rule.message)
    reason = f"{rule.message} {rule.remedy}".strip()
    return Outcome(rule, Result.DOES_NOT, words, reason)


def _unknown_reason(rule: Rule) -> str:
    return str(_("We do not know this yet: %(rule)s") % {"rule": rule.message})


def plain_value(fact: Fact, value: Any) -> Any:
    """Return a value that Python compares as its kind says. Raise ValueError when it is not of the kind."""
    if fact.kind in ("number", "money"):
        return _number(value)
    if fact.kind == "date":
        return value if isinstance(value, date) else date.fromisoformat(value)
    if fact.kind == "boolean":
        if not isinstance(value, bool):
            raise ValueError(_("A yes-or-no fact is compared with yes or no."))
        return value
    return str(value)


def _number(value: Any) -> Decimal:
    if isinstance(value, bool):
        raise ValueError(_("A number is compared with a number."))
    try:
        number = Decimal(str(value))
    except InvalidOperation as error:
        raise ValueError(_("A number is compared with a number.")) from error
    if not number.is_finite():
        raise ValueError(_("A number is compared with a number."))
    return number


def expected_value(fact: Fact, rule: Rule) -> Any:
    """Return what the rule compares with, as plain values. Raise ValueError when it does not fit the operator."""
    if rule.operator not in WITH_A_LIST:
        if isinstance(rule.value, list | dict):
            raise ValueError(_("This comparison takes one value."))
        return plain_value(fact, rule.value)
    if not isinstance(rule.value, list) or not rule.value:
        raise ValueError(_("This comparison takes a list of values."))
    if rule.operator == Operator.BETWEEN and len(rule.value) != 2:
        raise ValueError(_("“Between” takes the least and the greatest value."))
    return [plain_value(fact, value) for value in rule.value]


def shown(fact: Fact, value: Any, context: FactContext | None = None) -> str:
    """Return the value in words for people, as the context's city writes it."""
    if fact.kind == "boolean":
        return str(_("Yes") if value else _("No"))
    if context is None:
        return str(value)
    if fact.kind == "choice":
        return str(dict(fact.choices_for(context)).get(value, value))
    writers: dict[str, Callable[..., str]] = {"number": formats.number, "money": formats.money, "date": formats.date}
    if fact.unit == "year":
        return str(value)
    written = writers.get("money" if fact.unit == "money" else fact.kind)
    return written(value, context.municipality) if written else str(value)


def check_rule(rule: Rule, context: FactContext | None = None) -> None:
    """Raise ValidationError when the rule names no fact, or compares it with what it cannot be compared with.

    With a context, the values of a choice must be among those that the fact can have in that city.
    """
    try:
        fact = facts.get(rule.fact)
    except KeyError:
        raise ValidationError(
            _("Rule “%(rule)s”: there is no fact “%(fact)s”."),
            code="fact",
            params={"rule": rule.code, "fact": rule.fact},
        )
    if rule.operator in WITH_AN_ORDER and fact.kind not in ("number", "money", "date"):
        raise ValidationError(
            _("Rule “%(rule)s”: only numbers and dates have a greater and a smaller."),
            code="operator",
            params={"rule": rule.code},
        )
    try:
        expected = expected_value(fact, rule)
    except (ValueError, TypeError) as error:
        raise ValidationError(
            _("Rule “%(rule)s”: %(fault)s"), code="value", params={"rule": rule.code, "fault": str(error)}
        )
    if context is not None and fact.kind == "choice":
        _check_choices(rule, expected if isinstance(expected, list) else [expected], fact, context)


def _check_choices(rule: Rule, values: list[Any], fact: Fact, context: FactContext) -> None:
    """Raise ValidationError for a value that the fact never has: nobody would meet such a rule, or everybody."""
    possible = {str(value) for value, _label in fact.choices_for(context)}
    if unknown := [str(value) for value in values if str(value) not in possible]:
        raise ValidationError(
            _("Rule “%(rule)s”: “%(fact)s” is never %(values)s. It is one of: %(possible)s."),
            code="choice",
            params={
                "rule": rule.code,
                "fact": rule.fact,
                "values": ", ".join(unknown),
                "possible": ", ".join(sorted(possible)),
            },
        )
