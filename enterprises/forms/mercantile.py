"""The matrícula mercantil: as an enterprise declares it, and as an officer of the chamber answers it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from enterprises.actions.mercantile import chambers_of
from enterprises.forms.base import CalmForm
from enterprises.forms.dates import RememberedDateField
from enterprises.models import Enterprise, MercantileRegistration
from portal.core import clock
from portal.organizations.models import Organization

YEARS_OFFERED = 6
NUMBER_WIDGET = {"autocomplete": "off", "spellcheck": "false", "class": "input-medium"}


class ChamberChoice(forms.ModelChoiceField):
    """A chamber by its whole name."""

    def label_from_instance(self, chamber: Organization) -> str:  # type: ignore[override]
        return chamber.name


class RegistrationForm(CalmForm):
    """Number, last renewed year and, if at hand, the day of the registration; the chamber where there are several."""

    refusals = {
        "number": "number",
        "already_confirmed": "renewed_year",
        "renewed_year": "renewed_year",
        "registered_on": "registered_on",
        "chamber": "chamber",
    }

    chamber = ChamberChoice(
        label=_("Chamber that keeps your registration"),
        queryset=Organization.objects.none(),
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose the chamber.")},
    )
    number = forms.CharField(
        label=_("Number of the registration"),
        help_text=_("As on the certificate of the chamber. It is not the NIT."),
        max_length=20,
        widget=forms.TextInput(NUMBER_WIDGET),
        error_messages={"required": _("Please write the number of the registration.")},
    )
    renewed_year = forms.TypedChoiceField(
        label=_("Last renewed year"),
        help_text=_("If you registered this year, choose this year."),
        coerce=int,
        error_messages={"required": _("Please choose the year.")},
    )
    registered_on = RememberedDateField(label=_("Day of the registration"), required=False)

    def __init__(self, *args: Any, enterprise: Enterprise, **kwargs: Any) -> None:
        last = enterprise.mercantile_registration
        this_year = clock.today(enterprise.municipality.zone).year
        if last is not None:
            names = ("number", "renewed_year", "registered_on")
            kwargs.setdefault("initial", {name: getattr(last, name) for name in names} | {"chamber": last.chamber_id})
        super().__init__(*args, **kwargs)
        self.only_chamber: Organization | None = None
        chambers = chambers_of(enterprise.municipality)
        if len(chambers) == 1:
            self.only_chamber = chambers[0]
            del self.fields["chamber"]
        else:
            self.fields["chamber"].queryset = chambers
        years = range(this_year, this_year - YEARS_OFFERED, -1)
        self.fields["renewed_year"].choices = [(year, year) for year in years]

    def values(self) -> dict[str, Any]:
        """Give what the action takes."""
        values = dict(self.cleaned_data)
        values.setdefault("chamber", self.only_chamber)
        return values


class RegistrationAnswerForm(CalmForm):
    """What the register says: confirmed with number and renewal, or not confirmed with the reason."""

    refusals = {
        "number": "number",
        "number_taken": "number",
        "renewed_year": "renewed_year",
        "renewed_on": "renewed_on",
        "note_required": "note",
    }

    answer = forms.ChoiceField(
        label=_("What does the register say?"),
        choices=[
            ("confirm", _("It is registered, as written below")),
            ("refuse", _("It is not, or not as it was declared")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose one of the two.")},
    )
    number = forms.CharField(
        label=_("Number of the registration"),
        max_length=20,
        required=False,
        widget=forms.TextInput(NUMBER_WIDGET),
    )
    renewed_year = forms.IntegerField(
        label=_("Last renewed year"),
        required=False,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off", "class": "input-short"}),
    )
    renewed_on = RememberedDateField(
        label=_("Day of that renewal"),
        help_text=_("In its first year, the day of the registration. For example 27 3 2019."),
        required=False,
    )
    note = forms.CharField(
        label=_("Note for the enterprise"),
        help_text=_("Needed when it is not confirmed: say what was found and what to do."),
        max_length=400,
        required=False,
        widget=forms.Textarea({"rows": 3}),
    )

    def __init__(self, *args: Any, registration: MercantileRegistration, **kwargs: Any) -> None:
        names = ("number", "renewed_year", "renewed_on")
        kwargs.setdefault("initial", {name: getattr(registration, name) for name in names})
        super().__init__(*args, **kwargs)
        if not registration.is_open:  # what was confirmed can be taken back, and nothing else
            self.fields["answer"].choices = self.fields["answer"].choices[1:]
            for name in names:
                del self.fields[name]

    @property
    def confirms(self) -> bool:
        """Whether the answer is that it is registered."""
        return self.cleaned_data.get("answer") == "confirm"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.confirms:
            for name in ("number", "renewed_year", "renewed_on"):
                if not cleaned.get(name) and not self.errors.get(name):
                    self.add_error(name, _("Please write this as it stands in the register."))
        return cleaned

    def evidence(self) -> dict[str, Any]:
        """Give what a confirmation takes."""
        return {name: self.cleaned_data[name] for name in ("number", "renewed_year", "renewed_on", "note")}
