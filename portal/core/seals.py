"""Sealing: each ledger entry gets its place in the chain of its city, bound to the one before by a keyed code."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, QuerySet

from portal.core import anchors, clock
from portal.core.ledger import INSTALLATION, canonical, code, evidence
from portal.core.models import LedgerEntry, Municipality, Seal

START = "0" * 64  # what the first seal of a chain is bound to
LOOK_BACK = 10_000  # numbers: a transaction may commit an entry after later ones were sealed
ADVISORY_CLASS = 0x4C454447  # "LEDG": keeps our advisory locks apart from anyone else's


def seal_pending(limit: int = 10_000) -> int:
    """Seal up to `limit` entries that have no seal yet, chain by chain; return how many were sealed.

    Safe to run twice at once. Once an hour it also looks far back for entries that were committed late, and writes
    down the head of each chain outside the database.

    Raises:
        RuntimeError: a transaction is open; each chain is sealed in one of its own.
        OSError: the anchor could not be written. The seals are; the next run writes it.
    """
    done = 0
    for chain in (INSTALLATION, *Municipality.objects.order_by("pk").values_list("pk", flat=True)):
        if done < limit:
            done += _seal_chain(chain, limit - done)
    return done


def _seal_chain(chain: int, limit: int) -> int:
    anchored = anchors.last(chain)
    hour = anchors.hour_of(clock.now())
    new_hour = anchored is None or anchored.hour != hour
    with transaction.atomic(durable=True):
        if not _held(chain):
            return 0  # another sealer is at it
        head = Seal.objects.filter(chain=chain).order_by("-position").first()
        entries = unsealed().filter(chain=chain)
        if head is not None and not new_hour:
            entries = entries.filter(pk__gt=head.entry_id - LOOK_BACK)
        seals = list(_chained(chain, head, entries.order_by("pk")[:limit]))
        Seal.objects.bulk_create(seals, batch_size=1000)
    head = seals[-1] if seals else head
    if new_hour and head is not None and (anchored is None or anchored.position != head.position):
        anchors.write(anchors.Anchor(chain, hour, head.position, head.mac))
    return len(seals)


def unsealed() -> QuerySet[LedgerEntry]:
    """Return the entries that have no seal yet."""
    return LedgerEntry.objects.filter(~Exists(Seal.objects.filter(entry_id=OuterRef("pk"))))


def _chained(chain: int, head: Seal | None, entries: Sequence[LedgerEntry] | QuerySet[LedgerEntry]) -> Iterator[Seal]:
    position, previous = (head.position, head.mac) if head else (0, START)
    for entry in entries:
        position += 1
        seal = Seal(chain=chain, position=position, entry_id=entry.pk, previous=previous, sealed_at=clock.now())
        seal.mac = previous = seal_code(seal, entry)
        yield seal


def seal_code(seal: Seal, entry: LedgerEntry) -> str:
    """Return the code that binds `entry` to its number, its place and the seal before."""
    facts: dict[str, Any] = {
        "chain": seal.chain,
        "position": seal.position,
        "previous": seal.previous,
        "sealed_at": seal.sealed_at.isoformat(),
        "entry": [seal.entry_id, evidence(entry)],
    }
    return code("seal", canonical(facts))


def _held(chain: int) -> bool:
    """Keep other sealers off `chain` until the transaction ends; return False where one is there already.

    SQLite's transactions already exclude each other; and should a database do neither, the unique (chain, position)
    makes the second sealer fail, and not fork the chain.
    """
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [ADVISORY_CLASS, chain])
        return cursor.fetchone()[0]
