"""Fails when a text of the code is missing from locale/es, fuzzy, or translated with other placeholders.

The texts are collected afresh, in a copy, by Django's own makemessages (which needs gettext's programs). English is the
language of the source, so that it needs no catalogue.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ("portal", "enterprises", "programs", "trainings", "templates", "locale", "manage.py")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]")


def collected(folder: Path) -> polib.POFile:
    """The Spanish catalogue as makemessages would leave it now."""
    for name in SOURCES:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__", "*.mo"))
        elif source.exists():
            shutil.copy(source, folder / name)
    (folder / "locale").mkdir(exist_ok=True)
    (folder / "static").mkdir()
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "portal.settings.embedded",
        "PORTAL_VAR": str(folder / "var"),
        "PYTHONPATH": str(folder),
    }
    command = [sys.executable, "manage.py", "makemessages", "-l", "es", "--add-location", "file", "--ignore", "var/*"]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"makemessages failed:\n{done.stdout}{done.stderr}")
    return polib.pofile(str(folder / "locale/es/LC_MESSAGES/django.po"))


def fault(entry: polib.POEntry) -> str | None:
    texts = list(entry.msgstr_plural.values()) or [entry.msgstr]
    if "fuzzy" in entry.flags:
        return "fuzzy"
    if not all(texts):
        return "not translated"
    allowed = set(PLACEHOLDER.findall(entry.msgid + entry.msgid_plural))
    wrong = [name for text in texts for name in PLACEHOLDER.findall(text) if name not in allowed]
    needed = set(PLACEHOLDER.findall(entry.msgid)) if not entry.msgid_plural else set()
    lost = needed - set(PLACEHOLDER.findall(texts[0]))
    return f"placeholders differ: {', '.join([*wrong, *sorted(lost)])}" if wrong or lost else None


def main() -> int:
    if not shutil.which("xgettext"):
        sys.exit("xgettext is missing: install gettext (Debian and Ubuntu: sudo apt-get install gettext).")
    with tempfile.TemporaryDirectory(prefix="portal-catalogue-") as folder:
        catalogue = collected(Path(folder))
    faults = [(entry, problem) for entry in catalogue if not entry.obsolete and (problem := fault(entry))]
    for entry, problem in faults[:60]:
        where = entry.occurrences[0][0] if entry.occurrences else "?"
        print(f"{where}: {problem}: {entry.msgid!r}")
    if faults:
        print(f"{len(faults)} of {len(catalogue)} texts are not well translated. `make messages` collects them.")
        return 1
    print(f"{len(catalogue)} texts, all translated.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
