"""What stands in the files: no formula, numbers as numbers, the same by Python and by COPY."""

import datetime as dt
import io
from decimal import Decimal
from pathlib import Path

import pytest
from django.db.models import BigIntegerField, DateField, DateTimeField, DecimalField, F, Value
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from portal.core import clock
from portal.core.enums import Role
from portal.core.models import Municipality
from portal.core.money import MoneyField
from portal.reports import writers
from portal.reports.cells import TRIGGERS, csv_cell, neutral
from portal.reports.enums import ColumnKind as Kind
from portal.reports.progress import Progress
from portal.reports.registry import Column, QueryReport, Report, registered
from portal.reports.writers import Asked, write_csv, write_xlsx
from tests.factories.core import MunicipalityFactory

PAYLOADS = [
    *("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "|calc", "＝1+1", "＋1", "－1", "＠A1"),
    *("=cmd|' /C calc'!A0", '=HYPERLINK("http://x","y")', "-2+3+cmd|'/C calc'!A0", "@echo", "\r\n=1"),
]


class OneColumn(Report):
    """Rows as they are given; not registered."""

    columns = (Column("text", "Texto", Kind.TEXT, "Lo que se escribió."),)
    title = "Una columna"
    roles = frozenset({Role.STAFF})

    def __init__(self, texts):
        self.texts = texts

    def rows(self, filters, user, municipality):
        yield from ((text,) for text in self.texts)


def asked(report, city=None) -> Asked:
    return Asked(report, {}, None, city or MunicipalityFactory.build(), clock.now(), [("Periodo", "=A1")])


def csv_text(report) -> str:
    out = io.BytesIO()
    write_csv(asked(report), out, Progress())
    return out.getvalue().decode("utf-8-sig")


def book(report, folder, city=None):
    out = io.BytesIO()
    write_xlsx(asked(report, city), out, Progress(), Path(folder))
    return load_workbook(io.BytesIO(out.getvalue()))


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_text_is_a_formula_in_csv(payload):
    assert neutral(payload)[0] == "'"
    line = csv_text(OneColumn([payload])).split("\n", 1)[1]
    assert line.lstrip('"')[0] == "'"


@given(st.text(max_size=60))
def test_a_text_is_changed_by_nothing_but_the_apostrophe(text):
    safe = neutral(text)
    assert safe in (
        text.replace("\r\n", "\n").replace("\r", "\n"),
        "'" + text.replace("\r\n", "\n").replace("\r", "\n"),
    )
    assert not safe or safe[0] not in TRIGGERS


@pytest.mark.parametrize("number", [-5, Decimal("-1300.50"), 0, 7_000_000])
def test_numbers_are_unharmed_negative_ones_too(number):
    assert csv_cell(Kind.NUMBER, number, dt.UTC) == str(number)
    assert Decimal(csv_cell(Kind.MONEY, number, dt.UTC)) == number


@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30, deadline=None)
@given(texts=st.lists(st.text(max_size=40), min_size=1, max_size=8))
def test_no_cell_of_a_spreadsheet_is_a_formula(tmp_path, texts):
    found = book(OneColumn([*PAYLOADS, *texts]), tmp_path)
    cells = [cell for sheet in found for row in sheet.iter_rows() for cell in row]
    assert all(cell.data_type != "f" for cell in cells)
    assert [cell.value for cell in found.worksheets[0]["A"]][1:3] == ["=1+1", "+1"]


def test_a_file_begins_with_the_mark_that_excel_reads_accents_by():
    out = io.BytesIO()
    write_csv(asked(OneColumn(["León, «ñandú»"])), out, Progress())
    assert out.getvalue() == b'\xef\xbb\xbfTexto\n"' + "León, «ñandú»".encode() + b'"\n'


def test_a_sheet_that_is_full_is_followed_by_another(tmp_path, monkeypatch):
    monkeypatch.setattr(writers, "SHEET_ROWS", 3)
    found = book(OneColumn(list("abcdefg")), tmp_path)
    assert [sheet.max_row for sheet in found.worksheets] == [4, 4, 2, 4]
    assert [sheet["A2"].value for sheet in found.worksheets[:3]] == ["a", "d", "g"]


class EveryKind(QueryReport):
    """A row per city of the table, with awkward values of each kind; not registered."""

    title = "Cada clase"
    roles = frozenset({Role.STAFF})
    columns = tuple(Column(kind.value, kind.label, kind, "…") for kind in Kind)

    def query(self, filters, user, municipality):
        rows = Municipality.objects.order_by("pk").annotate(
            number=F("pk") - Value(10**6, output_field=BigIntegerField()),
            money=Value(Decimal("-1300000.05"), output_field=MoneyField()),
            date=Value(dt.date(2026, 2, 28), output_field=DateField()),
            instant=Value(dt.datetime(2026, 7, 1, 5, 59, 59, 999_999, tzinfo=dt.UTC), output_field=DateTimeField()),
            percent=Value(Decimal("0.35550"), output_field=DecimalField(max_digits=9, decimal_places=5)),
            text=F("legend"),
        )
        return rows.values_list("text", "number", "money", "date", "instant", "percent")


AWKWARD = [
    *PAYLOADS,
    "",
    'comillas "dobles"',
    "coma, y\nsalto",
    "a\rb\r\nc",
    "'ya con apóstrofo",
    " espacio",
    "\\.",
    "ñ",
]


@pytest.mark.django_db(transaction=True)
def test_copy_and_python_write_the_same_bytes():
    for text in AWKWARD:
        MunicipalityFactory(legend=text)
    report, through_python, through_copy = EveryKind(), io.BytesIO(), io.BytesIO()
    question = asked(report)
    rows = write_csv(question, through_python, Progress())
    assert writers.copy_csv(question, report, through_copy, Progress()) == rows == len(AWKWARD)
    assert through_copy.getvalue() == through_python.getvalue()
    line = through_python.getvalue().decode("utf-8-sig").splitlines()[-1].split(",")
    assert line[2:] == ["-1300000.05", "2026-02-28", "2026-06-30 23:59:59", "35.6"]


@pytest.mark.django_db(transaction=True)
def test_a_spreadsheet_keeps_the_types(tmp_path):
    MunicipalityFactory(legend="texto")
    sheet = book(EveryKind(), tmp_path).worksheets[0]
    headings, row = list(sheet.iter_rows(values_only=True))
    assert headings[2] == f"{Kind.MONEY.label} (MXN)"
    assert row[0] == "texto"
    assert row[2] == pytest.approx(-1300000.05)
    assert row[3].date() == dt.date(2026, 2, 28)
    assert row[4].replace(microsecond=0) in (dt.datetime(2026, 6, 30, 23, 59, 59), dt.datetime(2026, 7, 1))
    assert sheet["F2"].number_format == "0.0%"


def test_no_file_begins_with_the_letters_that_excel_takes_for_another_format():
    for report in registered.values():
        assert not report.columns[0].heading(MunicipalityFactory.build()).startswith("ID")


def test_every_column_of_every_report_says_what_it_means():
    for report in registered.values():
        names = [column.name for column in report.columns]
        assert len(names) == len(set(names))
        assert all(column.meaning(MunicipalityFactory.build()) for column in report.columns)
