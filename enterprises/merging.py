"""What moves when an enterprise is merged into another: apps above add their movers here, from AppConfig.ready()."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from enterprises.models import Enterprise
    from portal.accounts.models import User


class Mover(Protocol):
    """Moves rows from `source` to `target`, both locked, inside the merge's transaction.

    Answers how many rows of each kind moved, for the ledger. Raises Refused when the two cannot become one; then
    nothing at all is merged.
    """

    def __call__(self, source: "Enterprise", target: "Enterprise", *, by: "User | None") -> Mapping[str, int]: ...


_movers: list[Mover] = []


def register(mover: Mover) -> Mover:
    """Add a mover; usable as a decorator."""
    if mover not in _movers:
        _movers.append(mover)
    return mover


def movers() -> tuple[Callable[..., Mapping[str, int]], ...]:
    """Give the movers in the order of the floors."""
    return tuple(_movers)
