"""To write down who works in an enterprise."""

from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from enterprises.actions.refusals import MEMBER_OR_CITY, guard, guard_own_standing
from enterprises.models import Enterprise, Worker
from portal.core import clock, ledger
from portal.core.actions import Refused, action, locked, step

if TYPE_CHECKING:
    from portal.accounts.models import User


@action("enterprises.worker.add")
def add_worker(
    enterprise: Enterprise, *, by: "User | None", full_name: str, position: str = "", since: date | None = None
) -> Worker:
    """Write down a worker. Raises NotAllowed, AwaitsJoin, ValidationError, Refused ("since_in_the_future")."""
    return write_worker(enterprise, by=by, full_name=full_name, position=position, since=since)


@step
def write_worker(
    enterprise: Enterprise, *, by: "User | None", full_name: str, position: str = "", since: date | None = None
) -> Worker:
    """Write down a worker inside another verb; it locks the enterprise. Raises what `add_worker` raises."""
    enterprise = locked(enterprise)
    guard(enterprise, by, MEMBER_OR_CITY)
    guard_own_standing(enterprise)
    if since is not None and since > clock.today(enterprise.municipality.zone):
        raise Refused("since_in_the_future", _("The day cannot be in the future."))
    worker = Worker(enterprise=enterprise, full_name=full_name, position=position, since=since)
    worker.full_clean(exclude=["enterprise", "person"])
    worker.save()
    ledger.append("enterprises.worker.add", by=by, obj=worker, municipality=enterprise.municipality)
    return worker


@action("enterprises.worker.end")
def end_worker(worker: Worker, *, by: "User | None") -> Worker:
    """Write down that a worker left today. Raises NotAllowed, Refused ("already_ended")."""
    enterprise = locked(worker.enterprise)
    guard(enterprise, by, MEMBER_OR_CITY)
    worker = locked(worker)
    if worker.until is not None:
        raise Refused("already_ended", _("This worker has left already."))
    worker.until = clock.today(enterprise.municipality.zone)
    worker.save(update_fields=["until"])
    ledger.append("enterprises.worker.end", by=by, obj=worker, municipality=enterprise.municipality)
    return worker
