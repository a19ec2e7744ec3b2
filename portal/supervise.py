"""Runs web, worker and scheduler of the embedded portal in the foreground until it is told to stop.

`python -m portal.supervise`, with PORTAL_VAR (the data folder), PORTAL_PYTHON and PORT in the environment; prints when
the portal answers, and stops everything on Ctrl-C, SIGTERM and a closed terminal.
"""

import contextlib
import os
import signal
import sys
import threading
import time
import urllib.request
from pathlib import Path

from supervisor.medusa import asyncore_25 as asyncore
from supervisor.options import ServerOptions
from supervisor.supervisord import Supervisor

CONFIG = Path(__file__).with_name("supervisor.conf")
SECONDS_TO_ANSWER = 60


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


class ForegroundOptions(ServerOptions):
    """supervisord reloads on SIGHUP; here the terminal was closed, and nothing may be left running."""

    def setsignals(self) -> None:
        super().setsignals()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self.stop)

    def stop(self, number: int, frame: object) -> None:
        say("\nStopping …")
        self.signal_receiver.receive(signal.SIGTERM, frame)


def announce(address: str, log: Path) -> None:
    """Says when the portal answers, or that it does not."""
    deadline = time.monotonic() + SECONDS_TO_ANSWER
    while time.monotonic() < deadline:
        time.sleep(0.25)
        try:
            with urllib.request.urlopen(f"{address}/healthz", timeout=2):  # noqa: S310 - our own address
                say(f"\nThe portal answers at {address}/   (stop it with Ctrl-C)\n")
                return
        except OSError:
            continue
    say(f"The portal does not answer yet. Its log says why: {log / 'web.log'}")


def main() -> int:
    var = Path(os.environ["PORTAL_VAR"])
    for folder in ("log", "run"):
        (var / folder).mkdir(parents=True, exist_ok=True)
    options = ForegroundOptions()
    # As root it stays root, and supervisord wants that said.
    options.realize(["-c", str(CONFIG), *(["-u", "root"] if os.geteuid() == 0 else [])])
    options.first, options.test = True, False
    supervisor = Supervisor(options)
    address = f"http://127.0.0.1:{os.environ['PORT']}"
    threading.Thread(target=announce, args=(address, var / "log"), daemon=True).start()
    with contextlib.suppress(asyncore.ExitNow):  # its way to say that all programs have stopped
        supervisor.main()
    options.close_logger()
    say(f"Stopped. The data stay in {var}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
