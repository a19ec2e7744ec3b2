"""From the cells of a line to values, as the city writes them; what cannot be understood is a fault and no guess."""

import datetime as dt
import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from portal.core.models import Municipality
from portal.core.money import MoneyFormField
from portal.core.names import is_plain_name
from portal.core.numerals import Numerals
from portal.reports.enums import CellKind as Kind
from portal.reports.imports.reading import Cell, Formula, Line, heading_of
from portal.reports.imports.registry import ImportColumn, Importer, Row

OLDEST, NEWEST = dt.date(1800, 1, 1), dt.date(2100, 1, 1)
YES, NO = {"si", "s", "yes", "true", "verdadero", "1", "x"}, {"no", "n", "false", "falso", "0"}
_LOCAL_DATE = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})")
_ISO_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ]00:00(?::00)?)?")


def rows_of(
    lines: Iterator[Line], places: Mapping[str, int], importer: Importer, municipality: Municipality
) -> Iterator[Row]:
    """Parse the lines of a file; each row comes with the faults of its cells."""
    for number, cells in lines:
        row = Row(number)
        for column in importer.columns:
            place = places.get(column.name, -1)
            cell = cells[place] if 0 <= place < len(cells) else None
            try:
                row.values[column.name] = value_of(cell, column, municipality)
            except ValidationError as error:
                row.refuse(column.name, " ".join(error.messages))
        yield row


def value_of(cell: Cell, column: ImportColumn, municipality: Municipality) -> Any:
    """The value of a cell; None (a text: "") where it is empty. Raises ValidationError with how to write it."""
    if isinstance(cell, Formula):
        raise ValidationError(_("Here is a formula. Please write the value that it gives."))
    if cell is None or cell == "":
        if column.required:
            raise ValidationError(_("This cell may not be empty."))
        return "" if column.kind in (Kind.TEXT, Kind.CODE, Kind.EMAIL) else None
    return PARSERS[column.kind](cell, column, municipality)


def _text(cell: Cell, column: ImportColumn, municipality: Municipality) -> str:
    text = " ".join(_code(cell, column, municipality).split())
    if not is_plain_name(text):
        raise ValidationError(_("Please write it without web addresses and without hidden characters."))
    return text


def _code(cell: Cell, column: ImportColumn, municipality: Municipality) -> str:
    """What is a text to us, though a spreadsheet may keep it as a number."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if isinstance(cell, dt.date | dt.time):
        raise ValidationError(_("Here is a date. Please format the cell as text."))
    text = str(cell).strip()
    if len(text) > column.most:
        raise ValidationError(_("Please write at most %(most)s characters.") % {"most": column.most})
    return text


def _email(cell: Cell, column: ImportColumn, municipality: Municipality) -> str:
    text = _code(cell, column, municipality)
    validate_email(text)
    return text


def _date(cell: Cell, column: ImportColumn, municipality: Municipality) -> dt.date:
    if isinstance(cell, dt.datetime):
        cell = cell.date()
    if not isinstance(cell, dt.date):
        cell = _date_of(str(cell))
    if cell is None or not OLDEST <= cell <= NEWEST:
        raise ValidationError(_("Please write the date as day/month/year with four digits, like 28/11/2026."))
    return cell


def _date_of(text: str) -> dt.date | None:
    """Day first, as both countries write it, or year first with hyphens; a year of two digits could be either."""
    if found := _ISO_DATE.fullmatch(text):
        year, month, day = found.groups()
    elif found := _LOCAL_DATE.fullmatch(text):
        day, month, year = found.groups()
    else:
        return None
    try:
        return dt.date(int(year), int(month), int(day))
    except ValueError:
        return None


def _number(cell: Cell, column: ImportColumn, municipality: Municipality) -> int:
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if isinstance(cell, bool) or not isinstance(cell, int):
        cell = int(Numerals.of(municipality).parse(str(cell)))
    if not 0 <= cell < 2**31:
        raise ValidationError(_("This number is too large or negative. Check it, please."))
    return cell


def _money(cell: Cell, column: ImportColumn, municipality: Municipality) -> Decimal:
    if isinstance(cell, int | float) and not isinstance(cell, bool) and math.isfinite(cell):
        # What the spreadsheet shows: 0.1 + 0.2 is 0.3 there.
        cell = Decimal(f"{cell:.15g}") if isinstance(cell, float) else Decimal(cell)
        if cell.as_tuple().exponent < -2:
            raise ValidationError(_("An amount has at most two decimals."))
    field = MoneyFormField(municipality)
    return field.clean(cell if isinstance(cell, Decimal) else str(cell))


def _yes_no(cell: Cell, column: ImportColumn, municipality: Municipality) -> bool:
    word = heading_of(cell)
    if word not in YES | NO:
        raise ValidationError(_("Please write sí or no."))
    return word in YES


def _choice(cell: Cell, column: ImportColumn, municipality: Municipality) -> str:
    names = column.names(municipality)
    word = heading_of(cell).replace("_", " ")
    if word not in names:
        raise ValidationError(_("Please write one of these: %(names)s.") % {"names": ", ".join(names)})
    return names[word]


Parser = Callable[[Cell, ImportColumn, Municipality], Any]
PARSERS: Mapping[str, Parser] = {
    Kind.TEXT: _text,
    Kind.CODE: _code,
    Kind.EMAIL: _email,
    Kind.DATE: _date,
    Kind.NUMBER: _number,
    Kind.MONEY: _money,
    Kind.YES_NO: _yes_no,
    Kind.CHOICE: _choice,
}


def batches(rows: Iterator[Row], size: int) -> Iterator[Sequence[Row]]:
    """Rows in lists of at most `size`."""
    batch: list[Row] = []
    for row in rows:
        batch.append(row)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch
