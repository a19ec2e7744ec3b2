"""The printed page of the targets: each announced figure of a city against what was reached."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from portal.core import clock, formats
from portal.documents.pdf import render_pdf
from programs.enums import Comparator, TargetUnit
from programs.models import Target
from programs.targets import Standing, standings

if TYPE_CHECKING:
    from portal.core.models import Municipality


def targets_pdf(city: Municipality, user: Any) -> bytes:
    """Return the page with the targets of the city that `user` may read, at this instant."""
    rows = Target.objects.visible_to(user).filter(municipality=city).select_related("program", "municipality")
    found = standings(rows.order_by("program__name", "name", "pk"))
    data = {
        "title": _("Targets and progress"),
        "city": {
            "name": city.name,
            "official_name": city.official_name,
            "brand_color": city.brand_color,
            "brand_soft": city.brand_soft,
            "contact": " · ".join(part for part in (city.address, city.phone, city.email) if part),
            "legend": city.legend,
        },
        "as_of": _("Figures of %(instant)s") % {"instant": formats.instant(clock.now(), city)},
        "labels": {"achieved": _("Achieved"), "target": _("Target"), "qualifies": _("What is counted")}
        | {"source": _("Source"), "period": _("Period")},
        "targets": [_target(standing, city) for standing in found],
        "empty": _("The city has announced no target yet."),
    }
    return render_pdf("targets", data)


def _target(standing: Standing, city: Municipality) -> dict[str, Any]:
    target = standing.target
    asked = _("%(comparison)s %(figure)s") % {
        "comparison": Comparator(target.comparator).label,
        "figure": _figure(target.number, target, city),
    }
    return {
        "name": target.name,
        "program": target.program.name if target.program else "",
        "asked": f"{asked} ({TargetUnit(target.unit).label})",
        "achieved": _achieved(standing, city),
        "bar": float(min(max(standing.share or Decimal(0), Decimal(0)), Decimal(1))) if standing.share else 0,
        "measured": standing.achieved is not None,
        "period": _period(target, city),
        "qualifies": target.qualifies,
        "source": target.source,
    }


def _achieved(standing: Standing, city: Municipality) -> str:
    if standing.achieved is None:
        return _("Not measured yet: contributions and payments are not recorded in the portal.")
    reached = _("target reached") if standing.is_reached else formats.percent(standing.share, city, decimals=1)
    return f"{_figure(standing.achieved, standing.target, city)} ({reached})"


def _figure(number: Decimal, target: Target, city: Municipality) -> str:
    if target.unit == TargetUnit.AMOUNT:
        return formats.money(number, city)
    return formats.number(number.to_integral_value() if number == int(number) else number, city)


def _period(target: Target, city: Municipality) -> str:
    days = [formats.date(day, city) for day in (target.period_start, target.period_end) if day]
    return " – ".join(days)
