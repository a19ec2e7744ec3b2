"""What somebody has in hand is given to a colleague, or back to the queue, before the role ends or while it rests."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from portal.accounts.models import User
from portal.core import ledger
from portal.core.actions import Refused, action, locked
from portal.notifications.actions import notify
from portal.organizations import held_work
from portal.organizations.actions.memberships import refuse_outsiders
from portal.organizations.models import Membership
from portal.organizations.notifications import WorkHandedOver


@dataclass(frozen=True)
class HandedOver:
    """How much the colleague got, and how much went back to the queue."""

    given: int
    returned: int


@action("organizations.membership.hand_over")
def hand_over(membership: Membership, *, by: Any, to: User | None) -> HandedOver:
    """Give all that the holder of a role has in hand to `to`, who is told; with None all goes back to the queue.

    What the colleague may not have, as the file of an own enterprise, goes back to the queue too.

    Raises:
        Refused: "not_allowed" unless `by` administers the city; "ended"; "not_colleague" where `to` does not hold the
            same role in the same organization now.
    """
    refuse_outsiders(membership.organization, by)
    organization = locked(membership.organization)
    membership = locked(membership)
    if membership.ended_at is not None:
        raise Refused("ended", _("This role has ended; what was in hand is in the queue."))
    if to is not None and not colleagues(membership).filter(pk=to.pk).exists():
        raise Refused("not_colleague", _("Please choose somebody with the same role in the same organization."))
    given = 0
    if to is not None:
        given = held_work.hand_over(organization, user=membership.user, to=to, by=by, role=membership.role)
    returned = held_work.let_go(organization, by=by, user=membership.user, role=membership.role)
    data = {"user": membership.user_id, "to": to.pk if to else None, "count": given, "released": returned}
    ledger.append("organizations.membership.hand_over", by=by, obj=membership, data=data)
    if to is not None and given:
        notify(WorkHandedOver(membership, to, given))
    return HandedOver(given, returned)


def colleagues(membership: Membership) -> Any:
    """The others who hold the same role in the same organization now, by name."""
    same = Membership.objects.active().filter(organization=membership.organization_id, role=membership.role)
    others = User.objects.filter(pk__in=same.values("user"), is_active=True).exclude(pk=membership.user_id)
    return others.order_by("full_name", "pk")
