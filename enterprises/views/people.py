"""The people of an enterprise: members, invitations, requests to join, workers."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from enterprises.actions import (
    accept_member_invitation,
    add_worker,
    decide_join_request,
    end_member,
    end_worker,
    invite_member,
    prepare_meanwhile,
    revoke_member_invitation,
)
from enterprises.actions.members import token_digest
from enterprises.forms import DecisionForm, InviteForm, PrepareForm, WorkerForm
from enterprises.models import EnterpriseInvitation, JoinRequest
from enterprises.views.shared import own_or_404, page
from portal.core import clock
from portal.core.actions import Refused
from portal.core.scoping import get_in_scope_or_404, get_visible_or_404

READ_OR_WRITE = require_http_methods(["GET", "POST"])
MOST_SHOWN = 200
LONGEST_TOKEN = 100


@READ_OR_WRITE
def members(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Who acts for the enterprise, who is invited, who asks; an owner invites here."""
    enterprise = own_or_404(request, public_id)
    form = InviteForm(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and form.attempt(invite_member, enterprise, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, _("The invitation is on its way. It is valid for seven days."))
        return redirect("enterprises:members", public_id=public_id)
    return page(
        request,
        "members",
        enterprise,
        form=form,
        is_owner=enterprise.is_owned_by(request.user),
        members=enterprise.members.active().select_related("user").order_by("since", "pk")[:MOST_SHOWN],
        invitations=enterprise.invitations.open(clock.now()).order_by("created_at", "pk")[:MOST_SHOWN],
        requests=enterprise.join_requests.pending().select_related("user").order_by("due_at", "pk")[:MOST_SHOWN],
    )


@require_POST
def member_end(request: HttpRequest, public_id: UUID, user_id: UUID) -> HttpResponse:
    """End the membership of a person, or one's own."""
    enterprise = own_or_404(request, public_id)
    member = get_object_or_404(enterprise.members.active().select_related("user"), user__public_id=user_id)
    if _told(request, end_member, member, by=request.user):
        messages.success(
            request, _("%(name)s does not act for the enterprise any more.") % {"name": member.user.full_name}
        )
    own = member.user_id == request.user.pk and not enterprise.members.active().filter(user=request.user).exists()
    return redirect("enterprises:list") if own else redirect("enterprises:members", public_id=public_id)


@require_POST
def invitation_revoke(request: HttpRequest, public_id: UUID, invitation_id: UUID) -> HttpResponse:
    """Withdraw an invitation that was not accepted."""
    enterprise = own_or_404(request, public_id)
    invitation = get_in_scope_or_404(enterprise.invitations.all(), request.user, public_id=invitation_id)
    if _told(request, revoke_member_invitation, invitation, by=request.user):
        messages.success(request, _("The invitation was withdrawn."))
    return redirect("enterprises:members", public_id=public_id)


@login_not_required
@never_cache
@READ_OR_WRITE
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """The page of the link in an invitation: reading changes nothing, the button accepts."""
    offer = _offer_or_404(token)
    if request.method == "POST" and request.user.is_authenticated:
        if _told(request, accept_member_invitation, offer, by=request.user):
            return redirect("enterprises:detail", public_id=offer.enterprise.public_id)
        return redirect("enterprises:invitation", token=token)
    is_open = offer.accepted_at is None and offer.revoked_at is None and offer.expires_at > clock.now()
    here = urlencode({"next": request.path, "ciudad": offer.enterprise.municipality.slug})
    context = {
        "offer": offer,
        "city": offer.enterprise.municipality,
        "is_open": is_open,
        "is_recipient": request.user.is_authenticated and request.user.email == offer.email,
        "login_url": f"{reverse('account_login')}?{here}",
        "signup_url": f"{reverse('account_signup')}?{here}",
    }
    return render(request, "enterprises/invitation.html", context, status=200 if is_open else 410)


def _offer_or_404(token: str) -> EnterpriseInvitation:
    """Find the invitation by its token, which is the right to see it: who holds the mail may have no account yet."""
    if len(token) > LONGEST_TOKEN:
        raise Http404
    offers = EnterpriseInvitation.objects.select_related("enterprise__municipality", "invited_by")
    return get_object_or_404(offers, token_digest=token_digest(token))


@READ_OR_WRITE
def join_request(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The page where an owner answers who asks to join."""
    asked = get_visible_or_404(
        JoinRequest.objects.select_related("enterprise__municipality", "user", "municipality"),
        request.user,
        public_id=public_id,
    )
    if not asked.enterprise.is_owned_by(request.user):
        raise Http404
    form = DecisionForm(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and form.attempt(decide_join_request, asked, by=request.user, accept=form.accept)
    ):
        messages.success(request, _("Your answer was sent."))
        return redirect("enterprises:members", public_id=asked.enterprise.public_id)
    return page(request, "join_request", asked.enterprise, form=form, asked=asked)


@READ_OR_WRITE
def prepare(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Let who asked to join prepare an application meanwhile."""
    asked = get_visible_or_404(
        JoinRequest.objects.select_related("municipality", "draft_enterprise"), request.user, public_id=public_id
    )
    if asked.user_id != request.user.pk:
        raise Http404
    form = PrepareForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        draft = form.attempt(prepare_meanwhile, asked, by=request.user, name=form.cleaned_data["name"])
        if draft:
            return redirect("enterprises:detail", public_id=draft.public_id)
    return render(request, "enterprises/prepare.html", {"city": asked.municipality, "form": form, "asked": asked})


@READ_OR_WRITE
def workers(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Who works there."""
    enterprise = own_or_404(request, public_id)
    form = WorkerForm(request.POST or None, enterprise=enterprise)
    if (
        request.method == "POST"
        and form.is_valid()
        and form.attempt(add_worker, enterprise, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, _("The worker was added."))
        return redirect("enterprises:workers", public_id=public_id)
    current = enterprise.workers.current().order_by("full_name", "pk")[:MOST_SHOWN]
    return page(request, "workers", enterprise, form=form, workers=current)


@require_POST
def worker_end(request: HttpRequest, public_id: UUID, worker_id: UUID) -> HttpResponse:
    """Write down that a worker left."""
    enterprise = own_or_404(request, public_id)
    worker = get_in_scope_or_404(enterprise.workers.all(), request.user, public_id=worker_id)
    if _told(request, end_worker, worker, by=request.user):
        messages.success(request, _("%(name)s was marked as left today.") % {"name": worker.full_name})
    return redirect("enterprises:workers", public_id=public_id)


def _told(request: HttpRequest, action: object, *args: object, **kwargs: object) -> bool:
    """Run an action that a button asks for; what it refuses is told on the next page."""
    try:
        action(*args, **kwargs)
    except Refused as refused:
        messages.error(request, refused.message)
        return False
    return True
