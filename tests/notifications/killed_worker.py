"""A worker that is killed while it sends: `python -m tests.notifications.killed_worker SENT_FILE SURVIVED`.

Its mail server takes SURVIVED mails and then one more, and the kernel kills the worker before it can mark that one.
"""

import os
import signal
import sys
from pathlib import Path
from typing import Any

import django
from django.core.mail.backends.base import BaseEmailBackend


class DeadlyBackend(BaseEmailBackend):
    """Notes each mail that it took, as a mail server would, and kills the process at the fatal one."""

    sent_file = Path()
    survived = 0

    def send_messages(self, email_messages: Any) -> int:
        with self.sent_file.open("a") as file:
            file.writelines(f"{mail.extra_headers['Message-ID']}\n" for mail in email_messages)
        if len(self.sent_file.read_text().splitlines()) > self.survived:
            os.kill(os.getpid(), signal.SIGKILL)
        return len(email_messages)


def main(sent_file: str, survived: str) -> None:
    django.setup()
    from django.conf import settings

    import tests.notifications.greeting  # noqa: F401 - registers it
    from portal.notifications.actions import deliver_due

    DeadlyBackend.sent_file, DeadlyBackend.survived = Path(sent_file), int(survived)
    settings.EMAIL_BACKEND = "tests.notifications.killed_worker.DeadlyBackend"
    settings.TEMPLATES[0]["DIRS"].append(Path(__file__).parent / "templates")
    sys.modules["tests.notifications.killed_worker"] = sys.modules["__main__"]
    deliver_due()


if __name__ == "__main__":
    main(*sys.argv[1:])
