"""Fill an empty demo installation with the shipped cities, synthetic people and their cases."""

import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation
from django.utils.module_loading import autodiscover_modules

from portal.core import cities, demo, seals
from portal.core.models import Municipality

SEAL_BATCH = 1000


class Command(BaseCommand):
    help = "Load the cities and the demo data into an empty database; only where DEMO is on."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--accounts", action="store_true", help="only print the demo accounts and their password")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("DEMO is off: demo accounts have a published password, and do not belong here.")
        if options["accounts"]:
            return self.print_accounts()
        if get_user_model().objects.exists():
            raise CommandError(
                "There are users already: demo data goes into an empty database. `make reset` makes one."
            )
        autodiscover_modules("demo")
        with translation.override(settings.LANGUAGE_CODE):
            self.timed("cities", self.load_cities)
            for part in demo.parts():
                self.timed(part.name, part.run)
            self.timed("ledger", self.seal_ledger)
        return self.print_accounts()

    def timed(self, name: str, run: demo.Part) -> None:
        started = time.monotonic()
        done = run()
        self.stdout.write(f"  {name}: {done or 'done'} ({time.monotonic() - started:.1f} s)")

    def load_cities(self) -> str:
        try:
            reports = [cities.load(path) for path in cities.shipped()]
        except cities.CityFileError as error:
            raise CommandError(f"A city file that ships with the portal does not load:\n{error}") from None
        return ", ".join(report.city for report in reports)

    def seal_ledger(self) -> str:
        sealed = 0
        while done := seals.seal_pending(SEAL_BATCH):
            sealed += done
        return f"{sealed} rows sealed"

    def print_accounts(self) -> None:
        names = dict(Municipality.objects.values_list("slug", "name"))
        self.stdout.write(f"Demo accounts ({demo.MARK}), all with the password {demo.PASSWORD}")
        for account in demo.accounts():
            where = names.get(account.city, "")
            self.stdout.write(f"  {account.email:<34}{account.role.label}{f', {where}' if where else ''}")
