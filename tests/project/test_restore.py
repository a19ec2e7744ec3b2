"""A first installation and the restore drill of docs/operations.md, with the very commands and roles of that page."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from django.conf import settings

from portal.settings.keys import new_key

PAGE = (settings.BASE_DIR / "docs/operations.md").read_text()
pytestmark = pytest.mark.timeout(600)


def section(title: str) -> str:
    """Return what stands below a heading of the page."""
    return re.split(r"^## ", PAGE.split(f"\n## {title}")[1], flags=re.MULTILINE)[0]


def blocks(title: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", section(title), flags=re.MULTILINE | re.DOTALL)


def command(title: str, program: str) -> str:
    """Return the line of the page that calls `program`."""
    return next(line for block in blocks(title, "sh") for line in block.splitlines() if line.startswith(program))


@dataclass
class Machine:
    """One machine of the drill: a database, a folder of files and the keys. Both roles belong to the cluster.

    Args:
        name: also of its database.
        roles: (owner of the tables, the programs' own).
        keys: the three that are kept apart from the backup.
    """

    name: str
    var: Path
    roles: tuple[str, str]
    keys: dict[str, str]

    def sql(self, text: str, *, role: str | None = None, database: str | None = None) -> subprocess.CompletedProcess:
        """Run SQL of the page, its names of database and roles exchanged for this drill's."""
        text = re.sub(r"(DATABASE|\\connect) portal\b", rf"\1 {self.name}", text)
        text = re.sub(r"\bportal_owner\b", self.roles[0], text)
        text = re.sub(r"\bportal\b", self.roles[1], text)
        text = text.replace("OWNER postgres", f"OWNER {urlsplit(os.environ['DATABASE_URL']).username}")
        return run(["psql", "-XqAt", "-v", "ON_ERROR_STOP=1", self.address(role, database)], stdin=text)

    def address(self, role: str | None = None, database: str | None = None) -> str:
        """Return a database address; of the cluster's administrator when no role is named."""
        given = urlsplit(os.environ["DATABASE_URL"])
        secret = given.password if role is None else "drill"
        host = f"{given.hostname or '127.0.0.1'}:{given.port or 5432}"
        return f"postgres://{role or given.username}{f':{secret}' if secret else ''}@{host}/{database or self.name}"

    def prepare(self) -> None:
        """Make database and roles as in step 4; the roles of the cluster are made once."""
        text = blocks("4. The database", "sql")[0].replace("'…'", "'drill'")
        if self.exists():
            text = re.sub(r"^CREATE ROLE.*\n", "", text, flags=re.MULTILINE)
        done(self.sql(text, database="postgres"))

    def exists(self) -> bool:
        found = self.sql(f"SELECT count(*) FROM pg_roles WHERE rolname = '{self.roles[0]}'", database="postgres")
        return done(found).strip() == "1"

    def seal_off(self) -> None:
        done(self.sql(blocks("4. The database", "sql")[1], role=self.roles[0]))

    def manage(self, *arguments: str, owner: bool = False) -> subprocess.CompletedProcess:
        role = self.roles[0] if owner else self.roles[1]
        environment = {
            "PATH": os.environ["PATH"],
            "DJANGO_SETTINGS_MODULE": "portal.settings.production",
            "SECRET_KEY": new_key() + new_key(),
            "ALLOWED_HOSTS": "portal.example",
            "SITE_URL": "https://portal.example",
            "REDIS_URL": os.environ["REDIS_URL"],
            "DATABASE_URL": self.address(role),
            "PORTAL_VAR": str(self.var),
            **({"STATEMENT_TIMEOUT": "0"} if owner else {}),
            **self.keys,
        }
        return run([sys.executable, "-W", "ignore", *arguments], environment)

    def remove(self) -> None:
        done(self.sql(f"DROP DATABASE IF EXISTS {self.name} WITH (FORCE)", database="postgres"))


def run(words: list[str], environment: dict[str, str] | None = None, stdin: str = "") -> subprocess.CompletedProcess:
    return subprocess.run(
        words, cwd=settings.BASE_DIR, env=environment, input=stdin, capture_output=True, text=True, check=False
    )


def fresh_keys() -> dict[str, str]:
    return {name: new_key() for name in ("FIELD_ENCRYPTION_KEYS", "INDEX_KEY", "LEDGER_KEY")}


@pytest.fixture
def machines(tmp_path: Path) -> Iterator[tuple[Machine, Machine]]:
    """The machine that is lost, and the empty one that takes its place with the same keys."""
    mark = uuid4().hex[:10]
    roles, keys = (f"drill_owner_{mark}", f"drill_{mark}"), fresh_keys()
    lost, spare = (Machine(f"drill_{name}_{mark}", tmp_path / name, roles, keys) for name in ("lost", "spare"))
    try:
        yield lost, spare
    finally:
        lost.remove()
        spare.remove()
        for role in roles:
            done(lost.sql(f"DROP ROLE IF EXISTS {role}", database="postgres"))


def install(machine: Machine) -> None:
    """Steps 4 and 6, and the first enterprise."""
    machine.prepare()
    done(machine.manage("manage.py", "migrate", owner=True))
    machine.seal_off()
    done(machine.manage("manage.py", "load_city", "portal/cities/leon.toml"))
    done(machine.manage("-m", "tests.project.installed_city", "fill"))


def done(process: subprocess.CompletedProcess) -> str:
    assert process.returncode == 0, process.stdout + process.stderr
    return process.stdout


def restore(backup: Path, lost: Machine, spare: Machine) -> None:
    """Steps 7 and 8 with the options of the page."""
    dump = command("7. Backup", "pg_dump").split()
    dump = [f"--file={backup}" if word.startswith("--file") else word for word in dump[:-1]]
    done(run([*dump, lost.address(lost.roles[0])]))
    spare.prepare()
    bring = command("8. Restore, and the drill", "pg_restore").split()[:-1]
    exchanged = {"--role=portal_owner": f"--role={spare.roles[0]}", "--dbname=portal": f"--dbname={spare.address()}"}
    done(run([*(exchanged.get(word, word) for word in bring), str(backup)]))
    for folder in re.findall(r"\.tar\" ([a-z ]+?) +#", command("7. Backup", "tar"))[0].split():
        shutil.copytree(lost.var / folder, spare.var / folder)
    spare.seal_off()


def test_an_installation_comes_back_from_its_backup_and_its_keys(
    machines: tuple[Machine, Machine], tmp_path: Path
) -> None:
    lost, spare = machines
    install(lost)
    before = json.loads(done(lost.manage("-m", "tests.project.installed_city", "read")))

    restore(tmp_path / "portal.dump", lost, spare)
    lost.remove()

    done(spare.manage("manage.py", "migrate", "--check"))
    verified = spare.manage("manage.py", "verify_ledger")
    assert "The ledger is as it was written" in done(verified)
    assert "Warning" not in verified.stderr
    after = json.loads(done(spare.manage("-m", "tests.project.installed_city", "read")))
    assert after == before
    assert after["document"] == "%PDF-"
    assert after["tax_id"]

    stranger = Machine(spare.name, spare.var, spare.roles, fresh_keys())
    assert stranger.manage("-m", "tests.project.installed_city", "read").returncode != 0
    assert stranger.manage("manage.py", "verify_ledger").returncode != 0

    programs = spare.roles[1]
    for attempt in (
        "UPDATE core_ledgerentry SET action = 'x'",
        "TRUNCATE core_ledgerentry",
        "CREATE TABLE mine (id int)",
    ):
        refused = spare.sql(attempt, role=programs)
        assert "permission denied" in refused.stderr, attempt
