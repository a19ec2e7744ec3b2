"""What the enterprise does and where it is found."""

import re
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from phonenumber_field.formfields import PhoneNumberField

from enterprises.forms.base import CalmForm
from enterprises.forms.dates import RememberedDateField
from enterprises.models import Enterprise, SectorCode
from portal.core import clock
from portal.core.enums import Country
from portal.core.words import word

POSTAL_CODE_DIGITS = {Country.MX: 5, Country.CO: 6}
OLDEST = date(1800, 1, 1)


class SectorSearchForm(CalmForm):
    """The words by which a sector is looked for."""

    buscar = forms.CharField(
        label=_("Look for your sector"),
        help_text=_("In your own words: shoes, restaurant, software…"),
        max_length=60,
        required=False,
        widget=forms.TextInput({"autocomplete": "off"}),
    )


class ActivityForm(CalmForm):
    """Sector, activity and since when. The radio list holds the sectors that the search found, and the chosen one."""

    refusals = {"sector_unknown": "sector_code"}

    sector_code = forms.ChoiceField(
        label=_("Sector"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose the sector that brings most of the income.")},
    )
    activity = forms.CharField(
        label=_("What it makes, sells or does"),
        help_text=_("In a few words, for example: leather shoes for children."),
        max_length=300,
        error_messages={"required": _("Please say in a few words what the enterprise does.")},
    )
    founded_on = RememberedDateField(label=_("Working since"), required=False)

    def __init__(self, *args: Any, enterprise: Enterprise, search: str = "", **kwargs: Any) -> None:
        initial = {name: getattr(enterprise, name) for name in ("sector_code", "activity", "founded_on")}
        super().__init__(*args, initial=initial, **kwargs)
        self.enterprise = enterprise
        self.found = list(SectorCode.objects.matching(enterprise.country, search))
        self.fields["sector_code"].choices = [(sector.code, sector.name) for sector in self._shown()]
        self.fields["sector_code"].help_text = _("The one that brings most of the income.")

    def _shown(self) -> list[SectorCode]:
        chosen = self.data.get("sector_code") or self.enterprise.sector_code
        if not chosen or any(sector.code == chosen for sector in self.found):
            return self.found
        same = SectorCode.objects.filter(country=self.enterprise.country, code=chosen, eligible=True)
        return [*same.order_by("code"), *self.found]

    def clean_founded_on(self) -> date | None:
        founded = self.cleaned_data["founded_on"]
        if founded and founded > clock.today(self.enterprise.municipality.zone):
            raise ValidationError(_("This day is still to come. Please write when it began to work."))
        if founded and founded < OLDEST:
            raise ValidationError(_("Please check the year: it has four digits."))
        return founded


class ContactForm(CalmForm):
    """Where the enterprise is, how it is reached, and who leads it."""

    street = forms.CharField(max_length=200, required=False, widget=forms.TextInput({"autocomplete": "street-address"}))
    neighbourhood = forms.CharField(max_length=120, required=False)
    postal_code = forms.CharField(
        max_length=12,
        required=False,
        widget=forms.TextInput({"autocomplete": "postal-code", "inputmode": "numeric", "class": "input-short"}),
    )
    phone = PhoneNumberField(label=_("Phone"), required=False)
    email = forms.EmailField(
        label=_("E-mail of the enterprise"), required=False, widget=forms.EmailInput({"autocomplete": "email"})
    )
    is_women_led = forms.TypedChoiceField(
        label=_("Is the enterprise led by one or more women?"),
        help_text=_("Some programs give priority. You may leave it unanswered."),
        choices=[("true", _("Yes")), ("false", _("No")), ("", _("I prefer not to say"))],
        coerce=lambda value: value == "true",
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, enterprise: Enterprise, **kwargs: Any) -> None:
        names = ("street", "neighbourhood", "postal_code", "phone", "email")
        led = {True: "true", False: "false", None: ""}[enterprise.is_women_led]
        initial = {name: getattr(enterprise, name) for name in names} | {"is_women_led": led}
        super().__init__(*args, initial=initial, **kwargs)
        self.country = enterprise.municipality.country
        for name in ("street", "neighbourhood", "postal_code"):
            self.fields[name].label = word(name, self.country, capital=True)
        self.fields["phone"].region = self.country
        self.fields["phone"].widget.attrs |= {"autocomplete": "tel", "inputmode": "tel"}
        self.fields["phone"].error_messages["invalid"] = _(
            "Please write the 10 digits of the phone, with no extension."
        )

    def clean_postal_code(self) -> str:
        code = re.sub(r"\s", "", self.cleaned_data["postal_code"])
        digits = POSTAL_CODE_DIGITS[Country(self.country)]
        if code and not re.fullmatch(rf"[0-9]{{{digits}}}", code):
            raise ValidationError(_("The postal code has %(digits)d digits."), params={"digits": digits})
        return code

    def clean_phone(self) -> str:
        phone = self.cleaned_data["phone"]
        return phone.as_e164 if phone else ""
