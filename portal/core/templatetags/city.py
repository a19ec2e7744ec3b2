"""Numbers, dates and words of the city whose page it is: `{% load city %}`."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template

from portal.core import formats, words
from portal.core.encryption import mask
from portal.core.models import Municipality

register = template.Library()


@register.filter
def money(amount: Decimal | int | None, city: Municipality) -> str:
    return formats.money(amount, city)


@register.filter
def city_number(value: Decimal | int | None, city: Municipality) -> str:
    return formats.number(value, city)


@register.filter
def city_percent(share: Decimal | float | None, city: Municipality) -> str:
    return formats.percent(share, city)


@register.filter
def city_date(day: date | None, city: Municipality) -> str:
    return formats.date(day, city)


@register.filter
def city_short_date(day: date | None, city: Municipality) -> str:
    return formats.date(day, city, style="short")


@register.filter
def city_time(instant: datetime | None, city: Municipality) -> str:
    return formats.time(instant, city)


@register.filter
def city_instant(instant: datetime | None, city: Municipality) -> str:
    return formats.instant(instant, city)


@register.filter
def city_deadline(instant: datetime | None, city: Municipality) -> str:
    return formats.deadline(instant, city)


@register.filter
def city_phone(number: str, city: Municipality) -> str:
    return formats.phone(str(number), city)


@register.filter
def masked(value: str | None) -> str:
    """All but the end of an id hidden."""
    return mask(value)


@register.simple_tag
def word(key: str, city: Any = None, capital: bool = False) -> str:
    """`{% word "tax_id" city %}`; the city may be missing, or be a country's code."""
    country = city.country if isinstance(city, Municipality) else city
    return words.word(key, country or None, capital=capital)
