"""Who the enterprise is: kind of person, tax id, names."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from enterprises.enums import PersonType
from enterprises.forms.base import CalmForm
from enterprises.models import Enterprise
from enterprises.tax_ids import TaxId, clean_tax_id
from portal.core.enums import Country
from portal.core.models import Municipality
from portal.core.names import validate_plain_name
from portal.core.words import word

TAX_ID_ATTRS = {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "class": "input-medium"}
LONGEST_TYPED = 40


class TaxIdForm(CalmForm):
    """Kind of person and tax id, in the words of the city's country; the NIT has a box for its check digit."""

    person_type = forms.ChoiceField(
        label=_("What kind of person is the enterprise for the tax office?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose one of the two.")},
    )
    tax_id = forms.CharField(required=False, max_length=LONGEST_TYPED, widget=forms.TextInput(TAX_ID_ATTRS))
    check_digit = forms.CharField(
        label=_("Check digit of the NIT"),
        help_text=_("The digit after the hyphen."),
        required=False,
        max_length=2,
        widget=forms.TextInput({"autocomplete": "off", "inputmode": "numeric", "class": "input-short"}),
    )

    def __init__(self, *args: Any, municipality: Municipality, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.municipality = municipality
        country = municipality.country
        self.tax_id_word = word("tax_id", country)
        self.fields["person_type"].choices = [
            (PersonType.LEGAL, word("legal_person", country, capital=True)),
            (PersonType.NATURAL, word("natural_person", country, capital=True)),
        ]
        self.fields["tax_id"].label = word("tax_id_long", country, capital=True)
        self.fields["tax_id"].help_text = self._tax_id_hint()
        if country != Country.CO:
            del self.fields["check_digit"]

    def require_tax_id(self) -> None:
        """Ask for the tax id, and in Colombia for its digit."""
        self.fields["tax_id"].required = True
        self.fields["tax_id"].error_messages["required"] = _(
            "Please write the %(tax_id)s; if there is none yet, say so in the mark below it."
        ) % {"tax_id": self.tax_id_word}
        if "check_digit" in self.fields:
            self.fields["check_digit"].required = True
            self.fields["check_digit"].error_messages["required"] = _("Please write the check digit of the NIT.")

    def _tax_id_hint(self) -> str:
        if self.municipality.country == Country.CO:
            return _("Write it without its check digit. Dots and spaces do no harm.")
        return _("12 characters for a company, 13 for an individual. Small letters, dashes and spaces do no harm.")

    def typed_tax_id(self) -> str:
        """Give what was typed, the NIT with its digit after a hyphen; empty when nothing was."""
        number = self.cleaned_data.get("tax_id", "")
        digit = self.cleaned_data.get("check_digit", "")
        return f"{number}-{digit}" if number and "check_digit" in self.fields else number

    def clean_whole_tax_id(self) -> TaxId | None:
        """Give the cleaned tax id, or None with an error beside its field; None too when nothing was typed."""
        typed, person_type = self.typed_tax_id(), self.cleaned_data.get("person_type")
        if not typed or not person_type:
            return None
        try:
            return clean_tax_id(self.municipality.country, person_type, typed)
        except ValidationError as error:
            self.add_error("check_digit" if error.code == "check_digit" else "tax_id", error)
            return None


class IdentityForm(TaxIdForm):
    """The first page of a registration, and later the page that mends an identity."""

    refusals = {"tax_id_taken": "tax_id", "tax_id_kept": "tax_id"}

    is_idea = forms.BooleanField(
        required=False,
        help_text=_("You can add it later. Some programs are open to ideas too."),
    )
    legal_name = forms.CharField(
        label=_("Legal name"),
        help_text=_("As on the tax certificate; your own name, if the enterprise is you."),
        max_length=200,
        validators=[validate_plain_name],
        widget=forms.TextInput({"autocomplete": "organization"}),
        error_messages={"required": _("Please write the name of the enterprise.")},
    )
    trade_name = forms.CharField(
        label=_("Trade name"),
        help_text=_("The name on the sign, if it is another."),
        max_length=200,
        required=False,
        validators=[validate_plain_name],
    )

    def __init__(self, *args: Any, enterprise: Enterprise | None = None, **kwargs: Any) -> None:
        self.enterprise = enterprise
        if enterprise is not None:
            kwargs.setdefault("initial", self._initial_of(enterprise))
        super().__init__(*args, **kwargs)
        self.fields["is_idea"].label = _("I have no %(tax_id)s yet: it is an idea or an informal business") % {
            "tax_id": self.tax_id_word
        }
        if enterprise is not None and not enterprise.is_idea:
            del self.fields["is_idea"]
        if enterprise is not None and enterprise.is_proven:
            for name in ("person_type", "tax_id", "check_digit", "legal_name"):
                self.fields.pop(name, None)
        elif not (self.data.get("is_idea") if self.is_bound else self.initial.get("is_idea")):
            self.require_tax_id()

    @staticmethod
    def _initial_of(enterprise: Enterprise) -> dict[str, Any]:
        number, hyphen, digit = enterprise.tax_id.partition("-")
        return {
            "person_type": enterprise.person_type,
            "tax_id": number,
            "check_digit": digit if hyphen else "",
            "is_idea": enterprise.is_idea,
            "legal_name": enterprise.legal_name,
            "trade_name": enterprise.trade_name,
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self.tax_id = self.clean_whole_tax_id()
        if "tax_id" not in self.fields or self.errors.get("tax_id"):
            return cleaned
        if cleaned.get("tax_id") and cleaned.get("is_idea"):
            self.add_error(
                "is_idea",
                _("You wrote a %(tax_id)s. Please leave one of the two: the number or this mark.")
                % {"tax_id": self.tax_id_word},
            )
        return cleaned

    def values(self) -> dict[str, Any]:
        """Give what the actions take: fields by name, the tax id as the portal writes it."""
        names = ("person_type", "legal_name", "trade_name")
        values = {name: self.cleaned_data[name] for name in names if name in self.fields}
        if "tax_id" in self.fields:
            values["tax_id"] = self.tax_id.value if self.tax_id else ""
        return values


class JoinForm(TaxIdForm):
    """Carries the tax id that was typed to the request to join; all of it hidden."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget = forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self.tax_id = self.clean_whole_tax_id()
        if self.tax_id is None and not self.errors:
            self.add_error(None, _("Please write the tax id again."))
        return cleaned


class PrepareForm(CalmForm):
    """A name for the idea in which an application is prepared while a request to join waits."""

    name = forms.CharField(
        label=_("A name for what you prepare"),
        help_text=_("Only you see it. It goes over to the enterprise when your request is accepted."),
        max_length=200,
        error_messages={"required": _("Please write a name.")},
    )
