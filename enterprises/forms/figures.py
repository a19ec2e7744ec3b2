"""The figures of a year."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from enterprises.forms.base import CalmForm
from enterprises.models import Enterprise
from portal.core import clock
from portal.core.money import LocalIntegerFormField, MoneyFormField

YEARS_OFFERED = 5


class FiguresForm(CalmForm):
    """Workers and sales of a closed year, typed as the city writes numbers."""

    refusals = {"year": "year", "workers": "workers", "women": "workers_women", "sales": "sales"}

    year = forms.TypedChoiceField(label=_("Year of the figures"), coerce=int)
    workers = LocalIntegerFormField(
        label=_("People who work in it"),
        help_text=_("With you, and also those whom another company pays for you. Write 0 if nobody."),
        error_messages={"required": _("Please write how many people work in it; 0 is an answer.")},
    )
    workers_women = LocalIntegerFormField(label=_("Of them, women"), required=False)
    sales = MoneyFormField(
        label=_("Sales of the whole year, in pesos"),
        error_messages={"required": _("Please write the sales of the year; 0 is an answer.")},
    )

    def __init__(self, *args: Any, enterprise: Enterprise, year: int | None = None, **kwargs: Any) -> None:
        this_year = clock.today(enterprise.municipality.zone).year
        shown = year or this_year - 1
        figures = enterprise.figures.filter(year=shown).first()
        initial: dict[str, Any] = {"year": shown}
        if figures:
            initial |= {name: getattr(figures, name) for name in ("workers", "workers_women", "sales")}
        super().__init__(*args, initial=initial, **kwargs)
        # The running year is for those that have worked less than one: the law then counts what there is so far.
        self.fields["year"].choices = [
            (offered, offered) for offered in range(this_year, this_year - YEARS_OFFERED - 1, -1)
        ]
        self.fields["year"].help_text = _("The last closed year, or the current one if it began this year.")
        for name in ("workers", "workers_women", "sales"):
            self.fields[name].municipality = enterprise.municipality
