"""The pages of the reports. The roles of the user in a city open them; all else is 404."""

from typing import Any
from uuid import UUID

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.core.actions import Refused
from portal.core.models import Municipality
from portal.core.scoping import get_in_scope_or_404, get_visible_or_404
from portal.reports import files
from portal.reports.actions import cancel, end_schedule, record_download, request_report, retry, schedule_report
from portal.reports.forms import RequestFields, request_form
from portal.reports.models import ReportRun, ReportSchedule
from portal.reports.pages import CONTENT_TYPES, card, described, progress_facts, sections
from portal.reports.registry import Report, cities_for, registered

A_PAGE = 20
MANY_ROWS = 1000  # taking more asks for the password again


@require_safe
def report_list(request: HttpRequest) -> HttpResponse:
    """The reports that the user may run, by city; what runs and what ran; what comes by itself."""
    cities = list(cities_for(request.user))
    if not cities:
        raise Http404
    runs = ReportRun.objects.visible_to(request.user).with_listing().order_by("-created_at", "-pk")
    page = Paginator(runs, A_PAGE).get_page(request.GET.get("page"))
    schedules = ReportSchedule.objects.visible_to(request.user).active().select_related("municipality", "recipient")
    context = {
        "city": cities[0] if len(cities) == 1 else None,
        "sections": sections(request.user, cities),
        "page": page,
        "runs": [card(run) for run in page],
        "schedules": schedules.order_by("next_on", "pk")[:A_PAGE],
    }
    return render(request, "reports/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def request_page(request: HttpRequest, city: str, slug: str) -> HttpResponse:
    """What a report holds, and the form that asks for it."""
    municipality, report = _allowed_or_404(request, city, slug)
    data = request.POST if request.method == "POST" else None
    form = request_form(report)(data, user=request.user, municipality=municipality)
    if data is not None and form.is_valid():
        try:
            return _ask(request, report, form)
        except Refused as refused:
            messages.error(request, refused.message)
    context = {"city": municipality, "report": report, "form": form}
    context["columns"] = [(column.heading(municipality), column.meaning(municipality)) for column in report.columns]
    return render(request, "reports/request.html", context)


def _allowed_or_404(request: HttpRequest, city: str, slug: str) -> tuple[Municipality, Report]:
    municipality = get_in_scope_or_404(cities_for(request.user), request.user, slug=city)
    report = registered.get(slug)
    if report is None or not report.may_be_run_by(request.user, municipality):
        raise Http404
    return municipality, report


def _ask(request: HttpRequest, report: Report, form: RequestFields) -> HttpResponse:
    asked = {"municipality": form.municipality, "filters": form.stored(), "format": form.cleaned_data["format"]}
    if every := form.every_period:
        schedule_report(report, by=request.user, every=every, **asked)
        messages.success(request, _("The report will come by itself. We will write to you when it is ready."))
        return redirect("reports:list")
    return redirect("reports:run", public_id=request_report(report, by=request.user, **asked).public_id)


@require_safe
def run_page(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """How far a run is, and its file."""
    run = _run_or_404(request, public_id)
    context = {
        "city": run.municipality,
        "run": run,
        "facts": progress_facts(run),
        "rows": card(run)["rows"],
        "described": described(run),
    }
    return render(request, "reports/run.html", context)


@require_safe
def run_state(request: HttpRequest, public_id: UUID) -> JsonResponse:
    """How far a run is, for the script of its page."""
    return JsonResponse(progress_facts(_run_or_404(request, public_id)))


def _run_or_404(request: HttpRequest, public_id: UUID) -> ReportRun:
    return get_visible_or_404(ReportRun.objects.with_listing(), request.user, public_id=public_id)


@require_POST
def run_cancel(request: HttpRequest, public_id: UUID) -> HttpResponse:
    return _done(request, cancel, _run_or_404(request, public_id), _("The report was cancelled."))


@require_POST
def run_retry(request: HttpRequest, public_id: UUID) -> HttpResponse:
    return _done(request, retry, _run_or_404(request, public_id), _("The report is prepared anew."))


def _done(request: HttpRequest, verb: Any, run: ReportRun, message: str) -> HttpResponse:
    try:
        verb(run, by=request.user)
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, message)
    return redirect("reports:run", public_id=run.public_id)


@require_POST
def run_download(request: HttpRequest, public_id: UUID) -> HttpResponseBase:
    """Give the file out and note it in the ledger; a large one only to somebody who gave the password just now."""
    run = _run_or_404(request, public_id)
    give = _give if run.rows <= MANY_ROWS else reauthentication_required(_give)
    try:
        return give(request, run)
    except Refused as refused:
        messages.error(request, refused.message)
        return redirect("reports:run", public_id=run.public_id)


def _give(request: HttpRequest, run: ReportRun) -> HttpResponseBase:
    run = record_download(run, by=request.user)
    response = FileResponse(files.pieces(run), content_type=CONTENT_TYPES[run.format])
    response["Content-Length"] = str(run.size)
    response["Content-Disposition"] = content_disposition_header(True, run.file_name)
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
def schedule_end(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Let a report no longer come by itself."""
    schedule = get_visible_or_404(ReportSchedule, request.user, public_id=public_id)
    try:
        end_schedule(schedule, by=request.user)
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, _("The report no longer comes by itself."))
    return redirect("reports:list")
