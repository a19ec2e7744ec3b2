"""How the applications of a version are scored: criteria with their weights, and by how many people."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programs.admin.editors.bench import Bench, free_code
from programs.rubric import MOST_EVALUATORS, WHOLE, Rubric

EMPTY_ROWS = 3
MOST_CRITERIA = 30


class RubricForm(forms.Form):
    """What holds for the whole rubric."""

    use_required_attribute = False
    evaluators = forms.IntegerField(
        label=gettext_lazy("How many people score each application"), min_value=1, max_value=MOST_EVALUATORS
    )
    minimum = forms.IntegerField(
        label=gettext_lazy("Least total to be approved"),
        min_value=0,
        max_value=WHOLE,
        help_text=gettext_lazy("From 0 to 100."),
    )


class CriterionForm(forms.Form):
    """One criterion; a row that is left empty is none, a row without a name is removed."""

    use_required_attribute = False
    code = forms.SlugField(widget=forms.HiddenInput, required=False)
    name = forms.CharField(label=gettext_lazy("Criterion"), max_length=160, required=False)
    help = forms.CharField(label=gettext_lazy("What is looked at"), max_length=400, required=False)
    weight = forms.IntegerField(label=gettext_lazy("Weight (%)"), min_value=1, max_value=WHOLE, required=False)
    minimum = forms.IntegerField(label=gettext_lazy("Least score"), min_value=0, max_value=WHOLE, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("name") and cleaned.get("weight") is None and "weight" not in self.errors:
            self.add_error("weight", _("Write the weight of this criterion."))
        if cleaned.get("weight") and not cleaned.get("name"):
            self.add_error("name", _("Write the name of this criterion, or leave its weight empty too."))
        return cleaned


CriterionFormSet = forms.formset_factory(CriterionForm, extra=EMPTY_ROWS, max_num=MOST_CRITERIA, absolute_max=100)


def rubric_page(bench: Bench) -> HttpResponse:
    """Show and save the rubric, whole."""
    stored = bench.version.rubric or {}
    form = RubricForm(bench.posted, initial={"evaluators": 1, "minimum": 0} | stored)
    rows = CriterionFormSet(bench.posted, initial=stored.get("criteria", []), prefix="criteria")
    if bench.posted is not None and form.is_valid() and rows.is_valid() and _keep(bench, form, rows):
        return bench.to("rubric")
    return bench.page("rubric", _("Rubric"), form=form, rows=rows, total=_total(stored))


def _keep(bench: Bench, form: RubricForm, rows: Any) -> bool:
    rubric = form.cleaned_data | {"criteria": _criteria(rows)}
    if not rubric["criteria"]:
        rubric = {}
    try:
        Rubric.parse(rubric)
    except ValidationError as error:
        form.add_error(None, error)
        return False
    return bench.save(rubric=rubric, form=form, done=_("The rubric was saved."))


def _criteria(rows: Any) -> list[dict[str, Any]]:
    criteria: list[dict[str, Any]] = []
    for row in rows.cleaned_data:
        if not row.get("name"):
            continue
        taken = {each["code"] for each in criteria}
        code = (
            row["code"] if row.get("code") and row["code"] not in taken else free_code(row["name"], taken, "criterio")
        )
        criteria.append(
            {key: row[key] for key in ("name", "help", "weight")} | {"code": code, "minimum": row["minimum"] or 0}
        )
    return criteria


def _total(stored: dict[str, Any]) -> int:
    return sum(item["weight"] for item in stored.get("criteria", []))
