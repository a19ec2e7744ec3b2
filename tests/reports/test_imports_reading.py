"""Files as offices save them, and files made to do harm."""

import io
import zipfile
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from openpyxl import Workbook

from portal.reports.enums import CellKind as Kind
from portal.reports.imports import reading
from portal.reports.imports.parsing import value_of
from portal.reports.imports.reading import Formula, Unreadable, placed, read
from portal.reports.imports.registry import ImportColumn
from tests.factories.core import MunicipalityFactory

COLUMNS = (ImportColumn("razon_social", "", required=True), ImportColumn("colonia", ""))
LINES = "Razón Social{0}Colonia\nPeña e Hijos{0}Niños Héroes\n"
pytestmark = pytest.mark.usefixtures("in_english")


def book(*rows: list[Any]) -> bytes:
    made = Workbook()
    for row in rows:
        made.active.append(row)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def lines(content: bytes) -> list[Any]:
    return [list(cells) for _number, cells in read(content).lines]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings_and_separators_of_offices_are_read(separator, encoding):
    sheet = read(LINES.format(separator).encode(encoding))
    assert placed(sheet, COLUMNS) == {"razon_social": 0, "colonia": 1}
    assert list(sheet.lines) == [(2, ["Peña e Hijos", "Niños Héroes"])]
    assert bool(sheet.notes) == (encoding == "cp1252"), "only what was guessed is told"


def test_a_workbook_is_read_by_what_it_holds():
    content = book(["razon_social", "colonia"], ["Peña", None], [None, None], ["Luz", "Centro"])
    assert list(read(content).lines) == [(2, ["Peña"]), (4, ["Luz", "Centro"])]


def test_formulas_are_told_apart_from_values_in_both_kinds():
    assert lines(book(["razon_social", "colonia"], ["=1+1", "=HYPERLINK(1)"])) == [[Formula(), Formula()]]
    assert lines(b"a,b,c,d\n=1+1,@SUM(A1),+52 477 1,-5\n") == [[Formula(), Formula(), "+52 477 1", "-5"]]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old kind"),
        (b"PK\x03\x04 and nothing of a workbook", "damaged"),
        (b"\x00\x01\x02\x03", "neither CSV nor XLSX"),
        (b"razon_social,edad\nA,1\n", "no column “edad”"),
        (b"colonia\nCentro\n", "lacks the columns: razon_social"),
        (b"razon_social,Razon social\nA,B\n", "there twice"),
        (b'razon_social\n"sin cerrar\n', "Line 2 cannot be read"),
        (b"razon_social\n" + b"x" * 3000 + b"\n", "more than 2000 characters"),
        (b"razon_social\n" + b"," * 70 + b"x\n", "more than 60 columns"),
    ],
)
def test_what_cannot_be_read_says_how_to_mend_it(content, said):
    def taken() -> None:
        sheet = read(content)
        placed(sheet, COLUMNS)
        list(sheet.lines)

    with pytest.raises(Unreadable, match=said):
        taken()


def test_too_many_rows_are_refused_before_they_are_kept(monkeypatch):
    monkeypatch.setattr(reading, "MOST_ROWS", 3)
    for content in (b"razon_social\n" + b"A\n" * 5, book(["razon_social"], *([["A"]] * 5))):
        with pytest.raises(Unreadable, match="more than 3 rows"):
            lines(content)


def test_a_workbook_that_unfolds_to_gigabytes_is_refused_unopened(monkeypatch):
    monkeypatch.setattr(reading, "load_workbook", lambda *_args, **_kwargs: pytest.fail("it was unfolded"))
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (reading.MOST_UNZIPPED + 1))
    with pytest.raises(Unreadable, match="unfolds"):
        read(bomb.getvalue())
    entities = io.BytesIO()
    with zipfile.ZipFile(entities, "w") as archive:
        archive.writestr("xl/workbook.xml", b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>')
    with pytest.raises(Unreadable, match="no office program"):
        read(entities.getvalue())


def test_a_row_far_down_does_not_make_a_million_rows():
    made = Workbook()
    made.active["A1"] = "razon_social"
    made.active["A1048576"] = "lejos"
    out = io.BytesIO()
    made.save(out)
    with pytest.raises(Unreadable, match="more than"):
        lines(out.getvalue())


@pytest.mark.parametrize(
    ("kind", "cell", "value"),
    [
        (Kind.DATE, "28/11/2024", date(2024, 11, 28)),
        (Kind.DATE, "5-3-2024", date(2024, 3, 5)),
        (Kind.DATE, "2024-11-28", date(2024, 11, 28)),
        (Kind.DATE, datetime(2024, 11, 28), date(2024, 11, 28)),
        (Kind.MONEY, "$1,250.50", Decimal("1250.50")),
        (Kind.MONEY, 0.1 + 0.2, Decimal("0.3")),
        (Kind.NUMBER, "1,200", 1200),
        (Kind.NUMBER, 12.0, 12),
        (Kind.CODE, 37000.0, "37000"),
        (Kind.YES_NO, "Sí", True),
        (Kind.TEXT, "  Dos   palabras ", "Dos palabras"),
    ],
)
def test_cells_are_understood_as_the_city_writes_them(kind, cell, value):
    city = MunicipalityFactory.build()
    assert value_of(cell, ImportColumn("x", "", kind), city) == value


@pytest.mark.parametrize(
    ("kind", "cell"),
    [
        (Kind.DATE, "28/11/24"),
        (Kind.DATE, "31/02/2024"),
        (Kind.DATE, "11/28/2024"),
        (Kind.MONEY, "1.250,50"),
        (Kind.MONEY, "-5"),
        (Kind.MONEY, 1.234),
        (Kind.MONEY, float("inf")),
        (Kind.NUMBER, "doce"),
        (Kind.NUMBER, True),
        (Kind.CODE, datetime(2024, 1, 1)),
        (Kind.YES_NO, "quizá"),
        (Kind.TEXT, "vea https://mal.example"),
        (Kind.TEXT, Formula()),
    ],
)
def test_cells_that_could_mean_two_things_are_refused(kind, cell):
    with pytest.raises(ValidationError):
        value_of(cell, ImportColumn("x", "", kind), MunicipalityFactory.build())
