"""Load a city file (TOML), or check it without changing anything."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal.core import cities


class Command(BaseCommand):
    help = "Load the city files given, all or nothing of each; rows that a person changed are kept and listed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="for example portal/cities/leon.toml")
        parser.add_argument("--check", action="store_true", help="read and validate everything, and leave nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        for path in options["files"]:
            try:
                report = cities.load(path, check=options["check"])
            except cities.CityFileError as error:
                faults = "\n".join(f"  {fault}" for fault in error.faults)
                raise CommandError(f"{path} was not loaded, and nothing has changed:\n{faults}") from None
            for line in report.lines():
                self.stdout.write(line)
            if options["check"]:
                self.stdout.write("Checked only: nothing was written.")
