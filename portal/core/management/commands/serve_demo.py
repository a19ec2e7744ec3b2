"""`manage.py serve_demo`, behind `make run`: makes the embedded portal ready, saying each step, and serves it."""

import fcntl
import hashlib
import os
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from typing import Any, TextIO

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles.finders import get_finders
from django.core.management import CommandError, call_command
from django.core.management.base import BaseCommand
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

STOPPED = 128 + 2  # the exit code of what Ctrl-C ended


class Command(BaseCommand):
    help = "Prepares the embedded portal (database, texts, styles, cities, demo data) and serves it on 127.0.0.1."
    requires_system_checks: list[str] = []  # type: ignore[assignment]  # they would read texts not yet compiled

    def handle(self, *args: Any, **options: Any) -> None:
        if connection.vendor != "sqlite":
            raise CommandError("serve_demo is for the embedded settings (portal.settings.embedded).")
        self.refuse_taken_port()
        lock = self.locked_data()
        try:
            self.make_ready(DemoData(settings.VAR_DIR))
        except KeyboardInterrupt:
            # Nothing was started yet. What was cut off is made anew at the next start.
            self.stdout.write("\nStopped before the portal was ready. `make run` begins again.")
            sys.exit(STOPPED)
        self.become_supervisor(lock)

    def make_ready(self, data: "DemoData") -> None:
        """Brings the database, the styles and the data of the portal up to its code, saying each step."""
        with self.step("Database"):
            data.remove_if_cut_off()
            self.migrate()
        with self.step("Styles and scripts"):
            self.collect_static()
        if settings.DEMO and not get_user_model().objects.exists():
            self.load_demo(data)
        else:
            self.load_cities()
            self.remind_of_demo(data)
        self.stdout.write(f"\nLogs: {settings.VAR_DIR / 'log'}")
        self.stdout.write(f"Data: {settings.VAR_DIR} (`make reset` removes them)")
        self.stdout.write("Starting web, worker and scheduler …")
        self.stdout.flush()

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Says that `name` begins, and in how many seconds it was done."""
        self.stdout.write(f"{name} … ", ending="")
        self.stdout.flush()
        began = time.monotonic()
        yield
        self.stdout.write(f"ready ({time.monotonic() - began:.1f} s)")
        self.stdout.flush()

    def refuse_taken_port(self) -> None:
        port = settings.PORT
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except PermissionError:
                raise CommandError(
                    f"Port {port} needs the rights of root. Choose one above 1023: PORT=9000 make run"
                ) from None
            except (OSError, OverflowError):
                raise CommandError(
                    f"Port {port} on 127.0.0.1 is taken: perhaps the portal runs already. "
                    "Stop that program, or choose another port: PORT=9000 make run"
                ) from None

    def locked_data(self) -> TextIO:
        """An open file that holds the lock on the data; the lock lasts as long as the portal serves."""
        settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
        file = (settings.VAR_DIR / "run.lock").open("w")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CommandError(
                f"Another portal serves the data in {settings.VAR_DIR}. Stop it first, or give this one a folder of "
                "its own: PORTAL_VAR=/path/to/folder PORT=9000 make run"
            ) from None
        return file

    def migrate(self) -> None:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            call_command("migrate", interactive=False, verbosity=0)

    def collect_static(self) -> None:
        """Collects the static files unless the ones collected last are the same."""
        digest = hashlib.sha256()
        for finder in get_finders():
            for path, storage in finder.list([]):
                found = Path(storage.path(path)).stat()
                digest.update(f"{path} {found.st_size} {found.st_mtime_ns}\n".encode())
        stamp = Path(settings.STATIC_ROOT) / ".collected"
        if stamp.exists() and stamp.read_text() == digest.hexdigest():
            return
        call_command("collectstatic", interactive=False, clear=True, verbosity=0)
        stamp.write_text(digest.hexdigest())

    def load_cities(self) -> None:
        for path in sorted((settings.BASE_DIR / "portal" / "cities").glob("*.toml")):
            with self.step(f"City file {path.name}"):
                call_command("load_city", str(path), stdout=StringIO())

    def load_demo(self, data: "DemoData") -> None:
        self.stdout.write("Cities and demo data:")
        # Nothing to lose yet: a demo that is cut off is made anew. Thousands of commits need not wait for the disk.
        with data.being_made(), connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous=NORMAL")
            call_command("load_demo", stdout=self.stdout)
            cursor.execute("PRAGMA synchronous=FULL")

    def remind_of_demo(self, data: "DemoData") -> None:
        if not settings.DEMO:
            return
        self.stdout.write("")
        call_command("load_demo", "--accounts", stdout=self.stdout)
        if data.is_older_than_code():
            self.stdout.write("The demo data are older than the code; `make reset` and `make run` make them anew.")

    def become_supervisor(self, lock: TextIO) -> None:
        """Replaces this process by the supervisor, which keeps the lock's file open."""
        connection.close()
        os.set_inheritable(lock.fileno(), True)
        environment = os.environ | {
            "PORTAL_VAR": str(settings.VAR_DIR),
            "PORTAL_PYTHON": sys.executable,
            "PORT": str(settings.PORT),
        }
        os.chdir(settings.BASE_DIR)
        os.execve(sys.executable, [sys.executable, "-m", "portal.supervise"], environment)  # noqa: S606


class DemoData:
    """What the folder `var` tells of the demo data: whether their making was cut off, and from which code they are."""

    def __init__(self, var: Path) -> None:
        self.unfinished = var / "demo.unfinished"
        self.stamp = var / "demo.code"
        self.var = var

    @contextmanager
    def being_made(self) -> Iterator[None]:
        self.unfinished.touch()
        yield
        self.stamp.write_text(self.code())
        self.unfinished.unlink()

    def remove_if_cut_off(self) -> None:
        """Half a demo has never been served, so nobody's work is in it: it is removed, to be made anew."""
        if not self.unfinished.exists():
            return
        connection.close()
        remains = [*self.var.glob("portal.sqlite3*"), *self.var.glob("media/**/*"), *self.var.glob("queue/messages/*")]
        for path in remains:
            if path.is_file():
                path.unlink()
        self.unfinished.unlink()

    def is_older_than_code(self) -> bool:
        return self.stamp.exists() and self.stamp.read_text() != self.code()

    @staticmethod
    def code() -> str:
        """A digest of the city files and of the modules that make the demo data."""
        digest = hashlib.sha256()
        for app in ("portal", "enterprises", "programs", "trainings"):
            for pattern in ("cities/*.toml", "**/demo.py", "**/demo/*.py"):
                for path in sorted((settings.BASE_DIR / app).glob(pattern)):
                    digest.update(path.read_bytes())
        return digest.hexdigest()
