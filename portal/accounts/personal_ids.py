"""Personal ids: Mexico's CURP and Colombia's cédula, cleaned and judged.

What a person types may hold spaces, dashes, dots and small letters. A valid digit never proves that the id exists.
"""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from stdnum import exceptions
from stdnum.mx import curp

from portal.core.enums import Country

SEX = 10
"""Place of the sex in a CURP: H, M, and X for people who are neither, which python-stdnum does not know."""

CEDULA = re.compile(r"[1-9][0-9]{5,7}|[1-9][0-9]{9}")
"""Cédula de ciudadanía: 6 to 8 digits, or 10 since the NUIP; a cédula de extranjería has 6 or 7. No check digit."""


def compact(text: str) -> str:
    """Give a personal id as it is kept: capitals, without spaces, dashes and dots."""
    return re.sub(r"[\s\-_.\u2010-\u2015]", "", unicodedata.normalize("NFKC", text or "").upper())


def clean_personal_id(country: str, text: str) -> str:
    """Clean what a person of a city in `country` typed: a CURP in Mexico, a cédula in Colombia.

    Raises ValidationError with the code form, or check_digit for a CURP whose last digit is another one.
    """
    return clean_cedula(text) if country == Country.CO else clean_curp(text)


def clean_curp(text: str) -> str:
    """Clean a CURP. Raises ValidationError with the code form or check_digit.

    Unlike an RFC's, a wrong digit is refused: one registry, RENAPO, computes it by one rule (Instructivo normativo para
    la asignación de la CURP, DOF 18 October 2021).
    """
    value = compact(text)
    known = f"{value[:SEX]}H{value[SEX + 1 :]}" if value[SEX : SEX + 1] == "X" else value
    try:
        curp.validate(known, validate_check_digits=False)
    except exceptions.InvalidComponent as error:
        raise ValidationError(
            _("This cannot be a CURP: its letters, date or state do not exist. Compare it with the document."),
            code="form",
        ) from error
    except exceptions.ValidationError as error:
        raise ValidationError(
            _("A CURP has 18 letters and digits: 4 letters, 6 digits of a date and 8 more, as XEXA850315HGTXXN08."),
            code="form",
        ) from error
    if curp.calc_check_digit(value) != value[-1]:
        raise ValidationError(
            _("The last digit does not belong to this CURP. Compare all 18 letters and digits with the document."),
            code="check_digit",
        )
    return value


def clean_cedula(text: str) -> str:
    """Clean a cédula de ciudadanía or de extranjería. Raises ValidationError with the code form."""
    value = compact(text)
    if not CEDULA.fullmatch(value) or len(set(value)) == 1:
        raise ValidationError(
            _("Write the number of the cédula, 6 to 8 digits or 10, without letters, as 1065900001."), code="form"
        )
    return value
