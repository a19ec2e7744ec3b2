"""A large report needs no more memory than a small one."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.db import connection

from portal.reports.enums import RunState
from tests.factories.reports import ReportRunFactory

ROWS = 100_000
MOST_BYTES = 150 * 1024 * 1024

ENTRIES = """
INSERT INTO core_ledgerentry (uid, chain, at, action, object_type, request_id, data, mac)
SELECT gen_random_uuid(), %s, now(), 'tests.happened', 'programs.enrollment', repeat('r', 32),
       jsonb_build_object('number', n, 'text', repeat('x', 100)), repeat('0', 64)
FROM generate_series(1, %s) AS n
"""

WORKER = """
import resource, django
django.setup()
from portal.reports.actions import run_due
print(run_due()["done"], resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024)
"""


@pytest.mark.soak
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
def test_a_report_of_100_000_rows_in_little_memory(file_format, tmp_path):
    run = ReportRunFactory(format=file_format)
    with connection.cursor() as cursor:
        cursor.execute(ENTRIES, [run.municipality.pk, ROWS])
    database = connection.settings_dict
    account = f"{database['USER']}:{database['PASSWORD']}" if database["PASSWORD"] else database["USER"]
    url = f"postgres://{account}@{database['HOST']}:{database['PORT']}/{database['NAME']}"
    done = subprocess.run(
        [sys.executable, "-c", WORKER],
        cwd=settings.BASE_DIR,
        env=os.environ | {"DATABASE_URL": url, "TMPDIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    written, peak = map(int, done.stdout.split()[-2:])
    run.refresh_from_db()
    assert (written, run.state) == (1, RunState.DONE)
    assert run.rows >= ROWS
    assert peak < MOST_BYTES, f"{peak / 2**20:.0f} MB"
