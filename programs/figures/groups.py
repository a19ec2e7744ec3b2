"""Who applies: the sent applications by strategic line, size and sector, and what came of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, NullIf
from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from enterprises.enums import EnterpriseSize
from enterprises.models import SectorCode
from portal.reports.charts import Bar, Chart
from portal.reports.dashboard import Figure, Row, Selection
from portal.reports.enums import ColumnKind as Kind
from portal.reports.registry import Column
from programs.enums import CLOSED
from programs.figures.reading import cases, count
from programs.models import Case
from programs.targets import REACHING


class SentBy(Figure):
    """The applications sent in the period, by one of their marks, and what came of them."""

    dated = _("Counted by the day on which the application was sent.")
    heading: ClassVar[str | Promise]
    meaning: ClassVar[str | Promise]

    def __init_subclass__(cls, **kwargs: Any) -> None:
        cls.columns = (
            Column("group", cls.heading, Kind.TEXT, cls.meaning),
            Column("sent", pgettext_lazy("application step", "Sent"), Kind.NUMBER, _("Applications that were sent.")),
            Column("approved", pgettext_lazy("outcome", "Approved"), Kind.NUMBER, _("Approved or completed.")),
            Column("open", _("Not decided yet"), Kind.NUMBER, _("In review, in correction or waiting for a place.")),
            Column("closed", _("Without support"), Kind.NUMBER, _("Not approved, withdrawn or expired.")),
        )  # fmt: skip
        super().__init_subclass__(**kwargs)

    def grouped(self, rows: QuerySet[Case], selection: Selection) -> QuerySet:
        """The rows as values of the label's group, in one or two columns."""
        raise NotImplementedError

    def label(self, *group: str) -> str:
        raise NotImplementedError

    def rows(self, selection: Selection) -> list[Row]:
        sent = cases(selection).of_applications().filter(selection.within("submitted_at"))
        counted = self.grouped(sent, selection).annotate(
            n=Count("pk"), yes=Count("pk", filter=Q(state__in=REACHING)), no=Count("pk", filter=Q(state__in=CLOSED))
        )
        return [(self.label(*group), n, yes, n - yes - no, no) for *group, n, yes, no in self.sorted(list(counted))]

    def sorted(self, rows: list[Sequence[Any]]) -> list[Sequence[Any]]:
        """The most numerous group first."""
        return sorted(rows, key=lambda row: (-row[-3], *row[:-3]))

    def chart(self, rows: list[Row], selection: Selection) -> Chart:
        bars = [Bar(label, (yes, still, no), count(n, selection)) for label, n, yes, still, no in rows]
        says = ""
        if rows:
            most = max(rows, key=lambda row: row[1])
            says = gettext("Most applications are of “%(group)s”: %(count)s of %(all)s.") % {
                "group": most[0],
                "count": count(most[1], selection),
                "all": count(sum(row[1] for row in rows), selection),
            }
        series = (gettext("Approved or completed"), gettext("Not decided yet"), gettext("Without support"))
        return Chart(self.slug, str(self.title), says, bars, series)


class SentByLine(SentBy):
    slug = "solicitudes-por-linea"
    order = 60
    title = _("Applications by strategic line")
    definition = _("Sent applications by the line of their project, and what came of them.")
    heading = _("Strategic line")
    meaning = _("Of the project, where the call asks for one.")

    def grouped(self, rows: QuerySet[Case], selection: Selection) -> QuerySet:
        return rows.values_list("line")

    def label(self, *group: str) -> str:
        return group[0] or gettext("Without a line")


class SentBySize(SentBy):
    slug = "solicitudes-por-tamano"
    order = 70
    title = _("Applications by size of the enterprise")
    definition = _("Sent applications by the size of the enterprise when it was sent, and what came of them.")
    heading = _("Size")
    meaning = _("By the law of the country, as it stood when it was sent.")

    def grouped(self, rows: QuerySet[Case], selection: Selection) -> QuerySet:
        return rows.values_list(Coalesce(NullIf("size", Value("")), Value(str(EnterpriseSize.UNKNOWN))))

    def label(self, *group: str) -> str:
        return str(EnterpriseSize(group[0]).label)

    def sorted(self, rows: list[Sequence[Any]]) -> list[Sequence[Any]]:
        """From the smallest size to the largest."""
        return sorted(rows, key=lambda row: EnterpriseSize.values.index(row[0]))


class SentBySector(SentBy):
    slug = "solicitudes-por-sector"
    order = 80
    title = _("Applications by sector")
    definition = _("Sent applications by the sector of the enterprise when it was sent, and what came of them.")
    heading = _("Sector")
    meaning = _("By the country's classification of activities.")

    def grouped(self, rows: QuerySet[Case], selection: Selection) -> QuerySet:
        names = SectorCode.objects.filter(country=selection.municipality.country, code=OuterRef("sector"))
        named = rows.annotate(sector_name=Coalesce(Subquery(names.values("name")[:1]), Value("")))
        return named.values_list("sector", "sector_name")

    def label(self, *group: str) -> str:
        code, name = group
        return f"{code} {name}".strip() or gettext("Not known yet")
