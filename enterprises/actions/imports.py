"""To register many enterprises at once, as an import does: a step of its transaction, with one ledger row for all."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from enterprises.actions.sizing import resize
from enterprises.enums import FigureSource
from enterprises.models import Enterprise, YearlyFigures
from portal.core import clock
from portal.core.actions import step
from portal.documents.models import Vault

if TYPE_CHECKING:
    from portal.core.models import Municipality


@dataclass(frozen=True)
class Figures:
    """A year's workers and sales, as the file says them."""

    year: int
    workers: int
    sales: Decimal


@step
def register_many(
    drafts: Sequence[tuple[Enterprise, Figures | None]], *, municipality: "Municipality"
) -> list[Enterprise]:
    """Save enterprises that were checked, at home in `municipality`, with a vault each and without an owner.

    Whoever later types the tax id of one asks to join it, and the city answers. Raises IntegrityError when one of the
    tax ids is taken: the caller judges its rows again.
    """
    now = clock.now()
    for enterprise, _figures in drafts:
        enterprise.registered_at = now
        enterprise.vault = Vault(municipality=municipality, label=f"enterprise {enterprise.public_id}")
    Vault.objects.bulk_create([enterprise.vault for enterprise, _figures in drafts])
    made = Enterprise.objects.bulk_create([enterprise for enterprise, _figures in drafts])
    rows = [
        YearlyFigures(
            enterprise=enterprise,
            year=figures.year,
            workers=figures.workers,
            sales=figures.sales,
            source=FigureSource.DECLARED,
            recorded_at=now,
        )
        for enterprise, figures in drafts
        if figures is not None
    ]
    YearlyFigures.objects.bulk_create(rows)
    for row in rows:
        resize(row.enterprise)
    Enterprise.objects.bulk_update([row.enterprise for row in rows], ["size", "size_basis"])
    return made
