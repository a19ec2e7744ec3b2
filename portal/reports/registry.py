"""Reports: what may be asked for, by whom, and which columns it has. Declaring a class with a `slug` registers it.

Each app declares its own in a module `reports`. `docs/howto/add-a-report.md` has an example.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django.db import models
from django.db.models import Case, CharField, Value, When
from django.db.models.expressions import Combinable
from django.utils.functional import Promise

from portal.core.enums import Role
from portal.core.models import Municipality
from portal.core.querysets import AnyUser
from portal.organizations.roles import memberships_of, municipalities_of
from portal.reports.criteria import Criteria
from portal.reports.enums import DESK, ColumnKind

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
CHUNK = 2000  # rows fetched at once

Text = str | Promise | Callable[[Municipality], str]


@dataclass(frozen=True)
class Column:
    """One column: its name in code, what stands above it, what it holds, and what exactly that is.

    `label`, `definition` and `unit` are lazy texts, or functions of the city where the word differs by country.
    """

    name: str
    label: Text
    kind: ColumnKind
    definition: Text
    unit: Text = ""

    def heading(self, city: Municipality) -> str:
        """The label, with the unit that a bare number would lack."""
        unit = {ColumnKind.MONEY: f" ({city.currency})", ColumnKind.PERCENT: " (%)"}.get(self.kind, "")
        return f"{self._in(self.label, city)}{unit}"

    def meaning(self, city: Municipality) -> str:
        return self._in(self.definition, city)

    def measure(self, city: Municipality) -> str:
        """In what it is measured: money in the city's currency, instants by the city's clock, else what it says."""
        known = {ColumnKind.MONEY: city.currency, ColumnKind.PERCENT: "%", ColumnKind.INSTANT: city.timezone}
        return self._in(self.unit, city) or known.get(self.kind, "")

    @staticmethod
    def _in(text: Text, city: Municipality) -> str:
        return text(city) if callable(text) else str(text)


class Report:
    """Rows of one city for one user. A subclass with a `slug` is registered as it is declared.

    Raises TypeError at declaration when the slug is taken or badly written, or when columns or roles are missing.
    """

    slug: ClassVar[str]
    title: ClassVar[str | Promise]
    description: ClassVar[str | Promise]
    columns: ClassVar[tuple[Column, ...]]
    roles: ClassVar[frozenset[Role]]
    """Who may run it: DESK roles in the city's own organization, others in any organization of the city."""
    criteria: ClassVar[type[Criteria]] = Criteria

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "slug" not in cls.__dict__:
            return  # a base for several reports
        if not _SLUG.fullmatch(cls.slug):
            raise TypeError(f"{cls.__name__}.slug is written in-small-letters, not {cls.slug!r}")
        if not getattr(cls, "columns", ()) or not getattr(cls, "roles", ()):
            raise TypeError(f"{cls.__name__} has no columns, or nobody may run it")
        known = registered.get(cls.slug)
        if known is not None and (type(known).__module__, type(known).__qualname__) != (
            cls.__module__,
            cls.__qualname__,
        ):
            raise TypeError(f"the report {cls.slug!r} is taken by {type(known).__qualname__}")
        registered[cls.slug] = cls()

    def rows(self, filters: Mapping[str, Any], user: AnyUser, municipality: Municipality) -> Iterator[Sequence[Any]]:
        """Give the rows, a value per column in their order; begins at `visible_to(user)`, narrowed to the city.

        Values: texts; whole numbers or Decimals for numbers and money (in the city's currency); a share of 1 for a
        percentage; dates; aware instants; None where nothing is known. `filters` is what the criteria cleaned.
        """
        raise NotImplementedError

    def total(self, filters: Mapping[str, Any], user: AnyUser, municipality: Municipality) -> int | None:
        """How many rows there will be, for the percentage; None where counting would be the whole work."""
        return None

    def may_be_run_by(self, user: AnyUser, municipality: Municipality) -> bool:
        """Whether `user` holds one of the roles in the city now."""
        return municipalities_of(user, *self.roles).filter(pk=municipality.pk).exists()


class QueryReport(Report):
    """A report that needs no Python per row: one query, which PostgreSQL writes to CSV by COPY."""

    def query(self, filters: Mapping[str, Any], user: AnyUser, municipality: Municipality) -> models.QuerySet:
        """A `values_list(...)` queryset with the columns in their order, ordered to the last row.

        Money comes from a MoneyField as it is, or as Value/Sum of one; choices through `labelled`.
        """
        raise NotImplementedError

    def rows(self, filters: Mapping[str, Any], user: AnyUser, municipality: Municipality) -> Iterator[Sequence[Any]]:
        yield from self.query(filters, user, municipality).iterator(chunk_size=CHUNK)

    def total(self, filters: Mapping[str, Any], user: AnyUser, municipality: Municipality) -> int | None:
        return self.query(filters, user, municipality).order_by().count()


registered: dict[str, Report] = {}


def labelled(field: str, choices: type[models.TextChoices]) -> Combinable:
    """The label of a choice in the active language, as an expression; what is no choice comes as it is."""
    whens = [When(**{field: value}, then=Value(str(label))) for value, label in choices.choices]
    return Case(*whens, default=models.F(field), output_field=CharField())


def reports_for(user: AnyUser, municipality: Municipality) -> list[Report]:
    """The reports that `user` may run in the city, by their titles."""
    found = [report for report in registered.values() if report.may_be_run_by(user, municipality)]
    return sorted(found, key=lambda report: str(report.title))


def cities_for(user: AnyUser) -> models.QuerySet[Municipality]:
    """The cities where `user` may run a report."""
    roles = {role for report in registered.values() for role in report.roles}
    return municipalities_of(user, *roles).order_by("name", "pk")


def slugs_by_city(user: AnyUser, *, desk: bool) -> dict[int, set[str]]:
    """By city, the reports that `user` may run there; with `desk`, only those that a role of the city's desk gives."""
    found: dict[int, set[str]] = {}
    for membership in memberships_of(user):
        city = membership.organization.municipality_id
        if city is None or (desk and membership.role not in DESK):
            continue
        slugs = {slug for slug, report in registered.items() if membership.role in report.roles}
        found.setdefault(city, set()).update(slugs)
    return found
