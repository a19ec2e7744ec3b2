"""What every report asks beside its own criteria: as which file, and whether to come by itself."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.core.models import Municipality
from portal.core.querysets import AnyUser
from portal.reports.criteria import Criteria, PeriodCriteria
from portal.reports.enums import Every, FileFormat
from portal.reports.registry import Report

ONCE = "once"


class RequestFields(Criteria):
    """Format, and how often. Only a report of a period can come by itself."""

    format = forms.ChoiceField(
        label=_("Kind of file"),
        choices=FileFormat.choices,
        initial=FileFormat.XLSX,
        widget=forms.RadioSelect,
        help_text=_("Choose the spreadsheet to open it in Excel, and comma-separated text for other programs."),
    )
    every = forms.ChoiceField(
        label=_("How often"),
        choices=[(ONCE, _("Once, now")), *Every.choices],
        initial=ONCE,
        widget=forms.RadioSelect,
        help_text=_("By itself it comes on the first day of the month or quarter, with the period that ended."),
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, user: AnyUser, municipality: Municipality):
        super().__init__(data, user=user, municipality=municipality)
        if not isinstance(self, PeriodCriteria):
            del self.fields["every"]

    def stored(self) -> dict[str, str]:
        """The criteria alone, as the worker binds them."""
        return {name: value for name, value in super().stored().items() if name not in RequestFields.base_fields}

    @property
    def every_period(self) -> str:
        """A value of Every, or nothing for once."""
        every = self.cleaned_data.get("every", ONCE)
        return "" if every == ONCE else every


def request_form(report: Report) -> type[RequestFields]:
    """The form that asks for a report: its own criteria, then what every report asks."""
    return type("RequestForm", (RequestFields, report.criteria), {})
