"""The front door and the first page of each city."""

from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from portal.core import clock
from portal.core.models import Municipality
from portal.public.pages import public_page, published_city
from programs.models import Call, Program, Target
from trainings.filters import with_dates
from trainings.models import Course, Session


@public_page
def home(request: HttpRequest) -> HttpResponse:
    """List the cities that the portal serves, each with how many of its calls take applications now."""
    now = clock.now()
    is_open = Q(
        programs__calls__state="published",
        programs__calls__opens_at__lte=now,
        programs__calls__closes_at__gt=now,
        programs__is_published=True,
    )
    cities = (
        Municipality.objects.filter(is_published=True)
        .annotate(open_calls=Count("programs__calls", filter=is_open), open_courses=_open_courses())
        .order_by("name")
    )
    return render(request, "public/home.html", {"cities": cities})


def _open_courses() -> Coalesce:
    """Count a city's courses with a session that takes requests now; a subquery, since two joins would multiply."""
    sessions = Session.objects.public().open().filter(municipality=OuterRef("pk"))
    counted = sessions.order_by().values("municipality").annotate(n=Count("course", distinct=True)).values("n")
    return Coalesce(Subquery(counted), 0)


@public_page
def city_home(request: HttpRequest, city: str) -> HttpResponse:
    """Show what a city offers today: its open calls, its programs and what it has promised to reach."""
    municipality = published_city(city)
    calls = Call.objects.public().for_municipality(municipality).with_listing()
    sessions = Session.objects.public().upcoming().open()
    context = {
        "city": municipality,
        "open_calls": calls.open().order_by("closes_at", "pk"),
        "courses": with_dates(Course.objects.public().for_municipality(municipality), sessions, only=True)[:3],
        "coming_calls": calls.upcoming().order_by("opens_at", "pk")[:3],
        "programs": Program.objects.public().filter(municipality=municipality).order_by("name").with_listing(),
        "targets": Target.objects.public().filter(municipality=municipality).order_by("pk"),
    }
    return render(request, "public/city_home.html", context)
