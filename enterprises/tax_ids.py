"""Tax ids: Mexico's RFC and Colombia's NIT, cleaned and judged.

What a person types may hold spaces, dashes, dots and small letters. A wrong form is refused; a wrong check digit of an
RFC is warned alone, because about 1.5 % of the real ones fail it (python-stdnum, mx.rfc). A valid digit never proves
that the id exists.
"""

import re
import unicodedata
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from stdnum.co import nit
from stdnum.exceptions import InvalidComponent
from stdnum.mx import rfc

from enterprises.enums import PersonType
from portal.core.encryption import blind_index
from portal.core.enums import Country

RFC_GENERICS = frozenset({"XAXX010101000", "XEXX010101000"})
"""RFC of "the general public" and of foreigners (CFF 29-A, RMF 2.7.1.23): never the id of a beneficiary."""

RFC_FORMS = {
    PersonType.LEGAL: re.compile(r"[A-Z&Ñ]{3}[0-9]{6}[A-Z0-9]{3}"),
    PersonType.NATURAL: re.compile(r"[A-Z&Ñ]{4}[0-9]{6}[A-Z0-9]{3}"),
}
NIT_FORM = re.compile(r"([0-9]{6,10})-([0-9])")
LEGAL_NIT = re.compile(r"[89][0-9]{8}")
CEDULA = re.compile(r"[0-9]{6,8}|[1-9][0-9]{9}")
"""A natural person's NIT is the cédula: 6 to 8 digits, or 10."""


@dataclass(frozen=True)
class TaxId:
    """A cleaned tax id.

    `value` is written as the portal keeps it (RFC in capitals; NIT as 900123456-8); `warning` says that its check digit
    does not match, which a person should look at again.
    """

    value: str
    person_type: PersonType
    warning: bool = False


def clean_tax_id(country: str, person_type: str, text: str) -> TaxId:
    """Clean what a person of `country` typed. Raises ValidationError with a code: form, wrong_person_type, generic."""
    if country == Country.CO:
        number, _hyphen, digit = _upper(text).replace(".", "").replace(" ", "").rpartition("-")
        return clean_nit(number, digit, person_type)
    return clean_rfc(text, person_type)


def clean_rfc(text: str, person_type: str) -> TaxId:
    """Clean an RFC: 12 characters for a company, 13 for an individual, with a date of the calendar in it.

    Raises ValidationError with the code generic, wrong_person_type or form.
    """
    value = re.sub(r"[\s\-_.\u2010-\u2015]", "", _upper(text))
    wanted = PersonType(person_type)
    other = PersonType.NATURAL if wanted == PersonType.LEGAL else PersonType.LEGAL
    if value in RFC_GENERICS:
        raise ValidationError(
            _("This is a generic RFC, for sales without a name. Please write the RFC of your own enterprise."),
            code="generic",
        )
    if RFC_FORMS[other].fullmatch(value):
        raise _wrong_rfc_type(wanted)
    if not RFC_FORMS[wanted].fullmatch(value):
        raise _wrong_rfc_form(wanted)
    try:
        rfc.validate(value)
    except InvalidComponent as error:
        raise ValidationError(
            _("The six digits of the RFC are not a date. Please compare it with your tax certificate."), code="form"
        ) from error
    return TaxId(value, wanted, warning=not rfc.is_valid(value, validate_check_digits=True))


def clean_nit(number: str, digit: str, person_type: str) -> TaxId:
    """Clean a NIT typed as number and check digit apart, because one in eleven numbers would pass without its digit.

    Raises ValidationError with the code form, generic, wrong_person_type or check_digit. Unlike an RFC's, a wrong digit
    is refused: it is computed by one rule since Orden Administrativa 4 de 1989 and real ones do not differ.
    """
    number = re.sub(r"[\s.,\-]", "", _upper(number))
    digit = _upper(digit).strip()
    if not NIT_FORM.fullmatch(f"{number}-{digit}"):
        raise ValidationError(
            _("Please write the NIT without its check digit, 6 to 10 digits, and the check digit in its own box."),
            code="form",
        )
    if len(set(number)) == 1:
        raise ValidationError(
            _("This is a generic number, for sales without a name. Please write the NIT of your own enterprise."),
            code="generic",
        )
    wanted = PersonType(person_type)
    if bool(LEGAL_NIT.fullmatch(number)) != (wanted == PersonType.LEGAL) or (
        wanted == PersonType.NATURAL and not CEDULA.fullmatch(number)
    ):
        raise _wrong_nit_type(wanted)
    if nit.calc_check_digit(number) != digit:
        raise ValidationError(
            _("The check digit does not belong to this NIT. Please compare both with your RUT."), code="check_digit"
        )
    return TaxId(f"{number}-{digit}", wanted)


def tax_id_index(country: str, value: str) -> str:
    """Give the keyed index under which the cleaned `value` is unique in its country. A NIT counts without its digit."""
    number = value.rpartition("-")[0] if country == Country.CO else value
    return blind_index(f"enterprises.tax_id.{country}", number)


def possible_indexes(text: str) -> dict[str, str]:
    """Give, by country, the index of the tax id that `text` may be, written with or without separators; for a search.

    A NIT is found with its check digit after a hyphen, or without one.
    """
    value = re.sub(r"[\s_.\u2010-\u2015]", "", _upper(text))
    found = {}
    if any(form.fullmatch(value.replace("-", "")) for form in RFC_FORMS.values()):
        found[str(Country.MX)] = tax_id_index(Country.MX, value.replace("-", ""))
    number, _hyphen, _digit = value.partition("-")
    if NIT_FORM.fullmatch(f"{number}-0"):
        found[str(Country.CO)] = tax_id_index(Country.CO, f"{number}-0")
    return found


def _upper(text: str) -> str:
    return unicodedata.normalize("NFKC", text or "").strip().upper()


def _wrong_rfc_form(wanted: PersonType) -> ValidationError:
    message = _("The RFC of a company has 12 characters: 3 letters, 6 digits of a date and 3 more, as ABC010203XY1.")
    if wanted == PersonType.NATURAL:
        message = _(
            "The RFC of an individual has 13 characters: 4 letters, 6 digits of a date and 3 more, as ABCD010203XY1."
        )
    return ValidationError(message, code="form")


def _wrong_rfc_type(wanted: PersonType) -> ValidationError:
    message = _("This RFC has 13 characters: it belongs to an individual. Please change the kind of person or the RFC.")
    if wanted == PersonType.NATURAL:
        message = _("This RFC has 12 characters: it belongs to a company. Please change the kind of person or the RFC.")
    return ValidationError(message, code="wrong_person_type")


def _wrong_nit_type(wanted: PersonType) -> ValidationError:
    message = _(
        "The NIT of a company has 9 digits and begins with 8 or 9. Please change the kind of person or the NIT."
    )
    if wanted == PersonType.NATURAL:
        message = _(
            "The NIT of an individual is the number of the cédula. Please change the kind of person or the NIT."
        )
    return ValidationError(message, code="wrong_person_type")
