"""To write down the figures of a year, from which the size follows."""

from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from enterprises.actions.refusals import MEMBER_OR_CITY, guard
from enterprises.actions.sizing import resize
from enterprises.enums import FigureSource
from enterprises.models import Enterprise, YearlyFigures
from portal.core import clock, ledger
from portal.core.actions import Refused, action, locked

if TYPE_CHECKING:
    from portal.accounts.models import User

MOST_WORKERS = 100_000
"""Above this a figure is a slip of the finger: no enterprise of the two countries comes near it in one place."""
MOST_SALES = {"MX": Decimal(1_000_000_000_000), "CO": Decimal(900_000_000_000_000)}
"""A year's sales above this are absurd: a million millions of Mexican pesos, and a like sum in Colombian ones."""
OLDEST_YEARS = 10


@action("enterprises.figures.record")
def record_figures(
    enterprise: Enterprise,
    *,
    by: "User | None",
    year: int,
    workers: int,
    sales: Decimal,
    workers_women: int | None = None,
    source: str = FigureSource.DECLARED,
) -> YearlyFigures:
    """Write down or correct the figures of `year` and compute the size again.

    `sales` are of the whole year, in the currency of the enterprise's country. Raises NotAllowed, and Refused with the
    code year, workers, women or sales when a figure cannot be true.
    """
    enterprise = locked(enterprise)
    guard(enterprise, by, MEMBER_OR_CITY)
    check_figures(enterprise, year=year, workers=workers, sales=sales, workers_women=workers_women)
    figures, created = YearlyFigures.objects.update_or_create(
        enterprise=enterprise,
        year=year,
        defaults={
            "workers": workers,
            "workers_women": workers_women,
            "sales": sales,
            "source": source,
            "recorded_at": clock.now(),
        },
    )
    before = enterprise.size
    resize(enterprise)
    enterprise.save(update_fields=["size", "size_basis"])
    ledger.append(
        "enterprises.figures.record",
        by=by,
        obj=enterprise,
        data={
            "year": year,
            "workers": workers,
            "sales": str(sales),
            "corrected": not created,
            "size": {"from": before, "to": enterprise.size},
        },
    )
    return figures


def check_figures(
    enterprise: Enterprise, *, year: int, workers: int, sales: Decimal, workers_women: int | None = None
) -> None:
    """Raise Refused for a figure that cannot be true; forms ask here too, so that both say the same."""
    this_year = clock.today(enterprise.municipality.zone).year
    founded = enterprise.founded_on.year if enterprise.founded_on else this_year - OLDEST_YEARS
    if not max(founded, this_year - OLDEST_YEARS) <= year <= this_year:
        raise Refused("year", _("Please give a year in which the enterprise worked, of the last ten and not to come."))
    if not 0 <= workers <= MOST_WORKERS:
        raise Refused("workers", _("Please check the number of workers: it cannot be negative or above 100,000."))
    if workers_women is not None and not 0 <= workers_women <= workers:
        raise Refused("women", _("The women among the workers cannot be more than all workers."))
    if not 0 <= sales <= MOST_SALES[enterprise.country]:
        raise Refused("sales", _("Please check the sales: write the whole year's amount in pesos, without negatives."))
