"""One question and one page as forms: what the kind of question takes, and nothing else."""

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from portal.core.money import LocalDecimalFormField, MoneyFormField
from programs.admin.editors.documents import KIND_NAMES, MOST_MB
from programs.enums import QuestionKind
from programs.form_schema import CODE, FILE_KINDS, MAX_LENGTH, PROJECT, TODAY, WITH_CHOICES
from programs.forms import DayField

Raw = dict[str, Any]
K = QuestionKind
SEPARATOR = "|"


class ChoicesField(forms.CharField):
    """Options one per line: the text alone, or "value | text". A text that stays keeps its value."""

    widget = forms.Textarea(attrs={"rows": 6})

    def __init__(self, known: list[Mapping[str, Any]], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.known = {item["label"]: str(item["value"]) for item in known}

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, list):
            return value
        return "\n".join(f"{item['value']} {SEPARATOR} {item['label']}" for item in value)

    def clean(self, value: Any) -> list[dict[str, str]]:
        lines = [line.strip() for line in super().clean(value).splitlines() if line.strip()]
        choices: list[dict[str, str]] = []
        for line in lines:
            choices.append(self._choice(line, {choice["value"] for choice in choices}))
        if len(choices) < 2:
            raise ValidationError(_("Write at least two options, one per line."), code="few")
        return choices

    def _choice(self, line: str, taken: set[str]) -> dict[str, str]:
        given, separator, label = (part.strip() for part in line.partition(SEPARATOR))
        label = label if separator else given
        value = given if separator else self.known.get(label) or slugify(label)[:60]
        if not label or not CODE.match(value if not value[:1].isdigit() else f"a{value}"):
            raise ValidationError(
                _("“%(line)s”: write the text of the option, or “value | text” with a value in lower case."),
                code="choice",
                params={"line": line},
            )
        if value in taken:
            raise ValidationError(_("Two options have the value “%(value)s”."), code="twice", params={"value": value})
        return {"value": value, "label": label}


class DayBoundField(forms.MultiValueField):
    """No bound, the city's today, or a fixed day."""

    class Widget(forms.MultiWidget):
        def __init__(self) -> None:
            bounds = [("", _("No limit")), (TODAY, _("Today")), ("day", _("This day:"))]
            day = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "aria-label": _("Day")})
            super().__init__({"how": forms.Select(choices=bounds), "day": day})

        def decompress(self, value: Any) -> list[Any]:
            return [value, None] if value in (None, "", TODAY) else ["day", value]

    def __init__(self, **kwargs: Any) -> None:
        fields = (forms.CharField(required=False), DayField(required=False))
        super().__init__(fields, widget=self.Widget(), required=False, require_all_fields=False, **kwargs)

    def compress(self, values: list[Any]) -> str:
        how, day = values if values else ("", None)
        if how == "day" and day is None:
            raise ValidationError(_("Write the day."), code="day")
        return day.isoformat() if how == "day" else TODAY if how == TODAY else ""


class QuestionForm(forms.Form):
    """A question of the schema.

    Args:
        raw: the question as it is stored; of a new one `kind` alone.
        earlier: the stored questions that come before it, of which one may decide whether it is asked.
    """

    use_required_attribute = False
    label = forms.CharField(
        label=_("Question"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}), help_text=_("In plain words.")
    )
    help = forms.CharField(label=_("Help"), max_length=600, required=False, widget=forms.Textarea(attrs={"rows": 3}))
    required = forms.BooleanField(label=_("It has to be answered"), required=False, initial=True)

    def __init__(self, data: Any, *, raw: Raw, earlier: list[Raw], city: Any) -> None:
        super().__init__(data)
        self.raw, self.kind, self.city = raw, K(raw["kind"]), city
        self.initial |= {"required": True} | {key: value for key, value in raw.items() if key != "show_if"}
        self.fields |= dict(self._of_kind())
        if answers := list(_answers(earlier)):
            label, none = _("Ask it only when"), _("Always")
            self.fields["show_if"] = forms.ChoiceField(label=label, choices=[("", none), *answers], required=False)
            self.initial["show_if"] = _key(raw.get("show_if"))

    def _of_kind(self) -> Iterator[tuple[str, forms.Field]]:
        kind, most = self.kind, MAX_LENGTH.get(self.kind)
        if kind in WITH_CHOICES:
            help_text = _("One per line.")
            yield "choices", ChoicesField(self.raw.get("choices", []), label=_("Options"), help_text=help_text)
        if kind == K.CHOICES:
            yield "max_chosen", _whole(_("How many at most"), 99, _("Empty: as many as one wants."))
        if kind in (K.NUMBER, K.MONEY):
            number = MoneyFormField if kind == K.MONEY else LocalDecimalFormField
            yield "min", number(self.city, label=_("The least"), required=False)
            yield "max", number(self.city, label=_("The greatest"), required=False)
        if kind == K.NUMBER:
            yield "decimals", forms.BooleanField(label=_("It may have decimals"), required=False)
        if kind == K.DATE:
            yield "min", DayBoundField(label=_("The first day"))
            yield "max", DayBoundField(label=_("The last day"))
        if most:
            yield "max_length", _whole(_("Characters at most"), most, _("Empty: %(most)s.") % {"most": most})
        if kind == K.FILE:
            kinds = [(each, KIND_NAMES[each]) for each in FILE_KINDS]
            yield (
                "accepts",
                forms.MultipleChoiceField(
                    label=_("Kinds of file"),
                    choices=kinds,
                    widget=forms.CheckboxSelectMultiple,
                    initial=list(FILE_KINDS),
                ),
            )
            yield "max_mb", _whole(_("Megabytes at most"), MOST_MB, "")

    def question(self, code: str) -> Raw:
        """Return the question as the schema stores it; what is empty is left out."""
        cleaned = self.cleaned_data
        raw: Raw = {"code": code, "kind": self.kind.value, "label": cleaned["label"].strip()}
        if not cleaned["required"]:
            raw["required"] = False
        for key in ("help", "choices", "max_chosen", "min", "max", "decimals", "max_length", "accepts", "max_mb"):
            value = cleaned.get(key)
            if value not in (None, "", [], False):
                raw[key] = _plain(value)
        if cleaned.get("show_if"):
            question, answer = json.loads(cleaned["show_if"])
            raw["show_if"] = {"question": question, "is": answer}
        return raw


def _whole(label: Any, most: int, help_text: Any) -> forms.Field:
    return forms.IntegerField(label=label, min_value=1, max_value=most, required=False, help_text=help_text)


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else str(value)
    return value


def _key(condition: Mapping[str, Any] | None) -> str:
    return json.dumps([condition["question"], condition["is"]], ensure_ascii=False) if condition else ""


def _answers(earlier: list[Raw]) -> Iterator[tuple[str, list[tuple[str, Any]]]]:
    """Give each earlier question that has fixed answers, with these as choices."""
    for raw in earlier:
        given: list[tuple[Any, Any]] = [(item["value"], item["label"]) for item in raw.get("choices", [])]
        if raw["kind"] == K.YES_NO:
            given = [(True, _("Yes")), (False, _("No"))]
        if given:
            yield raw["label"], [(_key({"question": raw["code"], "is": value}), label) for value, label in given]


class PageTitleForm(forms.Form):
    """A page of questions."""

    use_required_attribute = False
    title = forms.CharField(label=_("Title of the page"), max_length=160)
    intro = forms.CharField(
        label=_("Introduction"), max_length=600, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


PROJECT_WORDS = {
    "required": _("Yes: the application is for a project"),
    "optional": _("If the enterprise wants to"),
    "none": _("No"),
}


class ProjectChoiceForm(forms.Form):
    """Whether the application is for a project of the enterprise."""

    use_required_attribute = False
    project = forms.ChoiceField(
        label=_("Is a project asked for?"),
        choices=[(key, PROJECT_WORDS[key]) for key in PROJECT],
        widget=forms.RadioSelect,
    )
