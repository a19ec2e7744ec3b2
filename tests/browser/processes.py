"""The portal as an installation runs it: web and worker are processes, and a worker can be killed and replaced."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from urllib.error import URLError

ROOT = Path(__file__).parents[2]
PATIENCE = 60.0  # seconds until something that must come true counts as never; generous, since machines are shared


def until(holds: Callable[[], object], what: str) -> None:
    """Wait until `holds()` is true."""
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end, f"not in {PATIENCE:.0f} s: {what}"
        time.sleep(0.03)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Installation:
    """The processes of one portal, with their logs in `folder`.

    Args:
        environment: what its settings read, besides PATH.
        folder: where logs go.
    """

    def __init__(self, environment: dict[str, str], folder: Path) -> None:
        self.port = free_port()
        self.site = f"http://127.0.0.1:{self.port}"
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        self.environment = {**kept, "SITE_URL": self.site, **environment}
        self.folder = folder
        self.running: list[subprocess.Popen[bytes]] = []

    def runs(self, *arguments: str) -> None:
        """Run a Python command of the portal to its end."""
        done = subprocess.run(
            [sys.executable, "-W", "ignore", *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            check=False,
        )
        assert done.returncode == 0, (done.stdout + done.stderr).decode()

    def starts_web(self) -> None:
        self._start(
            "web", "-m", "gunicorn", "portal.wsgi:application", "--bind", f"127.0.0.1:{self.port}",
            "--worker-class", "gthread", "--threads", "4", "--no-control-socket",
        )  # fmt: skip
        until(self._is_alive, f"the web process answers; {self.log('web')}")

    def starts_worker(self) -> subprocess.Popen[bytes]:
        return self._start(
            "worker", "-W", "ignore", "-m", "celery", "-A", "portal", "worker", "--pool", "solo",
            "--loglevel", "INFO", "--without-gossip", "--without-mingle", "--without-heartbeat",
        )  # fmt: skip

    def kills(self, process: subprocess.Popen[bytes]) -> None:
        """kill -9: the process learns nothing and says nothing."""
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        self.running.remove(process)

    def stops(self) -> None:
        for process in self.running:
            process.terminate()
        for process in self.running:
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()

    def log(self, name: str) -> str:
        return (self.folder / f"{name}.log").read_text()[-3000:]

    def _start(self, name: str, *arguments: str) -> subprocess.Popen[bytes]:
        with (self.folder / f"{name}.log").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, *arguments],
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.running.append(process)
        return process

    def _is_alive(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.site}/healthz", timeout=5) as answer:
                return answer.status == 200
        except (URLError, OSError):
            return False
