"""A worker that is killed while it writes an import: `python -m tests.reports.killed_import`."""

import os
import signal
from typing import Any

import django


def main() -> None:
    django.setup()
    from enterprises.imports import Enterprises
    from portal.reports.actions import run_due_imports

    write = Enterprises.write

    def die(importer: Any, rows: Any, task: Any) -> None:
        write(importer, rows, task)
        os.kill(os.getpid(), signal.SIGKILL)

    Enterprises.write = die
    run_due_imports()


if __name__ == "__main__":
    main()
