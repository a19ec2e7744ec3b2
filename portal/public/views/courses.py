"""The courses of a city, and one course with its sessions."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.http import urlencode

from portal.core import clock
from portal.public.pages import public_page, published_city
from trainings.explaining import is_ordered_by_points, ways_of
from trainings.filters import CatalogueForm, with_dates
from trainings.models import Course, PriorityRule, Session

PER_PAGE = 20
SHOWN = 50  # sessions of one course


@public_page
def course_list(request: HttpRequest, city: str) -> HttpResponse:
    """List a city's courses, the next to begin first; `?area=`, `?sede=`, `?mes=` and `?fechas=abiertas` narrow it."""
    municipality = published_city(city)
    courses = Course.objects.public().for_municipality(municipality)
    coming = Session.objects.public().for_municipality(municipality).upcoming()
    form = CatalogueForm(request.GET, city=municipality, courses=courses, sessions=coming)
    sessions = form.narrow(coming)
    if area := form.chosen.get("area"):
        courses = courses.filter(area=area)
    listed = with_dates(courses, sessions, only=form.asks_for_sessions)
    page = Paginator(listed, PER_PAGE).get_page(request.GET.get("page"))
    context = {"city": municipality, "form": form, "page": page, "query": urlencode(form.chosen)}
    return render(request, "public/course_list.html", context)


@public_page
def course_detail(request: HttpRequest, city: str, slug: str) -> HttpResponse:
    """Show one course: what is learned, what it costs and who pays, when and where, and how its seats are given."""
    municipality = published_city(city)
    courses = Course.objects.public().for_municipality(municipality).with_listing()
    course = get_object_or_404(courses, slug=slug)
    coming = Session.objects.public().filter(course=course, starts_at__gt=clock.now()).with_listing()
    sessions = coming.prefetch_related("meetings").order_by("starts_at", "pk")[:SHOWN]
    context = {
        "city": municipality,
        "course": course,
        "sessions": [{"session": session, "ways": ways_of(session)} for session in sessions],
        "points_order_seats": any(is_ordered_by_points(session) for session in sessions),
        "priorities": PriorityRule.objects.of_course(municipality.pk, course.pk),
    }
    return render(request, "public/course_detail.html", context)
