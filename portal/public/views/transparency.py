"""`/<city>/transparencia/`: what the city promised, what it has reached, with how much money, and for whom."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from portal.core import clock, formats
from portal.core.models import Municipality
from portal.public.pages import public_page, published_city
from portal.reports.charts import Bar, Chart, draw
from portal.reports.suppression import SMALLEST
from programs.enums import TargetUnit
from programs.figures.progress import target_bar
from programs.public_figures import Breakdown, Budget, PublicFigures, PublicStanding
from trainings.public_figures import course_breakdowns


@public_page
def transparency(request: HttpRequest, city: str) -> HttpResponse:
    """Show the public figures of a city. Every number is counted when the page is made; none is of a small group."""
    municipality = published_city(city)
    figures = PublicFigures(municipality)
    context = {
        "city": municipality,
        "as_of": clock.now(),
        "smallest": SMALLEST,
        "key_figures": _key_figures(figures),
        "targets": [_target(standing, municipality) for standing in figures.standings],
        "targets_chart": _targets_chart(figures.standings, municipality),
        "budgets": [_budget(budget, municipality) for budget in figures.budgets],
        "breakdowns": [
            *(_panel(breakdown, "conteos-de-solicitudes", municipality) for breakdown in figures.breakdowns),
            *(_panel(breakdown, "conteos-de-cursos", municipality) for breakdown in course_breakdowns(municipality)),
        ],
    }
    return render(request, "public/transparency.html", context)


def _key_figures(figures: PublicFigures) -> list[dict[str, str]]:
    city = figures.city
    return [
        {"label": _("programs"), "value": formats.number(len(figures.programs), city)},
        {"label": _("applications sent"), "value": _shown(figures.outcomes.total, city)},
        {"label": _("supports approved"), "value": _shown(figures.supports, city)},
    ]


def _shown(count: int | None, city: Municipality) -> str:
    return _("Not shown") if count is None else formats.number(count, city)


def _target(standing: PublicStanding, city: Municipality) -> dict[str, Any]:
    target = standing.target
    as_written = formats.money if target.unit == TargetUnit.AMOUNT else formats.number
    return {
        "target": target,
        "number": as_written(target.number, city),
        "achieved": standing.why or as_written(standing.achieved, city),
        "period": " – ".join(formats.date(day, city) for day in (target.period_start, target.period_end) if day),
        "share": "" if standing.share is None else formats.percent(standing.share, city, decimals=1),
    }


def _targets_chart(standings: list[PublicStanding], city: Municipality) -> dict[str, str]:
    told = [each for each in standings if each.achieved is not None]
    bars = [target_bar(each.target.name, each.target.number, each.achieved, each.share, city) for each in told]
    says = _("%(reached)s of %(all)s targets that can be shown have reached their figure.") % {
        "reached": sum(each.achieved >= each.target.number for each in told if each.achieved is not None),
        "all": len(told),
    }
    return {"says": says if bars else "", "drawing": draw(Chart("metas", _("Targets against achieved"), says, bars))}


def _budget(budget: Budget, city: Municipality) -> dict[str, str]:
    return {
        "program": budget.program.name,
        "budget": _("Not announced") if budget.budget is None else formats.money(budget.budget, city),
        "planned": _("Not announced") if budget.planned is None else formats.money(budget.planned, city),
        "spent": _("Not measured yet") if budget.spent is None else formats.money(budget.spent, city),
    }


def _panel(breakdown: Breakdown, dataset: str, city: Municipality) -> dict[str, Any]:
    told = [group for group in breakdown.groups if group.count is not None]
    bars = [
        Bar(group.label, (group.count or 0,), _shown(group.count, city))
        for group in breakdown.groups
        if group.count != 0
    ]
    most = max(told, key=lambda group: group.count or 0, default=None)
    says = ""
    if most is not None and most.count:
        says = _("The largest group that is shown is “%(group)s”: %(count)s.") % {
            "group": most.label,
            "count": formats.number(most.count, city),
        }
    return {
        "breakdown": breakdown,
        "dataset": dataset,
        "says": says,
        "drawing": draw(Chart(breakdown.slug, breakdown.title, says, bars)),
        "rows": [{"label": group.label, "count": _shown(group.count, city)} for group in breakdown.groups],
        "total": _shown(breakdown.total, city),
    }
