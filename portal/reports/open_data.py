"""Open data: what a city publishes for anybody to use, with a dictionary of its columns, as CSV and as JSON.

Declaring a class with a `slug` registers it; each app declares its own in a module `datasets`. A dataset begins at the
`public()` rows of a published city, holds no personal value that a law does not name, and is made anew at each reading.
"""

import csv
import hashlib
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, ClassVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.core import clock
from portal.core.models import LedgerEntry, Municipality, Seal
from portal.reports.cells import csv_cell
from portal.reports.enums import ColumnKind
from portal.reports.registry import CHUNK, Column
from portal.reports.writers import BOM

Row = Sequence[Any]


class Dataset:
    """One table of a city. The names of its columns are part of what others rely on: Spanish, and never changed."""

    slug: ClassVar[str]
    order: ClassVar[int]
    title: ClassVar[str | Promise]
    description: ClassVar[str | Promise]
    columns: ClassVar[tuple[Column, ...]]

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "slug" not in cls.__dict__:
            return
        known = registered.get(cls.slug)
        if known is not None and type(known).__qualname__ != cls.__qualname__:
            raise TypeError(f"the dataset {cls.slug!r} is taken by {type(known).__qualname__}")
        registered[cls.slug] = cls()

    def source(self, city: Municipality) -> QuerySet | list[Any]:
        """What the rows are made of, in their order: a queryset where there may be many, else a list."""
        raise NotImplementedError

    def row(self, item: Any, city: Municipality) -> Row:
        """The values of one item of the source, one per column, as `Report.rows` gives them."""
        raise NotImplementedError

    def rows(self, city: Municipality) -> Iterator[Row]:
        found = self.source(city)
        for item in found.iterator(chunk_size=CHUNK) if isinstance(found, QuerySet) else found:
            yield self.row(item, city)

    def source_of_law(self, city: Municipality) -> str:
        """The law that has it published, where there is one."""
        return ""


registered: dict[str, Dataset] = {}


def datasets() -> list[Dataset]:
    return sorted(registered.values(), key=lambda dataset: (dataset.order, dataset.slug))


def licence(city: Municipality) -> str:
    """What anybody may do with the data, in the city's words (setting `open_data_licence`), else a plain permission."""
    own = city.setting("open_data_licence", "")
    return own or _(
        "Anybody may use, share and change these data, also for profit. Name %(city)s as the source and say the date."
    ) % {"city": city.official_name}


def dictionary(dataset: Dataset, city: Municipality) -> list[dict[str, str]]:
    """Name, heading, meaning, kind and unit of each column."""
    return [
        {
            "name": column.name,
            "label": column.heading(city),
            "definition": column.meaning(city),
            "type": str(ColumnKind(column.kind).label),
            "unit": column.measure(city),
        }
        for column in dataset.columns
    ]


def version_of(dataset: Dataset, city: Municipality) -> str:
    """A short text that changes whenever the file may: whatever changes a row of the portal is noted in the ledger.

    An entry can be committed after one with a higher number. It is sealed within the minute, hence the last seal too.
    """
    entry = LedgerEntry.objects.order_by("-pk").values_list("pk", flat=True).first()
    seal = Seal.objects.order_by("-pk").values_list("pk", flat=True).first()
    columns = [(column.name, column.heading(city), column.meaning(city)) for column in dataset.columns]
    told = [dataset.slug, city.pk, get_language(), entry, seal, columns, licence(city)]
    return hashlib.sha256(json.dumps(told, ensure_ascii=True).encode()).hexdigest()[:32]


def csv_pieces(dataset: Dataset, city: Municipality) -> Iterator[bytes]:
    """The rows below the names of the columns."""
    kinds = [column.kind for column in dataset.columns]
    return csv_lines([column.name for column in dataset.columns], kinds, dataset.rows(city), city)


def csv_lines(
    heading: Sequence[str], kinds: Sequence[ColumnKind], rows: Iterable[Row], city: Municipality
) -> Iterator[bytes]:
    """Rows as CSV, a block at a time: UTF-8 with a byte order mark, no cell that a spreadsheet runs as a formula."""
    yield BOM
    block = io.StringIO(newline="")
    writer = csv.writer(block, lineterminator="\n")
    writer.writerow(heading)
    for number, row in enumerate(rows, 1):
        writer.writerow([csv_cell(kind, value, city.zone) for kind, value in zip(kinds, row, strict=True)])
        if number % CHUNK == 0:
            yield block.getvalue().encode()
            block.seek(0)
            block.truncate()
    yield block.getvalue().encode()


def json_pieces(dataset: Dataset, city: Municipality) -> Iterator[bytes]:
    """JSON, a block at a time: what it is, its dictionary and its rows. Money is a text, so that no cent is rounded."""
    head = {
        "dataset": dataset.slug,
        "title": str(dataset.title),
        "description": str(dataset.description),
        "city": city.name,
        "publisher": city.official_name,
        "as_of": clock.now().astimezone(city.zone).isoformat(timespec="seconds"),
        "licence": licence(city),
        "source_of_law": dataset.source_of_law(city),
        "columns": dictionary(dataset, city),
    }
    yield _json(head)[:-1].encode() + b', "rows": ['
    lines: list[str] = []
    for number, row in enumerate(dataset.rows(city)):
        pairs = zip(dataset.columns, row, strict=True)
        values = {column.name: json_value(column.kind, value, city) for column, value in pairs}
        lines.append(f"{',' if number else ''}\n{_json(values)}")
        if len(lines) == CHUNK:
            yield "".join(lines).encode()
            lines.clear()
    yield "".join([*lines, "\n]}\n"]).encode()


def json_value(kind: ColumnKind, value: Any, city: Municipality) -> Any:
    """A value as JSON holds it: counts as numbers, money and percentages as CSV writes them, instants by the city."""
    match kind:
        case ColumnKind.MONEY | ColumnKind.PERCENT | ColumnKind.DATE:
            return csv_cell(kind, value, city.zone) or None
        case ColumnKind.INSTANT:
            return value and value.astimezone(city.zone).isoformat(timespec="seconds")
    return value


def _json(value: Any) -> str:
    return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False)
