"""Verifying the ledger: finds rows that were edited, deleted, added or put in another order, and ends cut off."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db.models import Max

from portal.core import anchors
from portal.core.ledger import INSTALLATION, row_code
from portal.core.models import LedgerEntry, Seal
from portal.core.seals import START, seal_code, unsealed

PAGE = 1000  # rows in memory at a time
ID_SPAN = 50_000  # entry numbers looked at in one statement


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong, at a place in a chain."""

    kind: str  # changed, deleted, forged, order, cut, no_anchor
    chain: int
    position: int | None
    text: str

    def __str__(self) -> str:
        where = f"chain {self.chain}" + (f", position {self.position}" if self.position is not None else "")
        return f"{where}: {self.text}"


@dataclass
class Totals:
    """What a verification saw."""

    chains: int = 0
    sealed: int = 0
    pending: int = 0
    anchors: int = 0
    problems: int = 0


def verify(tell: Callable[[Problem], None]) -> Totals:
    """Read the whole ledger in pages, call `tell` with each problem as it is found, and return the totals.

    Rows deleted before they were sealed leave no trace here; the sealer runs every minute.
    """
    return _Verification(tell).run()


class _Verification:
    def __init__(self, tell: Callable[[Problem], None]) -> None:
        self._tell = tell
        self._totals = Totals()

    def run(self) -> Totals:
        for chain in self._chains():
            self._totals.chains += 1
            self._verify_chain(chain)
        self._verify_pending()
        return self._totals

    def _chains(self) -> list[int]:
        sealed = Seal.objects.order_by("chain").values_list("chain", flat=True).distinct()
        return sorted({INSTALLATION, *sealed, *anchors.chains()})

    def _problem(self, kind: str, chain: int, position: int | None, text: str) -> None:
        self._totals.problems += 1
        self._tell(Problem(kind, chain, position, text))

    def _verify_chain(self, chain: int) -> None:
        # Read before the seals: a head is written down after its seals are committed, so each must be found.
        heads = sorted(anchors.read(chain), key=lambda anchor: anchor.position)
        self._totals.anchors += len(heads)
        anchored = {head.position: head for head in heads}
        position, previous = 0, START
        for seal, entry in _sealed(chain):
            if seal.position != position + 1:
                self._problem("deleted", chain, position + 1, f"{seal.position - position - 1} seals are missing here.")
            self._verify_seal(seal, entry, previous)
            head = anchored.get(seal.position)
            if head is not None and head.mac != seal.mac:
                self._problem("forged", chain, seal.position, f"not the seal that was written down at {head.hour}.")
            position, previous = seal.position, seal.mac
            self._totals.sealed += 1
        self._verify_end(chain, position, heads)

    def _verify_seal(self, seal: Seal, entry: LedgerEntry | None, previous: str) -> None:
        place = (seal.chain, seal.position)
        if entry is None:
            self._problem("deleted", *place, f"entry {seal.entry_id} is gone.")
        elif row_code(entry) != entry.mac:
            self._problem("changed", *place, f"entry {entry.pk} ({entry.action}) was changed.")
        elif seal_code(seal, entry) != seal.mac:
            self._problem("forged", *place, f"the seal of entry {entry.pk} was not made by the sealer, or was changed.")
        if seal.previous != previous:
            self._problem("order", *place, "does not follow from the seal before it.")

    def _verify_end(self, chain: int, position: int, heads: list[anchors.Anchor]) -> None:
        if heads and heads[-1].position > position:
            lost = heads[-1]
            text = f"the chain ends here, and had reached {lost.position} at {lost.hour} UTC: its end was cut off."
            self._problem("cut", chain, position, text)
        elif position and not heads:
            self._problem(
                "no_anchor", chain, None, "nothing was written down outside the database; a cut would not show."
            )

    def _verify_pending(self) -> None:
        last = LedgerEntry.objects.aggregate(last=Max("pk"))["last"] or 0
        for start in range(0, last, ID_SPAN):
            for entry in unsealed().filter(pk__gt=start, pk__lte=start + ID_SPAN).order_by("pk").iterator(PAGE):
                self._totals.pending += 1
                if row_code(entry) != entry.mac:
                    text = f"entry {entry.pk} ({entry.action}) was added by another hand, or changed before its seal."
                    self._problem("forged", entry.chain, None, text)


def _sealed(chain: int) -> Iterator[tuple[Seal, LedgerEntry | None]]:
    """Yield the seals of `chain` in order, each with its entry; in pages, since one statement may not run for long."""
    position = -1
    while page := list(Seal.objects.filter(chain=chain, position__gt=position).order_by("position")[:PAGE]):
        entries = LedgerEntry.objects.in_bulk([seal.entry_id for seal in page])
        for seal in page:
            yield seal, entries.get(seal.entry_id)
        position = page[-1].position
