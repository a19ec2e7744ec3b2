"""`/gestion/`: the figures by which a city runs its programs, and each of them as CSV."""

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from portal.core import clock
from portal.core.models import Municipality
from portal.public.forms import DashboardFilter
from portal.public.pages import asked
from portal.reports.dashboard import Selection, cities_for, figures_for, panel
from portal.reports.open_data import csv_lines

FILTERS = ("programa", "convocatoria", "desde", "hasta")


@require_safe
def dashboard(request: HttpRequest) -> HttpResponse:
    """Show the figures of the city of `?ciudad=`, or of the reader's first one, narrowed by the filters."""
    city, cities = _city_or_404(request)
    form = _filter(request, city)
    selection = _selection(request, form, city) if form.is_valid() else None
    context = {
        "city": city,
        "cities": cities,
        "form": form,
        "query": _query(request, city),
        "is_filtered": any(asked(request, name) for name in FILTERS),
        "as_of": clock.now(),
        "panels": [panel(each, selection) for each in figures_for(request.user, city)] if selection else [],
    }
    return render(request, "public/dashboard.html", context)


@require_safe
def figure_csv(request: HttpRequest, figure: str) -> HttpResponseBase:
    """Give one figure of the dashboard as CSV, narrowed as the page was."""
    city, _cities = _city_or_404(request)
    form = _filter(request, city)
    found = next((each for each in figures_for(request.user, city) if each.slug == figure), None)
    if found is None or not form.is_valid():
        raise Http404
    rows = found.rows(_selection(request, form, city))
    headings, kinds = [column.heading(city) for column in found.columns], [column.kind for column in found.columns]
    response = StreamingHttpResponse(csv_lines(headings, kinds, rows, city), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(True, f"{found.slug}-{city.slug}.csv")
    return response


def _city_or_404(request: HttpRequest) -> tuple[Municipality, list[Municipality]]:
    """Give the city that is asked for, and all those of the reader."""
    cities = list(cities_for(request.user))
    slug = asked(request, "ciudad")
    city = next((each for each in cities if each.slug == slug or not slug), None)
    if city is None:
        raise Http404
    return city, cities


def _filter(request: HttpRequest, city: Municipality) -> DashboardFilter:
    return DashboardFilter({name: asked(request, name) for name in FILTERS}, user=request.user, municipality=city)


def _selection(request: HttpRequest, form: DashboardFilter, city: Municipality) -> Selection:
    chosen: dict[str, Any] = {"program": form.cleaned_data["programa"], "call": form.cleaned_data["convocatoria"]}
    period = {"since": form.cleaned_data["desde"], "until": form.cleaned_data["hasta"]}
    return Selection(request.user, city, clock.now(), **period, chosen=chosen)


def _query(request: HttpRequest, city: Municipality) -> str:
    """The filters as they stand in the address, for the links to the files."""
    given = {name: asked(request, name) for name in FILTERS if asked(request, name)}
    return urlencode({"ciudad": city.slug} | given)
