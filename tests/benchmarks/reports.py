"""The figure of the reports: a whole CSV of 1,000,000 rows, against COPY of the same query into a plain file.

Ours is all that a run is: claimed, counted, read in one snapshot, made safe, sealed, stored, noted and told.
"""

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils import translation

from portal.core.enums import Role
from portal.reports import files
from portal.reports.actions import claim, request_report, work
from portal.reports.models import ReportRun
from portal.reports.registry import QueryReport, registered
from tests.benchmarks import load
from tests.benchmarks.figures import Figure
from tests.factories.core import MunicipalityFactory
from tests.factories.organizations import city_member

ROWS = 1_000_000
ROUNDS = 3
FILTERS = {"since": "2000-01-01", "until": "2100-01-01"}

ENTRIES = """
INSERT INTO core_ledgerentry (uid, chain, at, action, by_id, object_type, object_id, object_public_id, request_id,
                              data, mac)
SELECT gen_random_uuid(), %s, now() - n * interval '1 second', 'programs.enrollment.approve', n %% 500,
       'programs.enrollment', n, gen_random_uuid(), md5(n::text),
       jsonb_build_object('from', 'in_review', 'to', 'approved', 'version', n %% 9), md5(n::text) || md5((-n)::text)
FROM generate_series(1, %s) AS n
"""


def ledger_csv() -> Figure:
    """The ledger extract of a city with ROWS entries, in rows a second; at least half of COPY's rate."""
    city = MunicipalityFactory()
    auditor = city_member(city, Role.AUDITOR)
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute(ENTRIES, [city.pk, ROWS])
        cursor.execute("VACUUM ANALYZE core_ledgerentry")
    report = registered["extracto-de-bitacora"]
    ours = _timed(lambda: _whole_run(report, auditor, city))
    copied = _timed(lambda: _copied(report, auditor, city))
    ours(), copied()  # one uncounted round of each
    pairs = [(ours(), copied()) for _round in range(ROUNDS)]
    return Figure(
        "CSV of 1,000,000 rows", load.median([one for one, _ in pairs]), load.median([two for _, two in pairs]), 0.5
    )


def _timed(work_once: Callable[[], int]) -> Callable[[], load.Round]:
    def timed() -> load.Round:
        began = time.perf_counter()
        rows = work_once()
        took = time.perf_counter() - began
        if rows < ROWS:
            raise load.WrongAnswer(f"only {rows} rows were written")
        return load.Round(rows / took, took * 1000)

    return timed


def _whole_run(report, user, city) -> int:
    run = request_report(report, by=user, municipality=city, filters=FILTERS, format="csv")
    work(claim())
    run.refresh_from_db()
    files.remove(run.stored_name)
    ReportRun.objects.filter(pk=run.pk).update(stored_name="", state="expired")
    return run.rows


def _copied(report: QueryReport, user, city) -> int:
    criteria = report.criteria(FILTERS, user=user, municipality=city)
    assert criteria.is_valid()
    with translation.override("es"):
        query = report.query(criteria.cleaned_data, user, city).query
    sql, params = query.get_compiler(using="default").as_sql()
    settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=settings.VAR_DIR) as folder, connection.cursor() as cursor:
        with (Path(folder) / "plain.csv").open("wb") as out:
            statement = cursor.cursor.mogrify(f"COPY ({sql}) TO STDOUT (FORMAT csv)", params)
            cursor.cursor.copy_expert(statement, out)
        return cursor.rowcount
