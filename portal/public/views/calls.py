"""The calls of a city, and one call's start page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from portal.core import clock
from portal.public.pages import public_page, published_city
from programs.changes import in_words
from programs.models import Call

STATUSES = ("open", "upcoming", "closed")


@public_page
def call_list(request: HttpRequest, city: str) -> HttpResponse:
    """List a city's calls by status; `?estado=` takes open, upcoming or closed, anything else means open."""
    municipality = published_city(city)
    calls = Call.objects.public().for_municipality(municipality).with_listing()
    by_status = {
        "open": calls.open().order_by("closes_at", "pk"),
        "upcoming": calls.upcoming().order_by("opens_at", "pk"),
        "closed": calls.closed().order_by("-closes_at", "pk"),
    }
    asked = request.GET.get("estado", "")
    status = asked if asked in STATUSES else "open"
    counts = {name: queryset.count() for name, queryset in by_status.items()}
    context = {
        "city": municipality,
        "calls": by_status[status][:100],
        "status": status,
        "counts": counts,
    }
    return render(request, "public/call_list.html", context)


@public_page
def call_detail(request: HttpRequest, city: str, slug: str) -> HttpResponse:
    """Show one call: for whom, what it gives, what it asks, until when, and how it goes on after applying."""
    municipality = published_city(city)
    calls = Call.objects.public().for_municipality(municipality).with_listing()
    call = get_object_or_404(calls, slug=slug)
    version = call.current_version
    context = {
        "city": municipality,
        "call": call,
        "is_open": call.is_open,
        "opens_later": call.opens_at > clock.now(),
        "rules": version.rules.order_by("pk"),
        "documents": version.documents.order_by("pk"),
        "partners": call.program.partners.select_related("organization").order_by("pk"),
        "lines": municipality.strategic_lines.filter(is_published=True).order_by("number"),
        "pages": version.form_schema["pages"],
        "addenda": [
            {"addendum": addendum, "changes": in_words(addendum.changes, municipality)}
            for addendum in call.addenda.order_by("-number")
        ],
    }
    return render(request, "public/call_detail.html", context)
