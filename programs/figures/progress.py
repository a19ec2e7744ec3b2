"""How far the applications have come, and the city towards its targets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from portal.core import formats
from portal.reports.charts import Bar, Chart
from portal.reports.dashboard import Figure, Row, Selection
from portal.reports.enums import ColumnKind as Kind
from portal.reports.registry import Column
from programs.enums import EnrollmentState as S
from programs.enums import TargetUnit
from programs.figures.reading import applications, count
from programs.models import EnrollmentTransition, Target
from programs.targets import REACHING, standings

if TYPE_CHECKING:
    from portal.core.models import Municipality


class Funnel(Figure):
    slug = "camino-de-las-solicitudes"
    order = 10
    title = _("From the draft to the approval")
    definition = _(
        "Of the applications begun in the period, how many have come to each step. Each is in all before it."
    )
    dated = _("Counted by the day on which the application was begun.")
    columns = (
        Column("step", _("Step"), Kind.TEXT, _("What has happened to the application at least once.")),
        Column("applications", _("Applications"), Kind.NUMBER, _("How many have come so far.")),
        Column("share", _("Of those begun"), Kind.PERCENT, _("This step by the first one.")),
    )
    steps = (
        ("begun", _("Begun"), Q()),
        ("sent", pgettext_lazy("application step", "Sent"), Q(submitted_at__isnull=False)),
        ("reviewed", _("Review begun"), None),  # the log says so
        ("decided", _("Decision taken"), Q(decided_at__isnull=False)),
        ("approved", pgettext_lazy("outcome", "Approved"), Q(state__in=REACHING)),
    )

    def rows(self, selection: Selection) -> list[Row]:
        log = EnrollmentTransition.objects.filter(to_state=S.IN_REVIEW)
        reviewed = Q(pk__in=log.values("subject")) | Q(decided_at__isnull=False)
        counted = applications(selection).filter(selection.within("created_at")).aggregate(
            **{name: Count("pk", filter=reviewed if when is None else when) for name, _label, when in self.steps}
        )  # fmt: skip
        begun = counted["begun"]
        return [
            (str(label), counted[name], counted[name] / begun if begun else None) for name, label, _when in self.steps
        ]

    def chart(self, rows: list[Row], selection: Selection) -> Chart:
        city = selection.municipality
        bars = [
            Bar(step, (n,), f"{count(n, selection)} ({formats.percent(share or 0, city)})") for step, n, share in rows
        ]
        says = gettext("Of %(begun)s applications begun, %(sent)s were sent and %(approved)s are approved.") % {
            "begun": count(rows[0][1], selection),
            "sent": count(rows[1][1], selection),
            "approved": count(rows[-1][1], selection),
        }
        return Chart(self.slug, str(self.title), says, bars if rows[0][1] else [])


class States(Figure):
    slug = "estado-de-las-solicitudes"
    order = 20
    title = _("Where the applications stand now")
    definition = _("Every application begun in the period is in one state and counted once.")
    dated = _("Counted by the day on which the application was begun.")
    columns = (
        Column("state", _("State"), Kind.TEXT, _("As the officer's list names it.")),
        Column("applications", _("Applications"), Kind.NUMBER, _("How many are in it now.")),
    )

    def rows(self, selection: Selection) -> list[Row]:
        begun = applications(selection).filter(selection.within("created_at"))
        counted = dict(begun.values_list("state").annotate(Count("pk")))
        return [(str(label), counted.get(value, 0)) for value, label in S.choices]

    def chart(self, rows: list[Row], selection: Selection) -> Chart:
        bars = [Bar(state, (n,), count(n, selection)) for state, n in rows if n]
        most = max(rows, key=lambda each: each[1])
        says = gettext("The largest group is “%(state)s”: %(count)s.") % {
            "state": most[0],
            "count": count(most[1], selection),
        }
        return Chart(self.slug, str(self.title), says if bars else "", bars)


class Targets(Figure):
    slug = "metas"
    order = 50
    title = _("Targets against achieved")
    definition = _("Each figure that the city has announced, and what was reached of it in the target's own period.")
    dated = _("In the period of each target; the one above does not narrow it, nor does the call.")
    columns = (
        Column("target", _("Target"), Kind.TEXT, _("What was announced.")),
        Column("program", _("Program"), Kind.TEXT, _("Empty for a target of the whole city.")),
        Column("unit", _("Counts"), Kind.TEXT, _("People, enterprises or money.")),
        Column("number", _("Figure"), Kind.NUMBER, _("What is to be reached.")),
        Column("achieved", _("Achieved"), Kind.NUMBER, _("What was reached; empty where nothing measures it yet.")),
        Column("share", _("Progress"), Kind.PERCENT, _("Achieved by figure.")),
    )

    def rows(self, selection: Selection) -> list[Row]:
        targets = Target.objects.visible_to(selection.user).filter(municipality=selection.municipality)
        if program := selection.chosen.get("program"):
            targets = targets.filter(program=program)
        targets = targets.select_related("program", "municipality").order_by("program__name", "name", "pk")
        return [
            (each.target.name, each.target.program.name if each.target.program else "",
             str(TargetUnit(each.target.unit).label), each.target.number, each.achieved, each.share)
            for each in standings(targets)
        ]  # fmt: skip

    def chart(self, rows: list[Row], selection: Selection) -> Chart:
        city = selection.municipality
        measured = [row for row in rows if row[4] is not None]
        bars = [target_bar(name, number, achieved, share, city) for name, _p, _u, number, achieved, share in measured]
        says = gettext("%(reached)s of %(all)s targets that are measured have reached their figure.") % {
            "reached": sum(row[5] >= 1 for row in measured),
            "all": len(measured),
        }
        return Chart(self.slug, str(self.title), says, bars)


def target_bar(name: str, number: Any, achieved: Any, share: Any, city: Municipality) -> Bar:
    """What was reached of a target, in a bar that ends where the target does."""
    text = gettext("%(achieved)s of %(number)s (%(share)s)") % {
        "achieved": formats.number(achieved, city),
        "number": formats.number(number, city),
        "share": formats.percent(share, city, decimals=1),
    }
    return Bar(name, (achieved,), text, goal=number)
