"""A worker that is killed while it writes: `python -m tests.reports.killed_worker WORKSPACES`."""

import os
import signal
import sys
from pathlib import Path
from typing import Any

import django


def main(workspaces: str) -> None:
    django.setup()
    from portal.reports import files, writers
    from portal.reports.actions import run_due

    files.WORK = Path(workspaces)
    write = writers.LineCounter.write

    def die(counter: Any, data: Any) -> int:
        write(counter, data)
        os.kill(os.getpid(), signal.SIGKILL)
        return 0

    writers.LineCounter.write = die
    run_due()


if __name__ == "__main__":
    main(*sys.argv[1:])
