"""Which city the pages of an account speak for, where the address does not say it."""

from django.http import HttpRequest

from portal.accounts.models import Consent
from portal.core.models import Municipality

PARAMETER = "ciudad"
_SESSION_KEY = "ciudad"


def city_of(request: HttpRequest) -> Municipality | None:
    """The city named by `?ciudad=`, else the one named earlier in this session, else that of the person's first
    consent, else the only published one. None where several are published and nothing tells which.
    """
    if not hasattr(request, "_city_of_account"):
        request._city_of_account = _named(request) or _of_person(request) or _only_one()
    return request._city_of_account


def _named(request: HttpRequest) -> Municipality | None:
    named = request.GET.get(PARAMETER) or request.POST.get(PARAMETER) or ""
    remembered = request.session.get(_SESSION_KEY, "")
    for slug in (named, remembered):
        if not slug or "\0" in slug:
            continue
        city = Municipality.objects.filter(slug=slug, is_published=True).first()
        if city:
            if slug != remembered:
                request.session[_SESSION_KEY] = slug
            return city
    return None


def _of_person(request: HttpRequest) -> Municipality | None:
    if not request.user.is_authenticated:
        return None
    consents = Consent.objects.filter(person__user=request.user, notice__municipality__isnull=False)
    consent = consents.select_related("notice__municipality").order_by("given_at", "pk").first()
    return consent.municipality if consent else None


def _only_one() -> Municipality | None:
    published = list(Municipality.objects.filter(is_published=True).order_by("pk")[:2])
    return published[0] if len(published) == 1 else None
