"""Amounts, numbers, dates and instants for people to read: conventions of the city, words of the active language.

Django's own formats follow the language, and one Spanish is not the other: Mexico writes 1,234.50 and Colombia
1.234,50. Spaces are ordinary ones, so that what is copied from a page can be pasted into a form.
"""

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Literal
from urllib.parse import quote, urlencode

import phonenumbers
from babel.dates import format_datetime
from babel.numbers import format_currency, format_decimal, format_percent
from django.utils.translation import get_language

from portal.core.numerals import plain_spaces
from portal.core.words import word

if TYPE_CHECKING:
    from portal.core.models import Municipality

Number = Decimal | int
WITHOUT_CENTS = frozenset({"COP"})  # currencies whose cents nobody uses: shown only when there are some
DATES = {
    "es": {"long": "d 'de' MMMM 'de' y", "short": "dd/MM/y"},
    "en": {"long": "d MMMM y", "short": "d MMM y"},
}
DAY_PERIODS = {"es": ("a. m.", "p. m."), "en": ("a.m.", "p.m.")}


def is_english() -> bool:
    """Whether the active language is English; every other one is answered in Spanish."""
    return (get_language() or "es").startswith("en")


def money(amount: Number | None, municipality: "Municipality") -> str:
    """`amount` in the city's currency, like "$1,300,000.00"; in English with the code, since "$" is not dollars."""
    if amount is None:
        return ""
    currency = municipality.currency
    whole = currency in WITHOUT_CENTS and amount == int(amount)
    # The local symbol, wherever it is read: Babel writes another country's as MX$ or MXN.
    sign = "-" if amount < 0 else ""
    number = format_decimal(
        Decimal(amount).copy_abs(), format="#,##0" if whole else "#,##0.00", locale=municipality.locale
    )
    text = plain_spaces(f"{sign}${number}") if currency in {"MXN", "COP"} else _foreign(amount, municipality)
    return f"{text} {currency}" if is_english() else text


def _foreign(amount: Number, municipality: "Municipality") -> str:
    return plain_spaces(format_currency(amount, municipality.currency, locale=municipality.locale))


def number(value: Number | None, municipality: "Municipality") -> str:
    """`value` with the city's marks and at most three decimals, like "7,000" or "12.5"."""
    return "" if value is None else plain_spaces(format_decimal(value, locale=municipality.locale))


def percent(share: Decimal | float | None, municipality: "Municipality", decimals: int = 0) -> str:
    """A share of 1 as a percentage: 0.355 is "36 %", with one decimal "35.5 %"."""
    if share is None:
        return ""
    pattern = "#,##0 %" if not decimals else f"#,##0.{'0' * decimals} %"
    return plain_spaces(format_percent(share, format=pattern, locale=municipality.locale))


def date(day: dt.date | None, municipality: "Municipality", style: Literal["long", "short"] = "long") -> str:
    """ "28 de noviembre de 2026" or "28/11/2026"; in English "28 November 2026" or "28 Nov 2026".

    An instant is shown as the date that it has in the city.
    """
    if day is None:
        return ""
    if isinstance(day, dt.datetime):
        day = day.astimezone(municipality.zone).date()
    language = "en" if is_english() else "es"
    at_noon = dt.datetime(day.year, day.month, day.day, 12)  # noqa: DTZ001 - only its date is written
    return _written(at_noon, DATES[language][style], municipality)


def month(day: dt.date, municipality: "Municipality") -> str:
    """The month of a day: "noviembre de 2026"; in English "November 2026"."""
    pattern = "MMMM y" if is_english() else "MMMM 'de' y"
    return _written(dt.datetime(day.year, day.month, 1, 12), pattern, municipality)  # noqa: DTZ001 - only its month


def time(instant: dt.datetime | None, municipality: "Municipality") -> str:
    """The time of an aware instant in the city: "10:12 a. m."."""
    if instant is None:
        return ""
    local = _local(instant, municipality)
    period = DAY_PERIODS["en" if is_english() else "es"][local.hour >= 12]
    return f"{local.hour % 12 or 12}:{local.minute:02d} {period}"


def instant(moment: dt.datetime | None, municipality: "Municipality") -> str:
    """Date and time of an aware instant in the city: "28 de noviembre de 2026, 10:12 a. m."."""
    return "" if moment is None else f"{date(moment, municipality)}, {time(moment, municipality)}"


def deadline(moment: dt.datetime | None, municipality: "Municipality") -> str:
    """An instant with its zone in words: "28 de noviembre de 2026, 11:59 p. m. (hora de León)"."""
    if moment is None:
        return ""
    return f"{instant(moment, municipality)} ({word('time_of', municipality.country) % {'city': municipality.name}})"


def phone(number_text: str, municipality: "Municipality") -> str:
    """A telephone number in the international form of its country; what is not a number stays as it is."""
    try:
        parsed = phonenumbers.parse(number_text, municipality.country)
    except phonenumbers.NumberParseException:
        return number_text
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def whatsapp(number_text: str, municipality: "Municipality", text: str) -> str:
    """The address that opens a conversation with the number, `text` written and not yet sent; "" without a number."""
    try:
        parsed = phonenumbers.parse(number_text, municipality.country)
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_possible_number(parsed):
        return ""
    digits = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164).removeprefix("+")
    return f"https://wa.me/{digits}?{urlencode({'text': text}, quote_via=quote)}"


def _local(moment: dt.datetime, municipality: "Municipality") -> dt.datetime:
    if moment.tzinfo is None:
        raise ValueError("an instant is shown with its zone: it must be aware")
    return moment.astimezone(municipality.zone)


def _written(moment: dt.datetime, pattern: str, municipality: "Municipality") -> str:
    locale = "en" if is_english() else municipality.locale
    return plain_spaces(format_datetime(moment, pattern, locale=locale))
