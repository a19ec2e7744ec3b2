"""What may be imported, by whom, and which columns its file has. Declaring a class with a `slug` registers it.

    class Enterprises(Importer):
        slug = "empresas"
        columns = (ImportColumn("razon_social", _("Its legal name."), required=True), ...)

        def judge(self, rows, task): ...    # says of each row what would come of it; writes nothing
        def write(self, rows, task): ...    # writes rows that were judged, inside the transaction of the import

A column is known by a Spanish name that is part of the file's format, as an address is, and not a text of the page.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar
from uuid import UUID

from django.utils.functional import Promise

from portal.core.enums import Role
from portal.core.models import Municipality
from portal.core.querysets import AnyUser
from portal.organizations.roles import municipalities_of
from portal.reports.enums import CellKind, ImportOutcome

Text = str | Promise
Names = Mapping[str, str]  # what may be written in the file, and what it stands for


@dataclass(frozen=True)
class ImportColumn:
    """One column of the file.

    Args:
        name: its heading, in small letters and underscores; accents, capitals and spaces are forgiven.
        meaning: what it holds, in a sentence; a function of the city where the words differ by country.
        aliases: other headings under which people know it.
        choices: for a choice, by what may be written (small letters, no accents) the value that it stands for.
        example: what a filled cell looks like; a function of the city where that differs by country.
        most: the most characters of a text.
    """

    name: str
    meaning: Text | Callable[[Municipality], Text]
    kind: CellKind = CellKind.TEXT
    required: bool = False
    aliases: tuple[str, ...] = ()
    choices: Names | Callable[[Municipality], Names] = field(default_factory=dict)
    example: str | Callable[[Municipality], str] = ""
    most: int = 200

    def said(self, city: Municipality) -> str:
        """What it holds, in the words of the city."""
        return str(self.meaning(city) if callable(self.meaning) else self.meaning)

    def shown(self, city: Municipality) -> str:
        """The example, as the city writes it."""
        return self.example(city) if callable(self.example) else self.example

    def names(self, city: Municipality) -> Names:
        """What may be written in a choice."""
        return self.choices(city) if callable(self.choices) else self.choices


@dataclass(frozen=True)
class Fault:
    """What is wrong with a cell (or, without a column, with the row), in a sentence that says how to mend it."""

    column: str
    text: str


@dataclass
class Row:
    """One row of the file: `number` is that of the spreadsheet's line; `values` are the cells as they were understood.

    The importer sets `outcome`, `label` (by which people know the row again) and, when it writes, `made`.
    """

    number: int
    values: dict[str, Any] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    outcome: ImportOutcome = ImportOutcome.REFUSE
    label: str = ""
    made: UUID | None = None

    def refuse(self, column: str, text: Text) -> None:
        self.faults.append(Fault(column, str(text)))
        self.outcome = ImportOutcome.REFUSE


@dataclass
class Task:
    """What is imported where and for whom; `seen` is the importer's memory from one batch to the next."""

    municipality: Municipality
    by: Any
    seen: dict[Any, Any] = field(default_factory=dict)
    run: Any = None


class Importer:
    """One kind of file. A subclass with a `slug` is registered as it is declared; TypeError when the slug is taken."""

    slug: ClassVar[str]
    title: ClassVar[Text]
    description: ClassVar[Text]
    columns: ClassVar[tuple[ImportColumn, ...]]
    roles: ClassVar[frozenset[Role]] = frozenset({Role.STAFF})
    # Where what comes of a row is more than the general words say.
    outcomes: ClassVar[Mapping[ImportOutcome, Text]] = {}

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "slug" not in cls.__dict__:
            return
        known = registered.get(cls.slug)
        if known is not None and type(known).__qualname__ != cls.__qualname__:
            raise TypeError(f"there is an import {cls.slug!r} already")
        registered[cls.slug] = cls()

    def judge(self, rows: Sequence[Row], task: Task) -> None:
        """Say of each row what would come of it: MAKE, LINK, or REFUSE with its faults. Writes nothing."""
        raise NotImplementedError

    def write(self, rows: Sequence[Row], task: Task) -> None:
        """Write rows that were judged MAKE or LINK a moment ago, in the same transaction. A step."""
        raise NotImplementedError

    def outcome_label(self, outcome: str) -> str:
        """What came of a row, in words."""
        return str(self.outcomes.get(ImportOutcome(outcome), ImportOutcome(outcome).label))

    def may_be_run_by(self, user: AnyUser, municipality: Municipality) -> bool:
        """Whether `user` holds a role that may import this into the city."""
        return municipalities_of(user, *self.roles).filter(pk=municipality.pk).exists()


registered: dict[str, Importer] = {}
"""By slug, in the order of declaration."""
