"""A project."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from enterprises.forms.base import CalmForm
from enterprises.models import Enterprise, Project, StrategicLine
from portal.core.money import MoneyFormField


class ProjectForm(CalmForm):
    """Title, strategic line among those that the home city publishes, goal and budget."""

    refusals = {"line_unpublished": "line", "budget": "budget"}

    title = forms.CharField(
        label=_("Title of the project"), max_length=160, error_messages={"required": _("Please give it a title.")}
    )
    line = forms.ModelChoiceField(
        label=_("Strategic line"),
        queryset=StrategicLine.objects.none(),
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose the line that fits best.")},
    )
    goal = forms.CharField(
        label=_("Goal"),
        help_text=_("What will be different when it is done? Two or three sentences are enough."),
        max_length=2000,
        widget=forms.Textarea({"rows": 5}),
        error_messages={"required": _("Please say what the project is for.")},
    )
    budget = MoneyFormField(
        min_value=1,
        max_value=Decimal("1e12"),
        label=_("Budget, in pesos"),
        help_text=_("What the whole project costs, with what you put in yourself."),
        error_messages={"required": _("Please write what the project costs.")},
    )

    def __init__(self, *args: Any, enterprise: Enterprise, project: Project | None = None, **kwargs: Any) -> None:
        if project is not None:
            initial = {name: getattr(project, name) for name in ("title", "goal", "budget")}
            kwargs.setdefault("initial", initial | {"line": project.line_id})
        super().__init__(*args, **kwargs)
        self.fields["budget"].municipality = enterprise.municipality
        lines = StrategicLine.objects.published().for_municipality(enterprise.municipality)
        if project is not None and project.line_id:
            # A line that was taken back after the project named it stays a choice of this project.
            own = StrategicLine.objects.filter(pk=project.line_id)
            lines = (lines | own).order_by("number")
        if lines.exists():
            self.fields["line"].queryset = lines
        else:
            del self.fields["line"]
