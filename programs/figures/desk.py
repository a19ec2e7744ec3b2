"""What waits at the officers' desks: how long, and with whom."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from django.db.models import Count, IntegerField, Q, Value
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from portal.core.calendar import BusinessCalendar
from portal.reports.charts import Bar, Chart
from portal.reports.dashboard import Figure, Row, Selection
from portal.reports.enums import ColumnKind as Kind
from portal.reports.registry import Column
from programs.figures.reading import cases, count

if TYPE_CHECKING:
    from portal.core.models import Municipality

# The last business day of each age but the last; the reminders escalate at 9, 21 and 45.
AGES = (2, 5, 9, 21, 45)


class Ages(Figure):
    slug = "espera-de-las-solicitudes"
    order = 30
    title = _("How long the files have waited")
    definition = _(
        "Files that wait for an officer now, by business days since they were sent. Corrections are left out."
    )
    dated = _("As it stands now; the period does not narrow it.")
    columns = (
        Column("age", _("Business days"), Kind.TEXT, _("Whole business days of the city since the day of sending.")),
        Column("files", _("Files"), Kind.NUMBER, _("How many wait.")),
        Column("in_time", _("Within the term"), Kind.NUMBER, _("Of these, those whose term runs on.")),
        Column("overdue", _("Overdue"), Kind.NUMBER, _("Of these, those whose term has ended.")),
    )

    def rows(self, selection: Selection) -> list[Row]:
        limits = _first_instants(selection.municipality, selection.at)
        late = Q(due_at__lt=selection.at)
        wanted: dict[str, Any] = {}
        for number, (after, before) in enumerate(zip([*limits, None], [None, *limits], strict=True)):
            within = Q() if after is None else Q(submitted_at__gte=after)
            within &= Q() if before is None else Q(submitted_at__lt=before)
            wanted |= {f"all_{number}": Count("pk", filter=within), f"late_{number}": Count("pk", filter=within & late)}
        counted = cases(selection).pending().aggregate(**wanted)
        pairs = [(counted[f"all_{number}"], counted[f"late_{number}"]) for number in range(len(AGES) + 1)]
        return [(label, n, n - over, over) for label, (n, over) in zip(_age_labels(), pairs, strict=True)]

    def chart(self, rows: list[Row], selection: Selection) -> Chart:
        files, overdue = sum(row[1] for row in rows), sum(row[3] for row in rows)
        bars = [Bar(label, (in_time, late), count(n, selection)) for label, n, in_time, late in rows]
        says = ngettext(
            "%(count)s file waits; overdue: %(overdue)s.", "%(count)s files wait; overdue: %(overdue)s.", files
        ) % {"count": count(files, selection), "overdue": count(overdue, selection)}
        series = (gettext("Within the term"), gettext("Overdue"))
        return Chart(self.slug, str(self.title), says, bars if files else [], series)


def _first_instants(city: Municipality, at: dt.datetime) -> list[dt.datetime]:
    """For each of AGES, the first instant of the earliest day of sending that is no older, in business days."""
    calendar, day = BusinessCalendar.of(city), at.astimezone(city.zone).date()
    found: list[dt.datetime] = []
    age = 0
    while len(found) < len(AGES):
        age += calendar.is_business_day(day)  # of a file sent the day before
        if age > AGES[len(found)]:
            found.append(dt.datetime.combine(day, dt.time(), tzinfo=city.zone).astimezone(dt.UTC))
        day -= dt.timedelta(days=1)
    return found


def _age_labels() -> list[str]:
    first = [0, *(age + 1 for age in AGES)]
    between = [gettext("%(from)s to %(to)s days") % {"from": a, "to": b} for a, b in zip(first, AGES, strict=False)]
    return [*between, gettext("%(from)s days or more") % {"from": first[-1]}]


class Workload(Figure):
    slug = "carga-por-revisor"
    order = 40
    title = _("Work by officer")
    definition = _("Files that each officer has now, and those decided in the period. Files of nobody stand apart.")
    dated = _("Decided files by the day of the decision; the others as they stand now.")
    columns = (
        Column("organization", _("Organization"), Kind.TEXT, _("The one that reviews.")),
        Column("officer", _("Officer"), Kind.TEXT, _("Empty for files that nobody has.")),
        Column("in_time", _("Within the term"), Kind.NUMBER, _("Assigned files that wait and whose term runs on.")),
        Column("overdue", _("Overdue"), Kind.NUMBER, _("Assigned files that wait and whose term has ended.")),
        Column("decided", pgettext_lazy("number of files", "Decided"), Kind.NUMBER, _("Decided in the period.")),
    )

    def rows(self, selection: Selection) -> list[Row]:
        zero = Value(0, output_field=IntegerField())
        late = Count("pk", filter=Q(due_at__lt=selection.at))
        waiting = cases(selection).pending().values_list(*self._names("assignee"))
        waiting = waiting.annotate(n=Count("pk"), late=late, decided=zero)
        decided = cases(selection).filter(selection.within("decided_at"), decided_at__isnull=False)
        decided = decided.values_list(*self._names("decided_by")).annotate(n=zero, late=zero, decided=Count("pk"))
        found: dict[tuple[str, str, int], list[int]] = defaultdict(lambda: [0, 0, 0])
        for organization, name, number, n, over, done in waiting.union(decided, all=True):
            who = found[organization, name or "", number or 0]
            who[0], who[1], who[2] = who[0] + n - over, who[1] + over, who[2] + done
        return [
            (organization, name, *found[organization, name, number]) for organization, name, number in sorted(found)
        ]

    @staticmethod
    def _names(path: str) -> tuple[str, str, str]:
        return "organization__name", f"{path}__full_name", path

    def chart(self, rows: list[Row], selection: Selection) -> Chart:
        bars = [
            Bar(name or gettext("Nobody: %(organization)s") % {"organization": organization}, (in_time, over), text)
            for organization, name, in_time, over, _done in rows
            for text in [count(in_time + over, selection)]
        ]
        unassigned = sum(row[2] + row[3] for row in rows if not row[1])
        says = gettext("%(pending)s files are with officers or wait for one; nobody has %(nobody)s of them.") % {
            "pending": count(sum(row[2] + row[3] for row in rows), selection),
            "nobody": count(unassigned, selection),
        }
        return Chart(self.slug, str(self.title), says, bars, (gettext("Within the term"), gettext("Overdue")))
