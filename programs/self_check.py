"""The check that anyone can do without an account: the questions that the rules of some calls need, and their answers.

Every answer stands in the address, so that nothing is kept and the result can be shared. "I do not know" is an answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from enterprises.facts import UNKNOWN, Fact, FactContext, get
from portal.core import clock
from portal.core.models import Municipality
from portal.core.money import LocalDecimalFormField, MoneyFormField
from programs.eligibility import Outcome, eligible, evaluate
from programs.enums import Result
from programs.forms import DayField
from programs.models import Call, Rule

UNSURE = "no-se"
# An account knows these for certain, and nobody else can.
ASKED_OF_THE_RECORD_ALONE = frozenset({"active_application_in_call", "already_benefited"})


@dataclass(frozen=True)
class CallResult:
    """What the rules of a call say of the answers."""

    call: Call
    result: Result
    outcomes: list[Outcome]


class SelfCheck:
    """The questions about some calls of a city, answered one by one.

    Args:
        municipality: the city.
        calls: the calls whose rules are checked, each with its current version.
        given: the answers in the address, by fact code.
    """

    def __init__(self, municipality: Municipality, calls: Iterable[Call], given: Mapping[str, str]) -> None:
        self.municipality = municipality
        self.calls = list(calls)
        self.context = FactContext(municipality=municipality, on=clock.today(municipality.zone))
        self.rules = self._rules()
        self.facts = [get(code) for code in self._codes()]
        self.given = {fact.code: given[fact.code] for fact in self.facts if fact.code in given}
        self.values: dict[str, Any] = {}
        self._read()

    def _rules(self) -> dict[int, list[Rule]]:
        """Return the rules of each call, in one query for all."""
        versions = [call.current_version_id for call in self.calls]
        rules = list(Rule.objects.filter(version__in=versions).order_by("pk"))
        return {call.pk: [rule for rule in rules if rule.version_id == call.current_version_id] for call in self.calls}

    def _codes(self) -> list[str]:
        codes = dict.fromkeys(rule.fact for rules in self.rules.values() for rule in rules)
        return [code for code in codes if code not in ASKED_OF_THE_RECORD_ALONE]

    def _read(self) -> None:
        for fact in self.facts:
            if fact.code not in self.given:
                continue
            if self.given[fact.code] == UNSURE:
                self.values[fact.code] = UNKNOWN
                continue
            form = self.form(fact, self.given)
            if form.is_valid():
                self.values[fact.code] = form.cleaned_data[fact.code]

    @property
    def open_fact(self) -> Fact | None:
        """The next question, or None when all are answered. An answer that is none is asked again."""
        return next((fact for fact in self.facts if fact.code not in self.values), None)

    @property
    def number(self) -> int:
        """The position of the open question, from 1."""
        return len(self.values) + 1

    def form(self, fact: Fact, data: Mapping[str, str] | None = None) -> forms.Form:
        """Return the form with the one question of the fact."""
        form = forms.Form(data)
        form.use_required_attribute = False
        form.fields[fact.code] = self._field(fact)
        return form

    def _field(self, fact: Fact) -> forms.Field:
        words = {
            "label": fact.question_in(self.municipality),
            "error_messages": {"required": _("Answer, or say that you do not know.")},
        }
        if fact.kind == "boolean":
            return forms.TypedChoiceField(
                choices=[("si", _("Yes")), ("no", _("No")), (UNSURE, _("I do not know"))],
                coerce=lambda value: value == "si",
                widget=forms.RadioSelect,
                **words,
            )
        if fact.kind == "choice":
            choices = [*fact.choices_for(self.context), (UNSURE, _("I do not know"))]
            return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **words)
        if fact.unit == "money":
            return MoneyFormField(self.municipality, **words)
        if fact.kind == "number":
            return LocalDecimalFormField(self.municipality, **words)
        return DayField(**words) if fact.kind == "date" else forms.CharField(max_length=200, **words)

    def has_choices(self, fact: Fact) -> bool:
        """Whether "I do not know" is one of the choices; else the page has a button for it."""
        return fact.kind in ("boolean", "choice")

    def results(self) -> list[CallResult]:
        """Return what each call says, those that are met first and those that are not last."""
        order = {Result.MEETS: 0, Result.UNKNOWN: 1, Result.DOES_NOT: 2}
        results = []
        for call in self.calls:
            outcomes = evaluate(self.rules[call.pk], self.values, self.context)
            results.append(CallResult(call, eligible(outcomes), outcomes))
        return sorted(results, key=lambda each: (order[each.result], each.call.closes_at, each.call.pk))
