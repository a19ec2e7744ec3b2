"""Announcing what changes in a call that people rely on already."""

from typing import Any

from portal.core import clock, ledger
from portal.core.actions import step
from portal.notifications.actions import notify
from programs.changes import Change
from programs.models import Addendum, Call, CallVersion
from programs.notifications import CallAmended


@step
def announce(call: Call, *, by: Any, note: str, changes: list[Change], version: CallVersion | None = None) -> Addendum:
    """Keep what changed in a published call, and tell those concerned by mail. The caller holds the call's lock.

    Those who prepare an application are told of everything. Those who sent theirs and wait for a decision are told of
    a new version, which does not touch what they sent.
    """
    number = call.addenda.count() + 1
    addendum = Addendum.objects.create(
        call=call,
        number=number,
        version=version,
        note=note.strip(),
        changes=changes,
        published_at=clock.now(),
        published_by=by,
    )
    told = notify(CallAmended(addendum))
    ledger.append(
        "programs.call.announce", by=by, obj=call, data={"number": number, "changes": len(changes), "told": len(told)}
    )
    return addendum
