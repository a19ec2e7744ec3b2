"""The ledger: who did what to which object, and when. It only grows; `portal.core.seals` makes that provable."""

import hashlib
import hmac
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.utils.encoding import force_bytes

from portal.core import clock
from portal.core.models import LedgerEntry, Municipality
from portal.core.querysets import AnyUser
from portal.core.tracing import current_request_id

INSTALLATION = 0  # the chain of what belongs to no city


@dataclass(frozen=True)
class Subject:
    """How the ledger names an object: by its kind and ids, so that the row stays true when the object is gone."""

    chain: int = INSTALLATION
    object_type: str = ""
    object_id: int | None = None
    public_id: uuid.UUID | None = None

    @classmethod
    def of(cls, obj: object, *, municipality: object = None) -> "Subject":
        """Name `obj` (anything but a model instance is nobody) in the chain of `municipality`, else of its own city."""
        if not isinstance(obj, models.Model):
            return cls(chain=_chain_of(municipality))
        city = municipality if municipality is not None else obj
        return cls(_chain_of(city), obj._meta.label_lower, obj.pk, getattr(obj, "public_id", None))


def _chain_of(holder: object) -> int:
    """Return the number of the city that `holder` is or belongs to."""
    if isinstance(holder, Municipality):
        return holder.pk or INSTALLATION
    if holder is None:
        return INSTALLATION
    if hasattr(holder, "municipality_id"):
        return holder.municipality_id or INSTALLATION
    return getattr(getattr(holder, "municipality", None), "pk", None) or INSTALLATION


def append(
    action: str,
    *,
    by: AnyUser | None,
    obj: models.Model | None = None,
    municipality: Municipality | None = None,
    data: Mapping[str, Any] | None = None,
    once: str | None = None,
) -> LedgerEntry:
    """Write one row, in the transaction that is open.

    Args:
        action: the verb, like "programs.enrollment.approve".
        by: who; None for a job.
        obj: on what; its kind, key and public id are kept, not the object.
        municipality: the city whose chain it joins; by default that of `obj`.
        data: names of fields, states, amounts, digests. Never a personal value: `digest` it.
        once: a key that makes the row the only one of its kind; a second append with it writes nothing.

    Raises:
        RuntimeError: no transaction is open.
        TypeError: `data` holds something that has no single written form (a float, an object).
    """
    return append_for(Subject.of(obj, municipality=municipality), action, by=by, data=data, once=once)


def append_for(
    subject: Subject,
    action: str,
    *,
    by: AnyUser | None,
    data: Mapping[str, Any] | None = None,
    once: str | None = None,
) -> LedgerEntry:
    """Write one row on a subject that was named before; see `append`."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("ledger.append is a step: call it from an action, inside its transaction.")
    entry = LedgerEntry(
        chain=subject.chain,
        at=clock.now(),
        action=action,
        by_id=getattr(by, "pk", None),
        object_type=subject.object_type,
        object_id=subject.object_id,
        object_public_id=subject.public_id,
        request_id=current_request_id(),
        data=plain(data or {}),
        once_key=once,
    )
    entry.mac = row_code(entry)
    if once is None:
        entry.save(force_insert=True)
    else:
        LedgerEntry.objects.bulk_create([entry], ignore_conflicts=True)
    return entry


def digest(value: str) -> str:
    """Return the keyed digest (64 hex characters) under which the ledger may hold a personal value."""
    return code("digest", value)


def code(purpose: str, text: str) -> str:
    """Return HMAC-SHA256 of `text` under the key that LEDGER_KEY gives for `purpose`, in hex."""
    key = hmac.digest(force_bytes(settings.LEDGER_KEY), purpose.encode(), hashlib.sha256)
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def canonical(facts: Mapping[str, Any]) -> str:
    """Return the one way in which `facts` is written: sorted keys, no spaces, ASCII."""
    return json.dumps(facts, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)


def evidence(entry: LedgerEntry) -> dict[str, Any]:
    """Return all that `entry` says, as it is before it has a number, in the form that is signed."""
    return {
        "uid": str(entry.uid),
        "chain": entry.chain,
        "at": entry.at.astimezone(UTC).isoformat(),
        "action": entry.action,
        "by": entry.by_id,
        "object": [entry.object_type, entry.object_id, str(entry.object_public_id or "")],
        "request": entry.request_id,
        "data": entry.data,
        "once": entry.once_key,
    }


def row_code(entry: LedgerEntry) -> str:
    """Return the code that a row carries from birth: no one without the key can add a row or change an unsealed one."""
    return code("row", canonical(evidence(entry)))


def plain(value: Any) -> Any:
    """Return `value` as JSON that reads back the same from every database.

    Raises:
        TypeError: it is, or holds, something else than text, whole numbers, Decimals, dates, ids, lists and mappings.
    """
    match value:
        case Mapping():
            return {str(key): plain(held) for key, held in value.items()}
        case list() | tuple():
            return [plain(held) for held in value]
        case set() | frozenset():
            return sorted(plain(held) for held in value)
    return _plain_scalar(value)


def _plain_scalar(value: Any) -> str | int | bool | None:
    match value:
        case None | bool():
            return value
        case int():
            return int(value)
        case str():  # PostgreSQL keeps neither NUL nor half of a surrogate pair
            return str(value).replace("\x00", "\ufffd").encode("utf-8", "replace").decode()
        case datetime():
            return value.astimezone(UTC).isoformat()
        case date():
            return value.isoformat()
        case Decimal() | uuid.UUID():
            return str(value)
    raise TypeError(f"The ledger does not take a {type(value).__name__}.")
