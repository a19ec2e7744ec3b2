from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from portal.core import diagrams

PAGE = Path("docs") / "workflow.md"


class Command(BaseCommand):
    help = f"Writes {PAGE} from the workflow tables."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="Write nothing; exit 1 if the page is not up to date.")

    def handle(self, *args: Any, **options: Any) -> None:
        target, text = Path(settings.BASE_DIR) / PAGE, diagrams.page()
        if not options["check"]:
            target.parent.mkdir(exist_ok=True)
            target.write_text(text, encoding="utf-8")
        elif not target.exists() or target.read_text(encoding="utf-8") != text:
            raise CommandError(f"{PAGE} is out of date: run manage.py render_workflows.", returncode=1)
