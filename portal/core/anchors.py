"""Heads of the chains, written outside the database: one line per chain and hour, in one file per chain."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings

LONGEST_LINE = 128  # bytes: an hour, a position of up to 19 digits, a code of 64


@dataclass(frozen=True)
class Anchor:
    """The head of a chain as it was in an hour."""

    chain: int
    hour: str  # "2026-11-28T16", UTC
    position: int
    mac: str


def folder() -> Path:
    """Return the folder of the anchors; it should be one that the database's keepers cannot write to."""
    return Path(settings.LEDGER_ANCHOR_DIR)


def hour_of(instant: datetime) -> str:
    """Return the name of the hour that holds `instant`."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H")


def chains() -> list[int]:
    """Return the chains that have anchors."""
    return sorted(int(path.stem.removeprefix("chain-")) for path in folder().glob("chain-*.log"))


def read(chain: int) -> Iterator[Anchor]:
    """Yield the anchors of `chain`, oldest first, one line in memory at a time.

    Raises:
        ValueError: a line is not one that the sealer wrote.
    """
    path = _path(chain)
    if not path.exists():
        return
    with path.open(encoding="ascii") as lines:
        for line in lines:
            hour, position, mac = line.split()
            yield Anchor(chain, hour, int(position), mac)


def last(chain: int) -> Anchor | None:
    """Return the newest anchor of `chain`, or None."""
    path = _path(chain)
    if not path.exists():
        return None
    with path.open("rb") as lines:
        lines.seek(max(0, path.stat().st_size - LONGEST_LINE))
        hour, position, mac = lines.read().decode("ascii").splitlines()[-1].split()
    return Anchor(chain, hour, int(position), mac)


def write(anchor: Anchor) -> None:
    """Add a line; two writers at once give two lines, never a mixed one."""
    folder().mkdir(parents=True, exist_ok=True)
    with _path(anchor.chain).open("a", encoding="ascii") as lines:
        lines.write(f"{anchor.hour} {anchor.position} {anchor.mac}\n")


def _path(chain: int) -> Path:
    return folder() / f"chain-{chain}.log"
