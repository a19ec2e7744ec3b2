"""Claiming work that is a row: by one guarded update that is committed at once, the same on every database.

SKIP LOCKED would do it on PostgreSQL, and SQLite silently ignores it. Here two workers may see the same rows; the
second one's update finds them taken. A model that is claimed has `lease`, `lease_until`, `due_at` and `attempts`;
`due_at` of a leased row is the end of its lease, so that the row of a dead worker becomes due like any other.
"""

import uuid
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import F

Look = Callable[[int], list[int]]
Take = Callable[[Sequence[int]], uuid.UUID | None]


def claim(limit: int, look: Look, take: Take) -> uuid.UUID | None:
    """Take at most `limit` of the rows that are due; None when none is.

    Args:
        look: gives the keys of at most that many rows that are due, in their order.
        take: leases those of them that are still due (see `take`), or gives None when all were taken meanwhile.
    """
    while candidates := look(limit):
        if lease := take(candidates):
            return lease
        # Another worker took all of these between the two statements: look again.
    return None


def take(due: models.QuerySet[Any], candidates: Sequence[int], *, until: datetime, **marks: Any) -> uuid.UUID | None:
    """Lease those of `candidates` that are still in `due`, until the instant; None when all are gone.

    The attempt is counted now, so that a row whose work kills the worker is given up in the end. `marks` are other
    columns that a claimed row shows, its state above all.
    """
    lease = uuid.uuid4()
    taken = due.filter(pk__in=candidates).update(
        lease=lease, lease_until=until, due_at=until, attempts=F("attempts") + 1, **marks
    )
    return lease if taken else None
