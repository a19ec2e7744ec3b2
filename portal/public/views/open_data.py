"""The open data of a city: what there is, what each column means, and the files."""

from collections.abc import Iterator

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header

from portal.core import clock
from portal.core.models import Municipality
from portal.public.pages import asked, public_file, public_page, published_city
from portal.reports import open_data
from portal.reports.dashboard import table_columns, table_rows
from portal.reports.open_data import Dataset

A_PAGE = 50


@public_page
def dataset_list(request: HttpRequest, city: str) -> HttpResponse:
    """List what the city publishes as open data, and on which terms."""
    municipality = published_city(city)
    context = {
        "city": municipality,
        "datasets": open_data.datasets(),
        "licence": open_data.licence(municipality),
        "as_of": clock.now(),
    }
    return render(request, "public/dataset_list.html", context)


@public_page
def dataset_detail(request: HttpRequest, city: str, slug: str) -> HttpResponse:
    """Show a dataset as a table, a page at a time, with the meaning of its columns."""
    municipality, dataset = _dataset_or_404(city, slug)
    page = Paginator(dataset.source(municipality), A_PAGE).get_page(asked(request, "page"))
    rows = [dataset.row(item, municipality) for item in page]
    context = {
        "city": municipality,
        "dataset": dataset,
        "page": page,
        "columns": table_columns(dataset.columns, municipality),
        "rows": table_rows(dataset.columns, rows, municipality),
        "dictionary": open_data.dictionary(dataset, municipality),
        "law": dataset.source_of_law(municipality),
        "licence": open_data.licence(municipality),
        "as_of": clock.now(),
    }
    return render(request, "public/dataset_detail.html", context)


def _version(city: str, slug: str) -> str:
    municipality, dataset = _dataset_or_404(city, slug)
    return open_data.version_of(dataset, municipality)


@public_file(_version)
def dataset_csv(request: HttpRequest, city: str, slug: str) -> StreamingHttpResponse:
    """Give a dataset as CSV."""
    municipality, dataset = _dataset_or_404(city, slug)
    return _file(open_data.csv_pieces(dataset, municipality), "text/csv; charset=utf-8", f"{slug}-{city}.csv")


@public_file(_version)
def dataset_json(request: HttpRequest, city: str, slug: str) -> StreamingHttpResponse:
    """Give a dataset as JSON, with its dictionary."""
    municipality, dataset = _dataset_or_404(city, slug)
    return _file(open_data.json_pieces(dataset, municipality), "application/json", f"{slug}-{city}.json")


def _dataset_or_404(city: str, slug: str) -> tuple[Municipality, Dataset]:
    municipality, dataset = published_city(city), open_data.registered.get(slug)
    if dataset is None:
        raise Http404
    return municipality, dataset


def _file(pieces: Iterator[bytes], content_type: str, name: str) -> StreamingHttpResponse:
    response = StreamingHttpResponse(pieces, content_type=content_type)
    response["Content-Disposition"] = content_disposition_header(True, name)
    return response
