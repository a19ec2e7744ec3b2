"""How applications are scored, as data on a version: criteria with their weights, and how many people score each file.

A rubric is empty (nobody scores), or a table with `evaluators` (how many score each application), `minimum` (the least
total, 0 to 100) and `criteria`, each with `code`, `name`, `help`, `weight` (the weights add to 100) and `minimum` (the
least score in it, 0 to 100).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

WHOLE = 100
MOST_EVALUATORS = 9
KEYS = {"evaluators", "minimum", "criteria"}
CRITERION_KEYS = {"code", "name", "help", "weight", "minimum"}


@dataclass(frozen=True)
class Criterion:
    """One thing that is scored from 0 to 100; `weight` is its share of the total in percent."""

    code: str
    name: str
    weight: int
    help: str = ""
    minimum: int = 0


@dataclass(frozen=True)
class Rubric:
    """The criteria of a version. Without criteria nobody scores."""

    criteria: tuple[Criterion, ...] = ()
    evaluators: int = 1
    minimum: int = 0

    @classmethod
    def parse(cls, document: Mapping[str, Any]) -> Rubric:
        """Read a rubric. Raise ValidationError with one message per fault."""
        if not document:
            return cls()
        faults = list(_faults(document))
        if faults:
            raise ValidationError(faults)
        criteria = tuple(
            Criterion(item["code"], item["name"], item["weight"], item.get("help", ""), item.get("minimum", 0))
            for item in document["criteria"]
        )
        return cls(criteria, document.get("evaluators", 1), document.get("minimum", 0))

    def as_json(self) -> dict[str, Any]:
        """Return what is stored; an empty table for a rubric without criteria."""
        if not self.criteria:
            return {}
        criteria = [
            {"code": each.code, "name": each.name, "help": each.help, "weight": each.weight, "minimum": each.minimum}
            for each in self.criteria
        ]
        return {"evaluators": self.evaluators, "minimum": self.minimum, "criteria": criteria}


def _faults(document: Mapping[str, Any]) -> list[ValidationError]:
    criteria = document.get("criteria")
    if not isinstance(document, Mapping) or set(document) - KEYS or not isinstance(criteria, list) or not criteria:
        return [ValidationError(_("The rubric: it has “evaluators”, “minimum” and a list of “criteria”."))]
    if not all(_is_criterion(item) for item in criteria):
        return [ValidationError(_("The rubric: each criterion has a code, a name, a weight and a least score."))]
    faults = []
    codes = [item["code"] for item in criteria]
    if len(set(codes)) < len(codes):
        faults.append(ValidationError(_("The rubric: two criteria have the same code."), code="codes"))
    total = sum(item["weight"] for item in criteria)
    if total != WHOLE:
        faults.append(
            ValidationError(
                _("The rubric: the weights add to %(total)s and not to 100."), code="weights", params={"total": total}
            )
        )
    if not _within(document.get("evaluators", 1), 1, MOST_EVALUATORS):
        faults.append(ValidationError(_("The rubric: each application is scored by 1 to 9 people."), code="evaluators"))
    if not _within(document.get("minimum", 0), 0, WHOLE):
        faults.append(ValidationError(_("The rubric: the least total is from 0 to 100."), code="minimum"))
    return faults


def _is_criterion(item: Any) -> bool:
    return (
        isinstance(item, Mapping)
        and not set(item) - CRITERION_KEYS
        and all(isinstance(item.get(key), str) and item[key].strip() for key in ("code", "name"))
        and _within(item.get("weight"), 1, WHOLE)
        and _within(item.get("minimum", 0), 0, WHOLE)
    )


def _within(number: Any, least: int, most: int) -> bool:
    return isinstance(number, int) and not isinstance(number, bool) and least <= number <= most
