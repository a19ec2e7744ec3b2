"""Folios: the short number by which people name a request. It opens nothing by itself."""

import re
import unicodedata

from django.db import connection, transaction
from django.utils.translation import gettext as _
from stdnum import damm

from portal.core import clock
from portal.core.models import Municipality

WRITTEN = re.compile(r"([A-Z]{2,6})([0-9]{4})([0-9]{5,9})([0-9])")
# One statement on the one row that all who send in a city share. PostgreSQL and SQLite both know it.
NEXT = """
INSERT INTO core_foliocounter (municipality_id, year, last) VALUES (%s, %s, 1)
ON CONFLICT (municipality_id, year) DO UPDATE SET last = core_foliocounter.last + 1
RETURNING last
"""
SEPARATORS = re.compile(r"[\s\-\u2010-\u2015\u2212_./]+")


def reserve_folio(municipality: Municipality) -> str:
    """Return the city's next folio, like "LEO-2026-00042-7"; the year is the one on the city's calendar.

    It is given in a transaction of its own, before that of the verb that uses it: all who send something in a city
    would else wait at this one row for each other's whole work. A folio that is not used leaves a gap; gaps mean
    nothing (docs/adr/0002).

    Raises:
        RuntimeError: a transaction is open.
    """
    year = clock.today(municipality.zone).year
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute(NEXT, [municipality.pk, year])
        (last,) = cursor.fetchone()
    return _written(municipality.folio_prefix, str(year), f"{last:05d}")


def clean_folio(text: str) -> str:
    """Return the folio that a person typed, in its one form: capitals, hyphens; spaces and lower case are forgiven.

    Raises:
        ValueError: it cannot be a folio; the text says why, for people.
    """
    bare = SEPARATORS.sub("", unicodedata.normalize("NFKC", text)).upper()
    match = WRITTEN.fullmatch(bare)
    if match is None:
        raise ValueError(_("A folio is written like LEO-2026-00042-7."))
    prefix, year, number, check = match.groups()
    if check != _check_digit(prefix, year, number):
        raise ValueError(_("This folio has a mistyped digit. Compare it with your receipt."))
    return _written(prefix, year, number)


def _written(prefix: str, year: str, number: str) -> str:
    return f"{prefix}-{year}-{number}-{_check_digit(prefix, year, number)}"


def _check_digit(prefix: str, year: str, number: str) -> str:
    """Return Damm's digit: it changes with any one digit and with any two neighbours swapped. Letters count as A=10…"""
    letters = "".join(str(ord(letter) - ord("A") + 10) for letter in prefix)
    return damm.calc_check_digit(letters + year + number)
