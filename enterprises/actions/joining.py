"""Tax ids that are taken: the neutral answer, the request to join, and its decision. See docs/adr/0031."""

from datetime import datetime, time
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from enterprises.actions.members import add_member
from enterprises.actions.merging import merge_into
from enterprises.actions.refusals import NotAllowed, TooManyTries
from enterprises.enums import JoinRequestState, MemberRole, PersonType, TryKind
from enterprises.models import Enterprise, EnterpriseMember, JoinRequest, TaxIdTry
from enterprises.notifications import JoinDecided, JoinOverdue, JoinRequested
from portal.accounts.models import User
from portal.core import clock, ledger
from portal.core.actions import Refused, action, locked, step
from portal.core.calendar import BusinessCalendar
from portal.documents.models import Vault
from portal.notifications.actions import notify

if TYPE_CHECKING:
    from portal.core.models import Municipality

TRIES_A_DAY = 5
BUSINESS_DAYS_TO_ANSWER = 2


@action("enterprises.tax_id.look_up")
def is_tax_id_taken(municipality: "Municipality", *, by: User, tax_id: str) -> bool:
    """Tell whether the cleaned `tax_id` belongs to an enterprise, and count the try when it does.

    Raises TooManyTries, before looking, once `by` has typed five taken ids on one day of the city.
    """
    user = _held(by)
    _guard_tries(user, TryKind.REGISTER, municipality)
    taken = Enterprise.objects.with_tax_id(municipality.country, tax_id).exists()
    if taken:
        TaxIdTry.objects.create(user=user, kind=TryKind.REGISTER, at=clock.now())
        ledger.append(
            "enterprises.tax_id.look_up", by=by, municipality=municipality, data={"tax_id": ledger.digest(tax_id)}
        )
    return taken


@action("enterprises.join_request.create")
def request_to_join(country: str, tax_id: str, *, by: User, municipality: "Municipality") -> JoinRequest | None:
    """Ask to act for the enterprise that has the cleaned `tax_id`.

    The answer to the person is the same in all cases; None here when there is nothing to ask (no such enterprise, or
    `by` is a member already), the pending request when there is one. Raises TooManyTries at the sixth of a day.
    """
    user = _held(by)
    _guard_tries(user, TryKind.JOIN, municipality)
    TaxIdTry.objects.create(user=user, kind=TryKind.JOIN, at=clock.now())
    enterprise = Enterprise.objects.with_tax_id(country, tax_id).first()
    if enterprise is None or enterprise.members.active().filter(user=user).exists():
        return None
    enterprise = locked(enterprise)
    if enterprise.merged_into_id is not None:
        return None
    pending = JoinRequest.objects.pending().filter(enterprise=enterprise, user=user).first()
    if pending is not None:
        return pending
    now = clock.now()
    join_request = JoinRequest.objects.create(
        enterprise=enterprise,
        user=user,
        municipality=municipality,
        created_at=now,
        due_at=BusinessCalendar.of(municipality).due_at(now, BUSINESS_DAYS_TO_ANSWER),
    )
    ledger.append("enterprises.join_request.create", by=by, obj=join_request, municipality=municipality)
    notify(JoinRequested(join_request))
    return join_request


@action("enterprises.join_request.prepare")
def prepare_meanwhile(join_request: JoinRequest, *, by: User, name: str) -> Enterprise:
    """Give the asker of a pending request an idea of their own to prepare an application in; the same one each time.

    It is merged into the enterprise when the request is accepted. Raises NotAllowed, Refused ("decided").
    """
    join_request = locked(join_request)
    if join_request.user_id != by.pk:
        raise NotAllowed
    _guard_pending(join_request)
    if join_request.draft_enterprise is not None:
        return join_request.draft_enterprise
    municipality, now = join_request.municipality, clock.now()
    draft = Enterprise(
        municipality=municipality,
        country=municipality.country,
        person_type=PersonType.NATURAL,
        legal_name=name,
        registered_at=now,
    )
    draft.vault = Vault.objects.create(municipality=municipality, label=f"enterprise {draft.public_id}")
    draft.save()
    EnterpriseMember.objects.create(enterprise=draft, user=by, role=MemberRole.OWNER, since=now)
    join_request.draft_enterprise = draft
    join_request.save(update_fields=["draft_enterprise"])
    ledger.append("enterprises.join_request.prepare", by=by, obj=draft, municipality=municipality)
    return draft


@action("enterprises.join_request.decide")
def decide_join_request(join_request: JoinRequest, *, by: User, accept: bool) -> JoinRequest:
    """Accept or refuse a request. An owner may; the city of the request too, until the tax certificate is accepted.

    On acceptance the asker, and nobody else, becomes a collaborator, or the owner where there is none who can act, and
    what was prepared meanwhile moves over. Raises NotAllowed, Refused ("decided", "merged").
    """
    # The draft is locked with its enterprise, in the order of their keys, before the request itself.
    wanted = [join_request.enterprise_id, *filter(None, [join_request.draft_enterprise_id])]
    held = {key: locked(Enterprise.objects.filter(pk=key)) for key in sorted(wanted)}
    join_request = locked(join_request)
    join_request.enterprise = held[join_request.enterprise_id]
    if not join_request.can_be_decided_by(by):
        raise NotAllowed
    _guard_pending(join_request)
    if accept and join_request.enterprise.merged_into_id is not None:
        raise Refused("merged", _("This enterprise was joined with another; please work with that one."))
    if accept:
        _let_in(join_request, by=by)
    join_request.state = JoinRequestState.ACCEPTED if accept else JoinRequestState.REFUSED
    join_request.decided_by, join_request.decided_at = by, clock.now()
    join_request.save(update_fields=["state", "decided_by", "decided_at"])
    ledger.append(
        "enterprises.join_request.decide",
        by=by,
        obj=join_request,
        municipality=join_request.municipality,
        data={"state": str(join_request.state)},
    )
    notify(JoinDecided(join_request))
    return join_request


@action("enterprises.join_request.remind")
def remind_of_join_request(join_request: JoinRequest, *, by: None = None) -> bool:
    """Tell the city, once, that a request is past its day. False when it was answered or told meanwhile."""
    join_request = locked(join_request)
    if not join_request.is_pending or join_request.routed_at is not None or join_request.due_at > clock.now():
        return False
    join_request.routed_at = clock.now()
    join_request.save(update_fields=["routed_at"])
    notify(JoinOverdue(join_request))
    return True


@step
def _let_in(join_request: JoinRequest, *, by: User) -> None:
    enterprise = join_request.enterprise
    has_owner = enterprise.members.owners().filter(user__is_active=True).exists()
    add_member(enterprise, join_request.user, MemberRole.COLLABORATOR if has_owner else MemberRole.OWNER)
    draft = locked(join_request.draft_enterprise) if join_request.draft_enterprise_id else None
    if draft is not None and draft.merged_into_id is None:
        # The owner answered about the asker alone: whoever else is in the draft stays outside.
        draft.members.active().exclude(user=join_request.user).update(ended_at=clock.now())
        merge_into(draft, enterprise, by=by)


@step
def _held(by: User) -> User:
    """Lock the account of `by`, so that tries at the same moment are counted one after the other."""
    return locked(User.objects.filter(pk=by.pk))


def _guard_pending(join_request: JoinRequest) -> None:
    if not join_request.is_pending:
        raise Refused("decided", _("This request has been answered already."))


def _guard_tries(user: User, kind: TryKind, municipality: "Municipality") -> None:
    day = datetime.combine(clock.today(municipality.zone), time.min, tzinfo=municipality.zone)
    if TaxIdTry.objects.filter(user=user, kind=kind, at__gte=day).count() >= TRIES_A_DAY:
        raise TooManyTries
