"""What moves on when an agreement is renewed: apps above add their carriers here, from AppConfig.ready()."""

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from portal.organizations.models import Agreement

Carrier = Callable[["Agreement", "Agreement"], Mapping[str, int]]
"""Moves what hangs on the first agreement to the second, inside the renewal's transaction; how many of each kind."""

Preview = Callable[["Agreement"], Iterable[str]]
"""Names what a renewal of the agreement would carry over."""

_carriers: list[Carrier] = []
_previews: list[Preview] = []


def register(carrier: Carrier) -> Carrier:
    """Add a carrier; usable as a decorator."""
    if carrier not in _carriers:
        _carriers.append(carrier)
    return carrier


def register_preview(preview: Preview) -> Preview:
    """Add what the agreement's desk shows before a renewal; usable as a decorator."""
    if preview not in _previews:
        _previews.append(preview)
    return preview


def would_carry(source: "Agreement") -> list[str]:
    """Name everything that a renewal would take over to the next agreement."""
    return [name for preview in _previews for name in preview(source)]


def carry_over(source: "Agreement", target: "Agreement") -> dict[str, int]:
    """Let every carrier move its rows; how many of each kind, for the ledger."""
    moved: dict[str, int] = {}
    for carrier in _carriers:
        moved |= carrier(source, target)
    return moved
