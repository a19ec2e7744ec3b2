from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal.core import ledger_guards
from portal.core.verification import verify


class Command(BaseCommand):
    help = "Checks that nobody edited, deleted, added, reordered or cut off rows of the ledger; exits 1 if so."

    def handle(self, *args: Any, **options: Any) -> None:
        totals = verify(lambda problem: self.stderr.write(str(problem)))
        self.stdout.write(
            f"{totals.sealed} sealed entries in {totals.chains} chains read, {totals.anchors} anchors compared, "
            f"{totals.pending} entries wait for their seal."
        )
        if not ledger_guards.are_up():
            self.stderr.write("Warning: the triggers that keep the ledger from being changed are not in the database.")
        if totals.problems:
            raise CommandError(f"The ledger is not as it was written: {totals.problems} problems.", returncode=1)
        self.stdout.write(self.style.SUCCESS("The ledger is as it was written."))
