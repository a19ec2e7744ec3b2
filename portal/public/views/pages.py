"""Standing pages: privacy, accessibility, site map, the style guide, and the city's colours."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from portal.accounts.models import PrivacyNotice
from portal.core.models import Municipality
from portal.public.pages import asked, public_page, published_city
from programs.models import Call


@public_page
def privacy(request: HttpRequest, city: str) -> HttpResponse:
    """Show the privacy notice of a city that is in force, or the earlier version that `?version=` names."""
    municipality = published_city(city)
    if version := asked(request, "version"):
        notice = get_object_or_404(PrivacyNotice, municipality=municipality, version=version)
    else:
        notice = PrivacyNotice.objects.in_force(municipality)
    return render(request, "public/privacy.html", {"city": municipality, "notice": notice})


@public_page
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "public/accessibility.html")


@public_page
def site_map(request: HttpRequest) -> HttpResponse:
    """List every public page, as Colombian public bodies must (Resolución MinTIC 1519 de 2020, annex 1)."""
    cities = Municipality.objects.filter(is_published=True).order_by("name")
    calls = Call.objects.public().with_listing().order_by("municipality__name", "title", "pk")
    return render(request, "public/site_map.html", {"cities": cities, "calls": calls[:500]})


@public_page
def style_guide(request: HttpRequest) -> HttpResponse:
    return render(request, "style_guide.html")


@public_page
def brand_css(request: HttpRequest, city: str) -> HttpResponse:
    """Serve a city's three brand tokens as a stylesheet, since the content policy forbids inline styles."""
    municipality = published_city(city)
    return render(request, "public/brand.css", {"city": municipality}, content_type="text/css; charset=utf-8")
