"""Writing a report to a file, row by row, in memory that does not grow with it.

CSV is UTF-8 with a byte order mark (Excel in Mexico reads accents by it), commas, points before decimals, LF, quotes
where needed. XLSX has the rows on its first sheets and what they mean on the last.
"""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.writer.excel import ExcelWriter

from portal.core import formats
from portal.core.models import Municipality
from portal.core.querysets import AnyUser
from portal.reports.cells import NUMBER_FORMATS, SQL, csv_cell, neutral, sheet_value
from portal.reports.enums import ColumnKind, FileFormat
from portal.reports.progress import Progress
from portal.reports.registry import QueryReport, Report

BOM = "\ufeff".encode()
BLOCK = 256 * 1024
SHEET_ROWS = 1_048_575  # of one sheet, below its heading


@dataclass(frozen=True)
class Asked:
    """A report with all that it is run on; `described` says the filters for people."""

    report: Report
    filters: Mapping[str, Any]
    user: AnyUser
    municipality: Municipality
    as_of: datetime
    described: Sequence[tuple[str, str]] = ()

    def rows(self) -> Iterable[Sequence[Any]]:
        return self.report.rows(self.filters, self.user, self.municipality)

    def total(self) -> int | None:
        return self.report.total(self.filters, self.user, self.municipality)

    def headings(self) -> list[str]:
        return [column.heading(self.municipality) for column in self.report.columns]


def write(format: str, asked: Asked, out: IO[bytes], progress: Progress, folder: Path) -> int:
    """Write the report to `out`; returns the number of rows. `folder` takes what a spreadsheet needs on the way.

    Raises Stopped when `progress` was told to stop.
    """
    if format == FileFormat.XLSX:
        return write_xlsx(asked, out, progress, folder)
    if isinstance(asked.report, QueryReport) and connection.vendor == "postgresql":
        return copy_csv(asked, asked.report, out, progress)
    return write_csv(asked, out, progress)


# --- CSV -------------------------------------------------------------------------------------------------------------
def write_csv(asked: Asked, out: IO[bytes], progress: Progress) -> int:
    """Write CSV through Python."""
    kinds, zone = [column.kind for column in asked.report.columns], asked.municipality.zone
    out.write(BOM)
    text = io.TextIOWrapper(out, encoding="utf-8", newline="")
    try:
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(map(neutral, asked.headings()))
        for row in progress.watched(asked.rows()):
            writer.writerow([csv_cell(kind, value, zone) for kind, value in zip(kinds, row, strict=True)])
    finally:
        text.detach()
    return progress.done


def copy_csv(asked: Asked, report: QueryReport, out: IO[bytes], progress: Progress) -> int:
    """Write CSV by PostgreSQL's COPY of the report's own query, each column written as `csv_cell` would."""
    heading = io.StringIO()
    csv.writer(heading, lineterminator="\n").writerow(map(neutral, asked.headings()))
    out.write(BOM + heading.getvalue().encode())
    try:
        sql, params = _copied(asked, report)
    except EmptyResultSet:
        return 0
    with connection.cursor() as cursor, connection.wrap_database_errors:
        lines = io.BufferedWriter(LineCounter(out, progress), BLOCK)
        # Called once per row: with a buffer of C between, no step of Python is.
        cursor.cursor.copy_expert(cursor.cursor.mogrify(sql, params), lines)
        lines.flush()
        progress.done = cursor.rowcount  # exact; a text may hold line ends
    return progress.done


def _copied(asked: Asked, report: QueryReport) -> tuple[str, tuple[Any, ...]]:
    rows = report.query(asked.filters, asked.user, asked.municipality)
    inner, params = rows.query.get_compiler(using=rows.db).as_sql()
    names = [f"c{number}" for number in range(len(report.columns))]
    written = [SQL[column.kind](name) for column, name in zip(report.columns, names, strict=True)]
    zones = [asked.municipality.timezone for column in report.columns if column.kind == ColumnKind.INSTANT]
    # OFFSET 0 keeps PostgreSQL from working out an expression of the query again at each of its looks.
    once = f"(SELECT * FROM ({inner}) AS i OFFSET 0) AS t({', '.join(names)})"  # noqa: S608 - of our own code; values are parameters
    outer = f"COPY (SELECT {', '.join(written)} FROM {once}) TO STDOUT (FORMAT csv)"  # noqa: S608
    return outer, (*zones, *params)


class LineCounter(io.RawIOBase):
    """Passes blocks of lines on, and tells how far it is."""

    def __init__(self, out: IO[bytes], progress: Progress):
        self.target, self.progress = out, progress

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        block = bytes(data)
        self.progress.advance(block.count(b"\n"))
        self.target.write(block)
        return len(block)


# --- XLSX ------------------------------------------------------------------------------------------------------------
def write_xlsx(asked: Asked, out: IO[bytes], progress: Progress, folder: Path) -> int:
    """Write a spreadsheet: texts as typed strings, so that none is a formula; a new sheet where one is full."""
    book = Workbook(write_only=True)
    try:
        _data(book, asked, progress, folder)
        _meanings(book, asked, folder)
    finally:
        for sheet in book.worksheets:
            sheet.close()
    with ZipFile(out, "w", ZIP_DEFLATED, allowZip64=True) as archive:
        ExcelWriter(book, archive).save()
    return progress.done


def _data(book: Workbook, asked: Asked, progress: Progress, folder: Path) -> None:
    sheet, cells = _sheet(book, asked, folder)
    kinds, zone = [column.kind for column in asked.report.columns], asked.municipality.zone
    for number, row in enumerate(progress.watched(asked.rows())):
        if number and number % SHEET_ROWS == 0:
            sheet, cells = _sheet(book, asked, folder)
        for cell, kind, value in zip(cells, kinds, row, strict=True):
            _fill(cell, kind, sheet_value(kind, value, zone))
        sheet.append([None if cell._value is None else cell for cell in cells])


def _sheet(book: Workbook, asked: Asked, folder: Path) -> tuple[WriteOnlyWorksheet, list[WriteOnlyCell]]:
    sheet = book.create_sheet(_("Data") if not book.worksheets else f"{_('Data')} {len(book.worksheets) + 1}")
    sheet.freeze_panes = "A2"
    sheet._writer = _WriterInFolder(sheet, folder)
    sheet.append([_typed(sheet, heading, bold=True) for heading in asked.headings()])
    cells = [WriteOnlyCell(sheet) for _column in asked.report.columns]
    for cell, column in zip(cells, asked.report.columns, strict=True):
        cell.number_format = NUMBER_FORMATS[column.kind]
    return sheet, cells


class _WriterInFolder(WorksheetWriter):
    """Keeps the rows of a sheet in our folder until the file is made: openpyxl would use the machine's common one."""

    def __init__(self, sheet: WriteOnlyWorksheet, folder: Path):
        super().__init__(sheet, out=str(folder / f"sheet{len(sheet.parent.worksheets)}.xml"))
        self.write_top()

    def cleanup(self) -> None:
        Path(self.out).unlink(missing_ok=True)


def _fill(cell: WriteOnlyCell, kind: str, value: Any) -> None:
    """Put `value` into a cell of the column, used anew for each row; openpyxl would take "=1" for a formula."""
    if kind == ColumnKind.TEXT:
        cell._value, cell.data_type = (None if value in (None, "") else value[:32_767]), "s"
    else:
        number_format = cell.number_format
        cell.value = value
        cell.number_format = number_format  # setting a date changes it


def _typed(sheet: WriteOnlyWorksheet, text: str, *, bold: bool = False) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet)
    cell._value, cell.data_type = sheet_value(ColumnKind.TEXT, text, None), "s"
    if bold:
        cell.font = Font(bold=True)
    return cell


def _meanings(book: Workbook, asked: Asked, folder: Path) -> None:
    """The last sheet: what was asked, of which instant the data are, and what each column means."""
    sheet, city = book.create_sheet(_("Definitions")), asked.municipality
    sheet._writer = _WriterInFolder(sheet, folder)
    facts = [
        (str(asked.report.title), city.official_name),
        (_("Data of"), formats.instant(asked.as_of, city)),
        *asked.described,
        *((column.heading(city), column.meaning(city)) for column in asked.report.columns),
    ]
    for label, text in facts:
        sheet.append([_typed(sheet, label, bold=True), _typed(sheet, text)])
