"""The template of an import, to be filled in, and what is given back: the result of each row."""

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from portal.core.models import Municipality
from portal.reports.cells import neutral
from portal.reports.enums import FileFormat
from portal.reports.imports.registry import Importer

BOM = "\ufeff"  # by which Excel knows UTF-8


def template(importer: Importer, city: Municipality, format: str) -> bytes:
    """A file with the headings alone: an example that nobody takes out would be imported."""
    names = [column.name for column in importer.columns]
    if format == FileFormat.CSV:
        return f"{BOM}{','.join(names)}\r\n".encode()
    book = Workbook(write_only=True)
    sheet = book.create_sheet(str(importer.slug)[:31])
    cells = []
    for number, name in enumerate(names):
        cell = WriteOnlyCell(sheet, value=name)
        cell.font = Font(bold=True)
        sheet.column_dimensions[_letters(number)].width = max(14, len(name) + 4)
        cells.append(cell)
    sheet.freeze_panes = "A2"
    sheet.append(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _letters(number: int) -> str:
    letters = ""
    while number >= 0:
        letters = chr(ord("A") + number % 26) + letters
        number = number // 26 - 1
    return letters


def dictionary(importer: Importer, city: Municipality) -> list[dict[str, Any]]:
    """Each column: what it holds, whether it must be filled, how it is written."""
    return [
        {
            "name": column.name,
            "meaning": column.said(city),
            "required": column.required,
            "kind": column.kind.label,
            "choices": ", ".join(column.names(city)),
            "example": column.shown(city),
        }
        for column in importer.columns
    ]


def as_csv(lines: Iterable[Iterable[Any]]) -> Iterator[bytes]:
    """Lines as CSV, texts made harmless for spreadsheets."""
    yield BOM.encode()
    for line in lines:
        out = io.StringIO()
        csv.writer(out).writerow([neutral(cell) if isinstance(cell, str) else cell for cell in line])
        yield out.getvalue().encode()
