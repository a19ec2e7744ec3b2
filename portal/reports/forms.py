"""What every report asks beside its own criteria; and what is asked of whoever brings a file to import."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from portal.core.models import Municipality
from portal.core.querysets import AnyUser
from portal.reports.criteria import Criteria, PeriodCriteria
from portal.reports.enums import Every, FileFormat
from portal.reports.imports.limits import MOST_BYTES, MOST_ROWS
from portal.reports.imports.registry import registered as importers
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


class ImportForm(forms.Form):
    """A file, what it holds, and for which of the user's cities, where there are several."""

    kind = forms.ChoiceField(label=_("What it holds"))
    city = forms.ModelChoiceField(label=_("City"), queryset=Municipality.objects.none(), empty_label=None)
    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV or XLSX with the headings of the template, up to %(rows)s rows and %(size)s MB.")
        % {"rows": MOST_ROWS, "size": MOST_BYTES >> 20},
        widget=forms.FileInput({"accept": ".csv,.xlsx,text/csv"}),
        error_messages={"required": _("Please choose a file."), "empty": _("The file is empty.")},
    )

    use_required_attribute = False

    def __init__(self, *args: Any, cities: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(slug, importer.title) for slug, importer in importers.items()]
        self.fields["city"].queryset = cities
        if len(cities) == 1:
            self.fields["city"].initial = cities[0]

    def clean_file(self) -> UploadedFile:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise ValidationError(
                _("The file is larger than %(most)s MB. Please split it."), params={"most": MOST_BYTES >> 20}
            )
        return file
