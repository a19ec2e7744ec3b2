"""Two rows that are one enterprise become one."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from enterprises.actions.members import add_member
from enterprises.actions.refusals import CITY_WRITERS, guard, guard_own_standing
from enterprises.actions.sizing import resize
from enterprises.enums import JoinRequestState, MemberRole
from enterprises.merging import movers
from enterprises.models import Enterprise
from enterprises.notifications import JoinRequested
from portal.core import clock, ledger
from portal.core.actions import Refused, action, locked, step
from portal.documents.models import Document
from portal.notifications.actions import notify

if TYPE_CHECKING:
    from portal.accounts.models import User


@action("enterprises.enterprise.merge")
def merge(from_enterprise: Enterprise, into: Enterprise, *, by: "User") -> Enterprise:
    """Move everything of `from_enterprise` to `into` and leave it as a sign that points there.

    For staff of the home city of both. Raises NotAllowed, AwaitsJoin when one awaits a join, and Refused with the code
    same, merged, country or identity_proven (its tax certificate was accepted: it is a taxpayer of its own).
    """
    held = {key: locked(Enterprise.objects.filter(pk=key)) for key in sorted({from_enterprise.pk, into.pk})}
    source, target = held[from_enterprise.pk], held[into.pk]
    guard(source, by, CITY_WRITERS)
    guard(target, by, CITY_WRITERS)
    for enterprise in (source, target):
        guard_own_standing(enterprise)
    return merge_into(source, target, by=by)


@step
def merge_into(source: Enterprise, target: Enterprise, *, by: "User | None") -> Enterprise:
    """Merge two locked enterprises, whoever is allowed to; see `merge` for what is refused."""
    _guard_mergeable(source, target)
    moved = {
        "members": _move_members(source, target),
        "join_requests": _move_join_requests(source, target, by=by),
        "invitations_closed": _close_invitations(source),
        "figures": source.figures.exclude(year__in=target.figures.values("year")).update(enterprise=target),
        "workers": source.workers.update(enterprise=target),
        "projects": source.projects.update(enterprise=target),
        "documents": Document.objects.filter(vault=source.vault).update(vault=target.vault),
    }
    for mover in movers():
        moved |= mover(source, target, by=by)
    data = {"from": str(source.public_id), "tax_id": ledger.digest(source.tax_id) if source.tax_id else None}
    # A tax id that nobody proved becomes free with the merge, since the row that held it acts no more.
    source.tax_id, source.tax_id_index, source.tax_id_warning = "", None, False
    source.tax_document = None
    source.merged_into = target
    source.save()
    resize(target)
    target.save(update_fields=["size", "size_basis"])
    ledger.append("enterprises.enterprise.merge", by=by, obj=target, data=data | {"moved": moved})
    ledger.append("enterprises.enterprise.merged_away", by=by, obj=source, data={"into": str(target.public_id)})
    return target


def _guard_mergeable(source: Enterprise, target: Enterprise) -> None:
    if source.pk == target.pk:
        raise Refused("same", _("An enterprise cannot be joined with itself."))
    if source.merged_into_id or target.merged_into_id:
        raise Refused("merged", _("One of the two was joined with another before."))
    if source.country != target.country:
        raise Refused("country", _("Enterprises of two countries cannot be joined."))
    if source.is_proven:
        raise Refused(
            "identity_proven",
            _("The city accepted the tax certificate of the first one. Please join them the other way round."),
        )


def _move_members(source: Enterprise, target: Enterprise) -> int:
    """Make the members of `source` collaborators of `target`, or its owners where it has none."""
    has_owner = target.members.owners().filter(user__is_active=True).exists()
    leaving = list(source.members.active().select_related("user").order_by("pk"))
    for member in leaving:
        add_member(target, member.user, MemberRole.COLLABORATOR if has_owner else member.role)
    source.members.active().update(ended_at=clock.now())
    return len(leaving)


def _close_invitations(source: Enterprise) -> int:
    """Withdraw the open invitations: its owners asked these people in, those of the other enterprise did not."""
    waiting = source.invitations.filter(accepted_at__isnull=True, revoked_at__isnull=True)
    return waiting.update(revoked_at=clock.now())


def _move_join_requests(source: Enterprise, target: Enterprise, *, by: "User | None") -> int:
    """Lead the requests that wait to `target`, whose owners are told; close those of people who need none there."""
    inside = set(target.members.active().values_list("user_id", flat=True))
    asking = set(target.join_requests.pending().values_list("user_id", flat=True))
    moved = 0
    for request in source.join_requests.pending().select_related("user", "municipality").order_by("pk"):
        if request.user_id in inside | asking:
            is_inside = request.user_id in inside
            request.state = JoinRequestState.ACCEPTED if is_inside else JoinRequestState.REFUSED
            request.decided_by, request.decided_at = by, clock.now()
            request.save(update_fields=["state", "decided_by", "decided_at"])
            continue
        request.enterprise = target
        request.save(update_fields=["enterprise"])
        notify(JoinRequested(request))
        moved += 1
    return moved
