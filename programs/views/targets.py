"""The page of the targets for the mayor's office."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from portal.organizations.roles import municipalities_of
from programs.querysets import CITY_READERS
from programs.targets_pdf import targets_pdf


@require_safe
def targets_page(request: HttpRequest) -> HttpResponse:
    """Give each target of a city against what was reached, as a PDF; `?ciudad=` for whoever works in several."""
    cities = municipalities_of(request.user, *CITY_READERS).order_by("name", "pk")
    if slug := request.GET.get("ciudad", "").replace("\x00", ""):  # no database takes NUL
        cities = cities.filter(slug=slug)
    city = cities.first()
    if city is None:
        raise Http404
    response = HttpResponse(targets_pdf(city, request.user), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="metas-{city.slug}.pdf"'
    return response
