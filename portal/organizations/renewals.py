"""What moves on when an agreement is renewed: apps above add their carriers here, from AppConfig.ready()."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from portal.organizations.models import Agreement

Carrier = Callable[["Agreement", "Agreement"], Mapping[str, int]]
"""Moves what hangs on the first agreement to the second, inside the renewal's transaction; how many of each kind."""

_carriers: list[Carrier] = []


def register(carrier: Carrier) -> Carrier:
    """Add a carrier; usable as a decorator."""
    if carrier not in _carriers:
        _carriers.append(carrier)
    return carrier


def carry_over(source: "Agreement", target: "Agreement") -> dict[str, int]:
    """Let every carrier move its rows; how many of each kind, for the ledger."""
    moved: dict[str, int] = {}
    for carrier in _carriers:
        moved |= carrier(source, target)
    return moved
