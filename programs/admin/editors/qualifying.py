"""Before publishing: who of the city's registry would qualify."""

from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseNotAllowed
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from enterprises.models import Enterprise
from portal.core import formats
from portal.reports.charts import Bar, Chart, draw
from programs.actions.faults import faults
from programs.admin.editors.bench import Bench
from programs.qualification import Group, who_qualifies
from programs.rule_words import comparison


def qualify_page(bench: Bench) -> HttpResponse:
    """Show, for each rule, size and sector, how many enterprises would qualify, might, and would not."""
    if bench.request.method == "POST":
        return HttpResponseNotAllowed(["GET", "HEAD"])
    found = [fault.text for fault in faults(bench.version) if fault.part == "rules"]
    if found:
        return bench.page("qualify", _("Who would qualify"), faults=found, result=None)
    result = who_qualifies(bench.version, _registry(bench), bench.fact_context)
    context = bench.fact_context
    rules = [{"count": count, "comparison": comparison(count.rule, context)} for count in result.rules]
    return bench.page(
        "qualify",
        _("Who would qualify"),
        faults=[],
        result=result,
        rules=rules,
        on=context.on,
        is_demo=settings.DEMO,
        left_out=0 if settings.DEMO else _of_the_city(bench).filter(is_test=True).count(),
        tables=[
            _table(bench, "sizes", _("By size"), result.sizes),
            _table(bench, "sectors", _("By sector"), result.sectors),
        ],
    )


def _of_the_city(bench: Bench) -> QuerySet[Enterprise]:
    """Return the enterprises of the city that its people see, without those merged into another."""
    return Enterprise.objects.visible_to(bench.request.user).standing().filter(municipality=bench.city)


def _registry(bench: Bench) -> QuerySet[Enterprise]:
    """Return the enterprises that may apply: without the test ones, which in the demo are the registry."""
    standing = _of_the_city(bench)
    return standing if settings.DEMO else standing.filter(is_test=False)


def _table(bench: Bench, code: str, title: str, groups: list[Group]) -> dict[str, Any]:
    named = [(group.label or _("Not known"), group) for group in groups]
    return {"title": title, "groups": named, "chart": _chart(bench, code, title, named)}


def _chart(bench: Bench, code: str, title: str, named: list[tuple[Any, Group]]) -> SafeString:
    bars = [
        Bar(str(label), [group.qualify, group.unknown, group.excluded], formats.number(group.total, bench.city))
        for label, group in named
    ]
    series = [_("Would qualify"), _("Not known"), _("Would not")]
    described = _("Enterprises that would qualify, that are not known and that would not. The table has the numbers.")
    return draw(Chart(code, title, described, bars, series))
