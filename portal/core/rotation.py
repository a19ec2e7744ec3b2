"""Moving every secret to the key that encrypts now, in batches that may be interrupted at any point.

What was moved is found by the key id in the ciphertext, so a second run goes on where the first one stopped, and a run
with nothing left changes nothing. After it, the older keys may leave FIELD_ENCRYPTION_KEYS.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from django.apps import apps
from django.db import models, transaction
from django.db.models.functions import Cast

from portal.core import ledger
from portal.core.encryption import TEXT_MARK, DecryptionError, EncryptedTextField, key_ring, rotators


@dataclass
class Outcome:
    """What a run did: moved by place, and the rows that do not open with any key."""

    moved: dict[str, int] = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)


def encrypted_fields() -> Iterator[EncryptedTextField]:
    """Every encrypted field of the installed models."""
    for model in apps.get_models():
        yield from (one for one in model._meta.local_concrete_fields if isinstance(one, EncryptedTextField))


def rotate(batch: int, tell: Callable[[str], None] = lambda _line: None) -> Outcome:
    """Move everything, `batch` items per transaction, and leave one ledger row."""
    outcome = Outcome()
    for one in encrypted_fields():
        place = f"{one.model._meta.label}.{one.name}"
        last = 0
        while moved := _rotate_rows(one, after=last, batch=batch, outcome=outcome):
            last, count = moved
            outcome.moved[place] = outcome.moved.get(place, 0) + count
            tell(f"{place}: {outcome.moved[place]}")
    for name, rotator in rotators.items():
        while count := rotator(batch):
            outcome.moved[name] = outcome.moved.get(name, 0) + count
            tell(f"{name}: {outcome.moved[name]}")
    with transaction.atomic():
        data = {"key": key_ring().current, "moved": outcome.moved, "failed": len(outcome.failed)}
        ledger.append("core.keys.rotate", by=None, data=data)
    return outcome


def _rotate_rows(one: EncryptedTextField, *, after: int, batch: int, outcome: Outcome) -> tuple[int, int] | None:
    """Move the next rows after the key `after`: the last key seen and how many were moved, or None at the end."""
    manager = one.model._base_manager
    current = f"{TEXT_MARK}:{key_ring().current}:"
    with transaction.atomic():
        rows = list(
            manager.annotate(stored_text=Cast(one.name, models.TextField()))
            .filter(pk__gt=after, **{f"{one.name}__isnull": False})
            .exclude(stored_text="")
            .exclude(stored_text__startswith=current)
            .only("pk", one.name, one.bound_to)
            .order_by("pk")
            .select_for_update(no_key=True)[:batch]
        )
        moved = 0
        for row in rows:
            try:
                sealed = one.seal_for(row)
            except DecryptionError as error:
                outcome.failed.append(str(error))
                continue
            moved += manager.filter(pk=row.pk).update(**{one.name: sealed})
    return (rows[-1].pk, moved) if rows else None
