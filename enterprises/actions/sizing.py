"""The size of an enterprise, computed from its sector and its latest closed year."""

from datetime import date

from enterprises.enums import EnterpriseSize
from enterprises.models import Enterprise, SectorCode, YearlyFigures
from enterprises.sizes import SizeResult, classify
from portal.core import clock


def resize(enterprise: Enterprise) -> SizeResult:
    """Set `size` and `size_basis` from the latest figures; the caller saves. Unknown without figures."""
    today = clock.today(enterprise.municipality.zone)
    figures = YearlyFigures.objects.filter(enterprise=enterprise).that_count(today).first()
    sector = SectorCode.objects.filter(country=enterprise.country, code=enterprise.sector_code).first()
    result = classify(
        enterprise.country,
        sector.stratum if sector else "",
        figures.workers if figures else None,
        figures.sales if figures else None,
        _table_day(enterprise, figures, today),
    )
    enterprise.size = EnterpriseSize(result.size)
    enterprise.size_basis = result.basis | ({"year": figures.year} if figures and "missing" not in result.basis else {})
    return result


def _table_day(enterprise: Enterprise, figures: YearlyFigures | None, today: date) -> date:
    """Give the day whose tables apply: today, or the end of the year of the figures where the city sets it so.

    Decreto 957 does not say which year's UVT turns last year's income into UVT; a city may decide by its setting
    `size_table_year` ("application", the default, or "figures").
    """
    if figures and enterprise.municipality.setting("size_table_year", "application") == "figures":
        return date(figures.year, 12, 31)
    return today
