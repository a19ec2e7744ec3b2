"""What the pages of one's own enterprises share."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode

from enterprises.models import Enterprise
from portal.core.enums import Role
from portal.core.scoping import get_visible_or_404

STEPS = ("new", "activity", "contact", "figures")
"""The pages of a registration, in order; each is also the page that changes its part later."""


def own_or_404(request: HttpRequest, public_id: UUID) -> Enterprise:
    """Give an enterprise of which the user is a member; what else a user may see has other desks than these pages."""
    standing = Enterprise.objects.standing().select_related("municipality", "tax_document", "pending_tax_document")
    enterprise = get_visible_or_404(standing, request.user, public_id=public_id)
    if Role.ENTREPRENEUR not in enterprise.roles_of(request.user):
        raise Http404
    return enterprise


def page(request: HttpRequest, name: str, enterprise: Enterprise, **context: Any) -> HttpResponse:
    """Answer the template enterprises/`name`.html about one enterprise, in the look and words of its home city."""
    context |= {"enterprise": enterprise, "city": enterprise.municipality}
    return render(request, f"enterprises/{name}.html", context)


def way(request: HttpRequest, step: str) -> dict[str, Any]:
    """Give what a page of the registration shows of the way: its number while one registers, nothing when one edits."""
    registering = step == "new" or request.GET.get("paso") == str(STEPS.index(step) + 1)
    return {"step": STEPS.index(step) + 1 if registering else None, "steps": len(STEPS)}


def onward(request: HttpRequest, step: str, enterprise: Enterprise) -> HttpResponseRedirect:
    """Lead on after a page: to the next step of the registration, to where one came from, or to the enterprise."""
    target, number = safe_next(request), STEPS.index(step) + 1
    registering = way(request, step)["step"] is not None
    if registering and number < len(STEPS):
        query = {"paso": number + 1} | ({"next": target} if target else {})
        return redirect(f"{reverse(f'enterprises:{STEPS[number]}', args=[enterprise.public_id])}?{urlencode(query)}")
    return redirect(target or enterprise_url(enterprise))


def enterprise_url(enterprise: Enterprise) -> str:
    """Give the address of the page of an enterprise."""
    return reverse("enterprises:detail", args=[enterprise.public_id])


def safe_next(request: HttpRequest) -> str:
    """Give the address to go on to, of this site alone; empty where none was given."""
    target = request.GET.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if is_ours else ""
