"""A scheduler that is killed: `python -m tests.notifications.killed_scheduler WHERE`, at the instant ISO in INSTANT.

WHERE is `recorded`, between the rows and their mails, or `telling`, in the transaction that writes the mails.
"""

import os
import signal
import sys
from datetime import datetime
from typing import Any

import django


def die(*args: Any, **kwargs: Any) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def main(where: str) -> None:
    django.setup()
    from portal.core import clock
    from portal.notifications.reminders import running, telling

    if where == "recorded":
        running.tell_page = die
    else:
        telling._settle = die
    with clock.moved_to(datetime.fromisoformat(os.environ["INSTANT"])):
        running.send_due()


if __name__ == "__main__":
    main(*sys.argv[1:])
