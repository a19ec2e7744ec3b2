"""The page behind an invitation's link. Reading it changes nothing; the button accepts."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from portal.accounts import landing
from portal.accounts.models import User
from portal.core.actions import Refused
from portal.organizations.actions import accept_invitation
from portal.organizations.enums import InvitationState
from portal.organizations.models import Invitation

_MAX_TOKEN = 100


@login_not_required
@never_cache
@require_safe
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """What is offered and by whom. Who is not logged in is led to log in, or to sign up, and back here."""
    offer = _offer_or_404(token)
    here = urlencode({"next": request.path, "ciudad": getattr(offer.municipality, "slug", "")})
    is_open = offer.state == InvitationState.PENDING
    context = {
        "city": offer.municipality,
        "offer": offer,
        "is_open": is_open,
        "is_recipient": request.user.is_authenticated and request.user.email == offer.email,
        "accept_url": reverse("organizations:accept_invitation", args=[token]),
        "login_url": f"{reverse('account_login')}?{here}",
        "signup_url": f"{reverse('account_signup')}?{here}&{urlencode({'email': offer.email})}",
        "has_account": User.objects.filter(email=offer.email).exists() if is_open else False,
    }
    return render(request, "organizations/invitation.html", context, status=200 if is_open else 410)


@never_cache
@require_POST
def accept(request: HttpRequest, token: str) -> HttpResponse:
    offer = _offer_or_404(token)
    try:
        membership = accept_invitation(offer, by=request.user)
    except Refused as refused:
        messages.error(request, refused.message)
        return redirect("organizations:invitation", token=token)
    messages.success(
        request,
        _("Welcome to %(organization)s. Your role is: %(role)s.")
        % {"organization": membership.organization.name, "role": membership.get_role_display()},
    )
    return redirect(landing.url_for(request.user))


def _offer_or_404(token: str) -> Invitation:
    if len(token) > _MAX_TOKEN:
        raise Http404
    offers = Invitation.objects.select_related("organization__municipality", "invited_by")
    offer = offers.filter(token_digest=Invitation.digest_of(token)).first()
    if offer is None:
        raise Http404
    return offer
