"""Writes the rows of a city file, and leaves alone the rows that a person has changed since."""

import datetime
import hashlib
import json
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import models, transaction

from portal.core import ledger
from portal.core.cities import registry, sections
from portal.core.cities.tables import CityFileError, Table
from portal.core.models import Municipality

FOLDER = Path(__file__).resolve().parent.parent.parent / "cities"
Row = TypeVar("Row", bound=models.Model)


class CheckOnly(Exception):
    """Rolls back a load that was only a check."""


@dataclass
class Report:
    """What a load did. `kept` lists the rows that a person changed, or that may not change any more, and why."""

    city: str = ""
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    kept: list[str] = field(default_factory=list)

    def lines(self) -> list[str]:
        """For people to read, one fact a line."""
        counts = f"{self.city}: {self.created} created, {self.updated} updated, {self.unchanged} unchanged"
        return [f"{counts}, {len(self.kept)} kept", *(f"  kept: {line}" for line in self.kept)]


def shipped() -> list[Path]:
    """The city files that come with the portal."""
    return sorted(FOLDER.glob("*.toml"))


def read(path: Path) -> tuple[dict[str, Any], str]:
    """The document in the file at `path`, and the digest of its bytes. Raises CityFileError."""
    try:
        content = path.read_bytes()
        return tomllib.loads(content.decode("utf-8")), hashlib.sha256(content).hexdigest()
    except OSError as error:
        raise CityFileError(f"{path}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise CityFileError(f"{path}: must be written in UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        raise CityFileError(f"{path}: {error}") from None


def load(path: Path, *, by: Any = None, check: bool = False) -> Report:
    """Load the city file at `path` in one transaction; with `check`, leave nothing. What changed has one ledger row.

    Raises CityFileError with every fault of the first section that has any; nothing has changed then.
    """
    document, file_digest = read(path)
    report = Report()
    try:
        with transaction.atomic(durable=True):
            municipality = run(document, report)
            if report.created or report.updated:
                counts = {"created": report.created, "updated": report.updated, "kept": len(report.kept)}
                data = {"file_digest": file_digest, **counts}
                ledger.append("core.city.load", by=by, obj=municipality, municipality=municipality, data=data)
            if check:
                raise CheckOnly
    except CheckOnly:
        pass
    return report


def run(document: dict[str, Any], report: Report) -> Municipality:
    """Run all sections on `document` inside the open transaction."""
    known = list(registry.sections())
    readers = {"city"} | {key for one in known for key in one.keys}
    if unread := [key for key in document if key not in readers]:
        raise CityFileError(*(f"{key}: no part of the portal reads this" for key in unread))
    loader = Loader(report)
    municipality = sections.load_municipality(document, loader=loader)
    report.city = municipality.name
    loader.zone = municipality.zone
    for one in known:
        one.load(document, municipality=municipality, loader=loader)
        if loader.faults:
            raise CityFileError(*loader.faults)
    return municipality


class Loader:
    """What a section writes with. It counts, compares digests and gathers faults; it needs an open transaction."""

    def __init__(self, report: Report):
        self.report = report
        self.zone: ZoneInfo = ZoneInfo("UTC")
        self.faults: list[str] = []
        self._path = ""

    def tables(self, document: dict[str, Any], key: str) -> Iterator[Table]:
        """The tables of the list `key` of the document ([[programs]]); what is wrong in a row is told with its path."""
        for table in Table(document, "", self.zone).tables(key):
            self._path = table.path
            yield table
        self._path = ""

    def row(self, model: type[Row], lookup: dict[str, Any], values: dict[str, Any], path: str = "") -> Row:
        """The row of `model` found by `lookup`, created or brought to `values`, after full validation.

        It is changed only while its values are still those that the last load left; else a person has changed it, and
        it is kept and reported. A model without `loaded_digest` is created and never changed. `path` is the place in
        the file, when it is not the table that `tables` is at. Raises CityFileError with all faults of the row.
        """
        path = path or self._path
        found = model._default_manager.filter(**lookup).first()
        if found is None:
            row = self._validated(model(**lookup, **values), path)
            self._save(row, values)
            self.report.created += 1
            return row
        if not self._may_change(found, values, path):
            return found
        before = digest(found, values)
        for name, value in values.items():
            setattr(found, name, value)
        self._validated(found, path)
        if digest(found, values) == before:
            self.report.unchanged += 1
        else:
            self._save(found, values)
            self.report.updated += 1
        return found

    def keep(self, row: models.Model, reason: str) -> None:
        """Report that `row` was left as it is (a published version, say)."""
        self.report.kept.append(f"{row._meta.label} {row}: {reason}")

    def fault(self, path: str, message: str) -> None:
        """Note a fault; the load goes on to the end of the section to find the others, and then fails."""
        self.faults.append(f"{path}: {message}")

    def _may_change(self, row: models.Model, values: dict[str, Any], path: str) -> bool:
        current = digest(row, values)
        if current == getattr(row, "loaded_digest", None):
            return True
        wanted = row._meta.model(**dict(values))
        if current == digest(wanted, values):
            self.report.unchanged += 1
        else:
            self.keep(row, f"changed by a person since it was loaded, the file differs ({path})")
        return False

    def _validated(self, row: Row, path: str) -> Row:
        try:
            row.full_clean()
        except ValidationError as error:
            faults = [f"{path}.{name}: {text}" for name, texts in error.message_dict.items() for text in texts]
            raise CityFileError(*(fault.replace(".__all__:", ":") for fault in faults)) from None
        return row

    def _save(self, row: models.Model, values: dict[str, Any]) -> None:
        if hasattr(row, "loaded_digest"):
            row.loaded_digest = digest(row, values)
        row.save()


def digest(row: models.Model, names: Any) -> str:
    """SHA-256 of the fields `names` of `row`, the same before saving and after reading again."""
    values = {name: canonical(row._meta.get_field(name), row) for name in sorted(names)}
    return hashlib.sha256(json.dumps(values, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def canonical(one: Any, row: models.Model) -> Any:
    """The field's value in a form that does not depend on how it was written down."""
    value = getattr(row, one.attname)
    if value is None:
        return None
    value = one.to_python(value) if not isinstance(one, models.JSONField) else value
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, datetime.datetime):
        return value.astimezone(datetime.UTC).isoformat()
    if isinstance(value, datetime.date):
        return value.isoformat()
    return json.loads(json.dumps(value, default=str))
