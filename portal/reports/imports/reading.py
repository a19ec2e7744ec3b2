"""From the bytes of a file to its rows: CSV in the encodings and separators that offices use, and XLSX.

Nothing of the file is trusted: sizes are counted while reading and not read off the file, a workbook is looked into
before it is unfolded, formulas are told apart from values.
"""

import codecs
import csv
import io
import re
import unicodedata
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.cell.cell import TYPE_ERROR, TYPE_FORMULA

from portal.reports.imports.limits import LONGEST_CELL, MOST_COLUMNS, MOST_PARTS, MOST_ROWS, MOST_UNZIPPED
from portal.reports.imports.registry import ImportColumn

SEPARATORS = ",;\t"
ZIP = b"PK\x03\x04"
OLD_EXCEL = b"\xd0\xcf\x11\xe0"
LONGEST_HEADING = 20_000  # characters of the first line that are looked at
DOCTYPE_WITHIN = 4096  # bytes of a part that are searched for a document type


class Unreadable(Exception):
    """The file as a whole cannot be imported; the text says how to mend it."""


@dataclass(frozen=True)
class Formula:
    """A cell that computes something: what it shows may change, so it is refused."""


Cell = Any  # str, int, float, bool, date, datetime, Formula or None
Line = tuple[int, Sequence[Cell]]


@dataclass
class Sheet:
    """The lines of a file below its heading, to be read once; `notes` are told to whoever sent it."""

    headings: list[str]
    lines: Iterator[Line]
    notes: list[str] = field(default_factory=list)


def heading_of(text: Any) -> str:
    """The text of a heading, as columns are named: small letters, no accents, underscores between words."""
    plain = unicodedata.normalize("NFKD", str(text or "").casefold())
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return re.sub(r"[^a-z0-9]+", "_", plain).strip("_")


def read(content: bytes) -> Sheet:
    """Open the file by what it holds, whatever its name says. Raises Unreadable, also while lines are read."""
    if not content.strip():
        raise Unreadable(_("The file is empty."))
    if content.startswith(OLD_EXCEL):
        raise Unreadable(_("This is a spreadsheet of the old kind, or one with a password. Save it as XLSX or CSV."))
    return _workbook(content) if content.startswith(ZIP) else _text(content)


def placed(sheet: Sheet, columns: Sequence[ImportColumn]) -> dict[str, int]:
    """By column, its place in the file. Raises Unreadable when one is missing, unknown or there twice."""
    known = {heading: column.name for column in columns for heading in (column.name, *column.aliases)}
    places: dict[str, int] = {}
    for place, heading in enumerate(sheet.headings):
        name = known.get(heading)
        if not heading:
            continue
        if name is None:
            message = _("There is no column “%(name)s”. Take it out, or write it as in the template.")
            raise Unreadable(message % {"name": heading[:60]})
        if name in places:
            raise Unreadable(_("The column “%(name)s” is there twice.") % {"name": name})
        places[name] = place
    if missing := [column.name for column in columns if column.required and column.name not in places]:
        message = _("The file lacks the columns: %(names)s. The first row must hold the headings of the template.")
        raise Unreadable(message % {"names": ", ".join(missing)})
    return places


# --- CSV -------------------------------------------------------------------------------------------------------------
def _text(content: bytes) -> Sheet:
    text, notes = _decoded(content)
    if "\x00" in text:
        raise Unreadable(_("This is neither CSV nor XLSX. Please save the file again in one of the two."))
    separator = _separator(text)
    lines = _csv_lines(text, separator)
    first = next(lines, None)
    if first is None:
        raise Unreadable(_("The file is empty."))
    return Sheet(_headings(first[1]), lines, notes)


def _decoded(content: bytes) -> tuple[str, list[str]]:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        try:
            return content.decode("utf-16"), []
        except UnicodeDecodeError:
            raise Unreadable(_("The text of the file is damaged. Please save it again as CSV in UTF-8.")) from None
    try:
        return content.decode("utf-8-sig"), []
    except UnicodeDecodeError:
        pass  # what Excel writes where nobody chose an encoding
    try:
        text = content.decode("cp1252")
    except UnicodeDecodeError:
        text = content.decode("latin-1")
    return text, [_("The file is not in UTF-8; it was read as Windows text. Please look at the accents and the ñ.")]


def _separator(text: str) -> str:
    """The separator that makes the most of the first line."""
    first = (text.lstrip().splitlines() or [""])[0][:LONGEST_HEADING]
    counts = {separator: len(next(csv.reader([first], delimiter=separator))) for separator in SEPARATORS}
    return max(counts, key=lambda separator: counts[separator])


def _csv_lines(text: str, separator: str) -> Iterator[Line]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    rows = 0
    while True:
        before = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            message = _("Line %(line)s cannot be read. Is a quotation mark missing there?")
            raise Unreadable(message % {"line": before}) from error
        if any(cell.strip() for cell in cells):
            rows += 1
            _refuse_large(rows, cells)
            yield before, [_csv_cell(cell) for cell in cells]


def _csv_cell(cell: str) -> Cell:
    """A text; one that a spreadsheet would compute is a formula, a telephone or a negative number is not."""
    text = cell.strip()
    if text[:1] in ("=", "@") or (text[:1] in ("+", "-") and not re.match(r"[+-][\s\d(.,$]", text) and len(text) > 1):
        return Formula()
    return text


def _refuse_large(rows: int, cells: Sequence[Cell]) -> None:
    if rows > MOST_ROWS + 1:  # the heading is one of them
        raise Unreadable(_("The file has more than %(most)s rows. Please split it.") % {"most": MOST_ROWS})
    if len(cells) > MOST_COLUMNS:
        raise Unreadable(_("The file has more than %(most)s columns.") % {"most": MOST_COLUMNS})
    if any(isinstance(cell, str) and len(cell) > LONGEST_CELL for cell in cells):
        raise Unreadable(_("A cell has more than %(most)s characters.") % {"most": LONGEST_CELL})


def _headings(cells: Sequence[Cell]) -> list[str]:
    return [heading_of("" if isinstance(cell, Formula) else cell) for cell in cells]


# --- XLSX ------------------------------------------------------------------------------------------------------------
def _workbook(content: bytes) -> Sheet:
    _refuse_bomb(content)
    damaged = _("The spreadsheet is damaged or not an XLSX. Please save it again as XLSX.")
    try:
        # Formulas are to be seen as such, so not only the values that they had.
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
        sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    except Exception as error:  # whatever a hostile file makes of the reader: it is the file that is refused
        raise Unreadable(damaged) from error
    if not sheets:
        raise Unreadable(_("The spreadsheet has no sheet with rows."))
    notes = [_("Only the first sheet is read: “%(name)s”.") % {"name": sheets[0].title}] if len(sheets) > 1 else []
    lines = _sheet_lines(sheets[0], damaged)
    first = next(lines, None)
    if first is None:
        raise Unreadable(_("The file is empty."))
    return Sheet(_headings(first[1]), lines, notes)


def _refuse_bomb(content: bytes) -> None:
    """Look into the workbook before anything of it is unfolded."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNZIPPED:
                raise Unreadable(_("The spreadsheet unfolds to more than can be read. Please split it."))
            if any(part.flag_bits & 1 for part in parts):
                raise Unreadable(_("The spreadsheet has a password. Please save it without one."))
            for part in parts:
                with archive.open(part) as file:
                    if b"<!doctype" in file.read(DOCTYPE_WITHIN).lower():
                        raise Unreadable(_("The spreadsheet holds what no office program writes."))
    except (zipfile.BadZipFile, NotImplementedError, OSError, EOFError, ValueError) as error:
        raise Unreadable(_("The spreadsheet is damaged or not an XLSX. Please save it again as XLSX.")) from error


def _sheet_lines(sheet: Any, damaged: str) -> Iterator[Line]:
    sheet.reset_dimensions()  # what a sheet says of its size may be wrong or a lie
    rows, walked = 0, 0
    cells_of = sheet.iter_rows(max_col=MOST_COLUMNS + 1)
    while True:
        try:
            row = next(cells_of)
        except StopIteration:
            return
        except Exception as error:  # as above
            raise Unreadable(damaged) from error
        walked += 1
        cells = [_sheet_cell(cell) for cell in row]
        while cells and cells[-1] in (None, ""):
            cells.pop()
        if cells:
            rows += 1
            _refuse_large(rows, cells)
            yield walked, cells
        elif walked > 2 * MOST_ROWS:
            raise Unreadable(_("The file has more than %(most)s rows. Please split it.") % {"most": MOST_ROWS})


def _sheet_cell(cell: Any) -> Cell:
    if cell.data_type in (TYPE_FORMULA, TYPE_ERROR):
        return Formula()
    return cell.value.strip() if isinstance(cell.value, str) else cell.value
