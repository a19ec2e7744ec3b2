"""Numbers as the people of a city write them: "1,234.50" in Mexico, "1.234,50" in Colombia. Strict by intention.

A reader that guesses turns 1.234 pesos into one peso and some cents. So groups must have three digits, the decimal
mark must be the city's, and what could mean two things is refused with a sentence that shows how to write it.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from babel.numbers import format_decimal, get_decimal_symbol, get_group_symbol
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from portal.core.models import Municipality

LONGEST = 40  # characters; what is longer is refused before it is parsed
# The digits of an East Asian keyboard are the same digits; its marks are not clearly a decimal mark or a group.
_SAME = str.maketrans("０１２３４５６７８９−", "0123456789-")
_SPACES = re.compile(r"[ \t\u00a0\u2007\u2009\u202f]+")


def plain_spaces(text: str) -> str:
    """`text` with ordinary spaces: what a person copies from a page must be readable when pasted into a form."""
    return _SPACES.sub(" ", text)


@dataclass(frozen=True)
class Numerals:
    """How a city writes numbers. Where no city is known, groups are refused and either decimal mark will do."""

    locale: str
    decimal: str
    group: str

    @classmethod
    def of(cls, municipality: "Municipality | None") -> "Numerals":
        """The way of `municipality`, from its locale."""
        if municipality is None:
            return cls("es_MX", ".", "")
        locale = municipality.locale
        return cls(locale, get_decimal_symbol(locale), get_group_symbol(locale))

    def written(self, number: Decimal | int, places: int = 0) -> str:
        """`number` as a person of the city types it: no decimals when it is whole, else `places` of them."""
        number = Decimal(number)
        whole = not places or number == number.to_integral_value()
        if not self.group:
            return f"{number:.{0 if whole else places}f}"
        pattern = "#,##0" if whole else f"#,##0.{'0' * places}"
        return plain_spaces(format_decimal(number, format=pattern, locale=self.locale))

    def parse(self, text: str, *, places: int = 0) -> Decimal:
        """The number that `text` says, with `places` decimals at most.

        Raises ValidationError, code "too_long" or "number", with an example of the right form.
        """
        if len(text) > LONGEST:
            raise ValidationError(_("This number is too long. Check it, please."), code="too_long")
        found = self._pattern().fullmatch(plain_spaces(text).strip().translate(_SAME))
        if not found or len(found["decimals"] or "") > places:
            raise self._refusal(places)
        digits = re.sub(r"[^0-9]", "", found["whole"])
        return Decimal(f"{found['sign'] or ''}{digits}.{found['decimals'] or 0}")

    def _refusal(self, places: int) -> ValidationError:
        if places:
            message = _("Write the number with digits and at most %(places)s decimals, for example %(example)s.")
            params = {"example": self.written(Decimal("12345.5"), places), "places": places}
        else:
            message = _("Write a whole number with digits, for example %(example)s.")
            params = {"example": self.written(12345)}
        return ValidationError(message, code="number", params=params)

    def _pattern(self) -> re.Pattern[str]:
        if not self.group:
            return re.compile(r"(?P<sign>-)?(?P<whole>[0-9]+)(?:[.,](?P<decimals>[0-9]{1,2}))?")
        group, decimal = re.escape(self.group), re.escape(self.decimal)
        whole = rf"[0-9]{{1,3}}(?:{group}[0-9]{{3}})+|[0-9]{{1,3}}(?: [0-9]{{3}})+|[0-9]+"
        return re.compile(rf"(?P<sign>-)?(?P<whole>{whole})(?:{decimal}(?P<decimals>[0-9]+))?")
