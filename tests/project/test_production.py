"""Production refuses to start unsafe, and says in a sentence why."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from portal.settings.keys import kept_keys, new_key

SAFE = {
    "DJANGO_SETTINGS_MODULE": "portal.settings.production",
    "SECRET_KEY": "".join(chr(33 + (index * 7) % 90) for index in range(64)).replace("$", "x"),
    "FIELD_ENCRYPTION_KEYS": new_key(),
    "INDEX_KEY": new_key(),
    "LEDGER_KEY": new_key(),
    "ALLOWED_HOSTS": "portal.example",
    "SITE_URL": "https://portal.example",
    "DATABASE_URL": "postgres://portal@127.0.0.1:1/portal",
    "REDIS_URL": "redis://127.0.0.1:1/0",
}


def start(**changes: str | None) -> subprocess.CompletedProcess[str]:
    given = {name: value for name, value in (SAFE | changes).items() if value is not None}
    return subprocess.run(
        [sys.executable, "-c", "from django.conf import settings; print(settings.SESSION_COOKIE_NAME)"],
        env={"PATH": os.environ["PATH"]} | given,
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )


def test_production_starts_with_all_that_it_needs() -> None:
    started = start()
    assert started.stdout.strip() == "__Host-session", started.stderr


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"SECRET_KEY": None}, "SECRET_KEY is missing"),
        ({"SECRET_KEY": "django-insecure-" + "x1y2z3w4v5" * 6}, "SECRET_KEY is missing, short or a default"),
        ({"FIELD_ENCRYPTION_KEYS": None}, "FIELD_ENCRYPTION_KEYS is missing"),
        ({"FIELD_ENCRYPTION_KEYS": f"{SAFE['FIELD_ENCRYPTION_KEYS']},short"}, "FIELD_ENCRYPTION_KEYS must be a random"),
        ({"INDEX_KEY": "A" * 43 + "="}, "INDEX_KEY must be a random key"),
        ({"LEDGER_KEY": None}, "LEDGER_KEY must be a random key"),
        ({"LEDGER_KEY": SAFE["INDEX_KEY"]}, "must all be different"),
        ({"DEBUG": "1"}, "DEBUG is on"),
        ({"DEMO": "1"}, "DEMO is on"),
        ({"ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS must name"),
        ({"ALLOWED_HOSTS": "portal.example,*"}, "ALLOWED_HOSTS must name"),
        ({"DATABASE_URL": "sqlite:////tmp/portal.sqlite3"}, "DATABASE_URL must be a PostgreSQL address"),
        ({"DATABASE_URL": None}, "DATABASE_URL must be a PostgreSQL address"),
        ({"REDIS_URL": None}, "REDIS_URL is missing"),
        ({"SITE_URL": "http://portal.example"}, "SITE_URL must be"),
    ],
)
def test_production_refuses_to_start_unsafe(changes: dict[str, str | None], reason: str) -> None:
    started = start(**changes)
    assert started.returncode != 0
    assert reason in started.stderr.splitlines()[-1]


def test_a_secret_may_come_from_a_file(tmp_path: Path) -> None:
    secret = tmp_path / "ledger_key"
    secret.write_text(f"{SAFE['LEDGER_KEY']}\n")
    started = start(LEDGER_KEY=None, LEDGER_KEY_FILE=str(secret))
    assert started.returncode == 0, started.stderr


def test_the_embedded_keys_are_made_once_and_readable_by_their_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "var" / "keys.json"
    first = kept_keys(path)
    assert kept_keys(path) == first
    assert path.stat().st_mode & 0o777 == 0o600
