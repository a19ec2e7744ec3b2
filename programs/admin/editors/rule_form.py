"""One rule as a form: what the fact's kind can be compared with, in the city's way of writing it."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from enterprises import facts
from enterprises.facts import Fact, FactContext
from portal.core.money import LocalDecimalFormField, MoneyFormField
from programs.eligibility import check_rule
from programs.enums import Operator, Severity
from programs.forms import DayField
from programs.models import Rule

ONE_OR_MORE = {Operator.IS: Operator.IN, Operator.IS_NOT: Operator.NOT_IN}
OPERATORS: Mapping[str, tuple[Operator, ...]] = {
    "choice": (Operator.IN, Operator.NOT_IN),
    "number": (Operator.GTE, Operator.LTE, Operator.BETWEEN, Operator.IS, Operator.IS_NOT),
    "date": (Operator.GTE, Operator.LTE, Operator.BETWEEN, Operator.IS),
    "text": (Operator.IS, Operator.IS_NOT),
    "boolean": (Operator.IS,),
}


class RuleForm(forms.ModelForm):
    """A rule on one fact. `rule.value` is read and written as the fact's kind says, never as JSON."""

    use_required_attribute = False

    class Meta:
        model = Rule
        fields = ("message", "remedy", "severity", "points", "source")
        widgets = {
            "message": forms.Textarea(attrs={"rows": 2}),
            "remedy": forms.Textarea(attrs={"rows": 3}),
            "source": forms.Textarea(attrs={"rows": 2}),
            "severity": forms.RadioSelect,
        }
        help_texts = {
            "message": _(
                "What the enterprise must be or have, as a sentence. The public check and the letters say it."
            ),
            "remedy": _("What somebody can do who does not meet it."),
            "points": _("Only of a rule that gives priority: they order the waiting list."),
            "source": _("The law or the announcement that it comes from."),
        }

    field_order = ("operator", "value", "value_to")

    def __init__(self, data: Any, *, rule: Rule, context: FactContext) -> None:
        super().__init__(data, instance=rule)
        self.fact: Fact = facts.get(rule.fact)
        self.fact_context = context
        self.fields["severity"].choices = Severity.choices  # a rule has one from the beginning
        self.fields["points"].required = False
        self._add_comparison(rule)
        self.order_fields(self.field_order)

    def _add_comparison(self, rule: Rule) -> None:
        operators = OPERATORS[self.fact.kind]
        kept = ONE_OR_MORE.get(rule.operator, rule.operator) if self.fact.kind == "choice" else rule.operator
        if len(operators) > 1:
            choices = [(operator.value, operator.label) for operator in operators]
            self.fields["operator"] = forms.ChoiceField(label=_("Comparison"), choices=choices, initial=kept)
        self.fields["value"] = self._value_field()
        values = rule.value if isinstance(rule.value, list) else [rule.value]
        self.initial["value"] = self._shown(values, rule)
        if Operator.BETWEEN in operators:
            field = self.fields["value_to"] = self._value_field()
            field.label, field.required = _("and"), False
            field.help_text = _("Only of “is between”: the greatest value.")
            self.initial["value_to"] = values[1] if rule.operator == Operator.BETWEEN else None

    def _shown(self, values: list[Any], rule: Rule) -> Any:
        if self.fact.kind == "choice":
            return values
        if self.fact.kind != "boolean" or not isinstance(values[0], bool):
            return values[0]
        return "yes" if values[0] is (rule.operator != Operator.IS_NOT) else "no"

    def _value_field(self) -> forms.Field:
        label, city = _("Value"), self.fact_context.municipality
        if self.fact.kind == "boolean":
            choices = [("yes", _("Yes")), ("no", _("No"))]
            return forms.ChoiceField(label=self.fact.label_in(city), choices=choices, widget=forms.RadioSelect)
        if self.fact.kind == "choice":
            choices = self.fact.choices_for(self.fact_context)
            return forms.MultipleChoiceField(label=label, choices=choices, widget=forms.CheckboxSelectMultiple)
        if self.fact.unit == "money":
            return MoneyFormField(city, label=label)
        if self.fact.kind == "number":
            return LocalDecimalFormField(city, label=label)
        return DayField(label=label) if self.fact.kind == "date" else forms.CharField(label=label, max_length=200)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("severity") == Severity.HARD and cleaned.get("points"):
            self.add_error("points", _("Only a rule that gives priority has points."))
        cleaned["points"] = cleaned.get("points") or 0
        if not {"value", "operator", "value_to"} & set(self.errors):
            self._read_comparison(cleaned)
        return cleaned

    def _read_comparison(self, cleaned: Mapping[str, Any]) -> None:
        rule = self.instance
        rule.operator = cleaned.get("operator") or OPERATORS[self.fact.kind][0]
        if self.fact.kind == "choice":
            chosen = cleaned["value"]
            rule.value = chosen
            if len(chosen) == 1:
                rule.value = chosen[0]
                rule.operator = Operator.IS if rule.operator == Operator.IN else Operator.IS_NOT
        elif self.fact.kind == "boolean":
            rule.value = cleaned["value"] == "yes"
        else:
            self._read_value(rule, cleaned)
        if self.errors:
            return
        try:
            check_rule(rule, self.fact_context)
        except ValidationError as error:
            self.add_error("value", error)

    def _read_value(self, rule: Rule, cleaned: Mapping[str, Any]) -> None:
        rule.value = _plain(cleaned["value"])
        if rule.operator != Operator.BETWEEN:
            return
        least, most = cleaned["value"], cleaned.get("value_to")
        if most is None or most == "":
            self.add_error("value_to", _("“Is between” needs the greatest value too."))
        elif most < least:
            self.add_error("value_to", _("The greatest value is smaller than the least."))
        else:
            rule.value = [_plain(least), _plain(most)]


def _plain(value: Any) -> Any:
    """Return a cleaned value as it is stored: whole numbers as such, others and dates as text."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else str(value)
    return value if isinstance(value, int | str) else value.isoformat()
