"""Runs a command with PostgreSQL and Redis: `.ci/services.py [--durable] -- COMMAND…`.

Those that DATABASE_URL and REDIS_URL name, else private ones on free ports of 127.0.0.1, started from the system's
programs with their data in a temporary folder, and stopped with the command. Programs that are missing are installed
from Debian's packages where that is possible; where it is not, this fails and names the packages. It never skips.
`--durable` keeps PostgreSQL's fsync on, for what is measured. `--install-only` stops before starting anything.
"""

import contextlib
import ctypes
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

PACKAGES = {
    "initdb": "postgresql",
    "redis-server": "redis-server",
    "chromium": "chromium",
    "xgettext": "gettext",
    "pdftotext": "poppler-utils",
}
OTHER_NAMES = {"chromium": ("chromium-browser", "google-chrome", "google-chrome-stable")}
QUICK = ("-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off")
DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG of Linux's prctl


class Missing(Exception):
    """A service or program is not there and could not be provided."""


def find(program: str) -> str | None:
    for name in (program, *OTHER_NAMES.get(program, ())):
        if path := shutil.which(name):
            return path
    versions = Path("/usr/lib/postgresql").glob(f"*/bin/{program}")
    newest = sorted(versions, key=lambda path: float(path.parts[4]), reverse=True)
    return str(newest[0]) if newest else None


def needed_programs() -> list[str]:
    given = {"initdb": os.environ.get("DATABASE_URL"), "redis-server": os.environ.get("REDIS_URL")}
    return [program for program in PACKAGES if not given.get(program)]


def provide_programs() -> None:
    missing = [program for program in needed_programs() if not find(program)]
    if not missing:
        return
    packages = [PACKAGES[program] for program in missing]
    if os.geteuid() == 0 and shutil.which("apt-get"):
        print(f"Installing Debian's packages: {' '.join(packages)} …", flush=True)
        quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        for command in (["update", "-q"], ["install", "-q", "-y", "--no-install-recommends", *packages]):
            done = subprocess.run(["apt-get", *command], env=quiet, capture_output=True, text=True, check=False)
            if done.returncode:
                print(done.stdout[-2000:], done.stderr[-2000:], file=sys.stderr)
    if still := [program for program in missing if not find(program)]:
        names = " ".join(PACKAGES[program] for program in still)
        raise Missing(
            f"These programs are missing: {', '.join(still)}.\n"
            f"Install them (Debian and Ubuntu: sudo apt-get install {names}),\n"
            "or name running services: DATABASE_URL=postgres://user:password@host/name REDIS_URL=redis://host:6379/0"
        )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def answers(host: str, port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection((host, port), timeout=1):
        return True
    return False


def check_given(name: str, default_port: int) -> None:
    address = urlsplit(os.environ[name])
    if address.hostname and not answers(address.hostname, address.port or default_port):
        raise Missing(f"{name} names {address.hostname}:{address.port or default_port}, where nothing answers.")


def die_with_parent() -> None:
    ctypes.CDLL(None).prctl(DIE_WITH_PARENT, signal.SIGTERM)


@contextlib.contextmanager
def running(name: str, command: list[str], port: int, log: Path, user: str | None, stop: int) -> Iterator[None]:
    """`command` in the background until the block ends; Missing when it does not answer on `port` in 30 seconds."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, stdout=output, stderr=output, user=user, cwd=log.parent, start_new_session=True,
            preexec_fn=die_with_parent if sys.platform == "linux" else None,
        )  # fmt: skip
    try:
        deadline = time.monotonic() + 30
        while not answers("127.0.0.1", port):
            if process.poll() is not None or time.monotonic() > deadline:
                raise Missing(f"{name} did not start:\n{log.read_text(errors='replace')[-2000:]}")
            time.sleep(0.05)
        yield
    finally:
        process.send_signal(stop)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()


@contextlib.contextmanager
def postgresql(folder: Path, *, durable: bool) -> Iterator[str]:
    """A private PostgreSQL; gives its DATABASE_URL. As root it runs as the user postgres, since it refuses root."""
    user = None
    if os.geteuid() == 0:
        user = "postgres"
        try:
            entry = pwd.getpwnam(user)
        except KeyError:
            raise Missing("PostgreSQL refuses to run as root, and there is no user postgres to run it as.") from None
        os.chown(folder, entry.pw_uid, entry.pw_gid)
    data, port = folder / "data", free_port()
    initdb = [
        find("initdb") or "",
        "-D",
        str(data),
        "-U",
        "portal",
        "-A",
        "trust",
        "-E",
        "UTF8",
        "--locale=C.UTF-8",
        "-N",
    ]
    made = subprocess.run(initdb, user=user, cwd=folder, capture_output=True, text=True, check=False)
    if made.returncode:
        raise Missing(f"initdb failed:\n{made.stderr}")
    server = [str(Path(initdb[0]).with_name("postgres")), "-D", str(data), "-p", str(port), "-k", str(folder)]
    options = ["-c", "listen_addresses=127.0.0.1", "-c", "max_connections=300", *(() if durable else QUICK)]
    with running("PostgreSQL", server + options, port, folder / "log", user, signal.SIGINT):
        wait_for_database(f"postgres://portal@127.0.0.1:{port}/postgres")
        yield f"postgres://portal@127.0.0.1:{port}/postgres"


def wait_for_database(url: str) -> None:
    import psycopg2

    for attempt in range(100):
        try:
            psycopg2.connect(url).close()
            return
        except psycopg2.OperationalError:
            if attempt == 99:
                raise
            time.sleep(0.1)


@contextlib.contextmanager
def redis(folder: Path) -> Iterator[str]:
    """A private Redis that never evicts; gives its REDIS_URL."""
    port = free_port()
    options = ["--save", "", "--appendonly", "no", "--maxmemory-policy", "noeviction", "--dir", str(folder)]
    command = [find("redis-server") or "", "--bind", "127.0.0.1", "--port", str(port), *options]
    with running("Redis", command, port, folder / "log", None, signal.SIGTERM):
        yield f"redis://127.0.0.1:{port}/0"


def interrupt(signum: int, frame: object) -> None:
    raise KeyboardInterrupt


def run(command: list[str], *, durable: bool) -> int:
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="portal-services-")))
        folder.chmod(0o755)
        for name in ("postgresql", "redis"):
            (folder / name).mkdir()
        if os.environ.get("DATABASE_URL"):
            check_given("DATABASE_URL", 5432)
        else:
            os.environ["DATABASE_URL"] = stack.enter_context(postgresql(folder / "postgresql", durable=durable))
        if os.environ.get("REDIS_URL"):
            check_given("REDIS_URL", 6379)
        else:
            os.environ["REDIS_URL"] = stack.enter_context(redis(folder / "redis"))
        if chromium := find("chromium"):
            os.environ.setdefault("CHROMIUM", chromium)
        process = subprocess.Popen(command)
        try:
            return process.wait()
        except KeyboardInterrupt:
            process.terminate()
            process.wait()
            return 130


def main(arguments: list[str]) -> int:
    options, _, command = (arguments, "", []) if "--" not in arguments else _split(arguments)
    for name in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, interrupt)
    try:
        provide_programs()
        return 0 if "--install-only" in options else run(command, durable="--durable" in options)
    except Missing as problem:
        print(f"\n{problem}", file=sys.stderr)
        return 1


def _split(arguments: list[str]) -> tuple[list[str], str, list[str]]:
    at = arguments.index("--")
    return arguments[:at], "--", arguments[at + 1 :]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
