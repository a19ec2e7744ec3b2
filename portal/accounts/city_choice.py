"""Which city the pages of an account speak for, where the address does not say it."""

from urllib.parse import parse_qs, urlsplit

from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, QueryDict
from django.utils.http import url_has_allowed_host_and_scheme

from portal.accounts.models import Consent
from portal.core.models import Municipality

PARAMETER = "ciudad"
_SESSION_KEY = "ciudad"


def city_of(request: HttpRequest) -> Municipality | None:
    """The city named by `?ciudad=`, else by the page that the person goes back to (`?next=`), else the one named
    earlier in this session, else that of the person's first consent, else the only published one. None where several
    are published and nothing tells which.
    """
    if not hasattr(request, "_city_of_account"):
        request._city_of_account = _named(request) or _of_person(request) or _only_one()
    return request._city_of_account


def _named(request: HttpRequest) -> Municipality | None:
    named = request.GET.get(PARAMETER) or request.POST.get(PARAMETER) or ""
    remembered = request.session.get(_SESSION_KEY, "")
    for slug in (named, _named_by(_next_of(request)), remembered):
        if not slug or "\0" in slug:
            continue
        city = Municipality.objects.filter(slug=slug, is_published=True).first()
        if city:
            if slug != remembered:
                request.session[_SESSION_KEY] = slug
            return city
    return None


def way_back(request: HttpRequest) -> str:
    """Return what a link to another page of the account carries on: "?next=…&ciudad=…", or nothing."""
    query, target = QueryDict(mutable=True), _next_of(request)
    if url_has_allowed_host_and_scheme(target, allowed_hosts=None):
        query[REDIRECT_FIELD_NAME] = target
    if request.GET.get(PARAMETER) and (city := city_of(request)):
        query[PARAMETER] = city.slug
    return f"?{query.urlencode()}" if query else ""


def _next_of(request: HttpRequest) -> str:
    return request.POST.get(REDIRECT_FIELD_NAME) or request.GET.get(REDIRECT_FIELD_NAME) or ""


def _named_by(target: str) -> str:
    """The city in the query of an address, which is only read: "/mi/solicitudes/…?ciudad=leon"."""
    try:
        query = urlsplit(target).query
    except ValueError:  # no address at all
        return ""
    return parse_qs(query).get(PARAMETER, [""])[0]


def _of_person(request: HttpRequest) -> Municipality | None:
    if not request.user.is_authenticated:
        return None
    consents = Consent.objects.filter(person__user=request.user, notice__municipality__isnull=False)
    consent = consents.select_related("notice__municipality").order_by("given_at", "pk").first()
    return consent.municipality if consent else None


def _only_one() -> Municipality | None:
    published = list(Municipality.objects.filter(is_published=True).order_by("pk")[:2])
    return published[0] if len(published) == 1 else None
