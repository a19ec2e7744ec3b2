"""Move every encrypted value to the first of FIELD_ENCRYPTION_KEYS; may be interrupted and run again."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal.core import rotation


class Command(BaseCommand):
    help = "Re-encrypt all personal ids and files with the first key; afterwards the older keys may be removed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--batch", type=int, default=500, help="items per transaction (500)")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["batch"] < 1:
            raise CommandError("--batch must be 1 or more.")
        outcome = rotation.rotate(options["batch"], tell=self.stdout.write)
        if outcome.failed:
            rows = "\n".join(f"  {line}" for line in outcome.failed)
            raise CommandError(f"These do not open with any key; keep the older keys until they are mended:\n{rows}")
        self.stdout.write(f"{sum(outcome.moved.values())} values moved; all are under the current key.")
