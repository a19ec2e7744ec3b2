"""Reports of the tests, and how a run is worked off and read."""

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from openpyxl import load_workbook

from portal.core import ledger
from portal.reports import files
from portal.reports.actions import claim, work
from portal.reports.models import ReportRun


def plain(run: ReportRun) -> bytes:
    """The file of a run, as it is downloaded."""
    run.refresh_from_db()
    return b"".join(files.pieces(run))


def csv_rows(run: ReportRun) -> list[list[str]]:
    """The rows of a CSV, the heading left out."""
    text = plain(run).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline="")))[1:]


def sheet(run: ReportRun) -> Any:
    """The first sheet of a spreadsheet."""
    return load_workbook(io.BytesIO(plain(run))).worksheets[0]


def worked(run: ReportRun) -> ReportRun:
    """The run after a worker had it."""
    claimed = claim()
    assert claimed == run
    work(claimed)
    run.refresh_from_db()
    return run


@pytest.fixture
def write_entries() -> Callable[..., None]:
    """Write entries into the ledger of a city, committed."""

    def write(city: Any, count: int, action: str = "tests.happened", **data: Any) -> None:
        with transaction.atomic():
            for number in range(count):
                ledger.append(action, by=None, municipality=city, data={"number": number} | data)

    return write
