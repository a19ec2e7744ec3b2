"""Imports, at the staff's desk: send a file, read what the check found of each row, say yes, follow the writing."""

from itertools import chain
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils.decorators import method_decorator
from django.utils.http import content_disposition_header
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from portal.core.actions import Refused
from portal.core.enums import Role
from portal.organizations.admin_scope import ReadOnlyAdmin
from portal.organizations.roles import municipalities_of
from portal.reports.actions import cancel_import, confirm_import, recheck_import, send_import
from portal.reports.enums import FileFormat, ImportOutcome, ImportState
from portal.reports.forms import ImportForm
from portal.reports.imports.registry import registered
from portal.reports.imports.templates import as_csv, dictionary, template
from portal.reports.models import ImportRow, ImportRun
from portal.reports.pages import CONTENT_TYPES

ROWS_SHOWN = 50
VERBS: dict[str, Any] = {
    "confirm": lambda run, request: confirm_import(
        run, by=request.user, leave_out=request.POST.get("leave_out") == "yes"
    ),
    "recheck": lambda run, request: recheck_import(run, by=request.user),
    "cancel": lambda run, request: cancel_import(run, by=request.user),
}


@admin.register(ImportRun)
class ImportRunAdmin(ReadOnlyAdmin):
    """The files of one's city. What stands in them is shown to nobody again, only what came of each row."""

    list_display = ("file_name", "what", "municipality", "state", "requested_by", "created_at")
    list_filter = ("state",)
    list_select_related = ("municipality", "requested_by")
    search_fields = ("file_name",)
    ordering = ("-created_at", "-pk")

    @admin.display(description=_("what is imported"), ordering="slug")
    def what(self, run: ImportRun) -> str:
        return run.title

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("reports.add_importrun")

    def get_urls(self) -> list[URLPattern]:
        view, name = self.admin_site.admin_view, "reports_importrun"
        return [
            path("<int:pk>/orden/", view(self.order_view), name=f"{name}_order"),
            path("<int:pk>/resultado.csv", view(self.result_view), name=f"{name}_result"),
            path("plantilla/<slug:slug>/<slug:city>.<str:format>", view(self.template_view), name=f"{name}_template"),
            *super().get_urls(),
        ]

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: dict | None = None) -> HttpResponse:
        """Take a file: an own view, outside the transaction that the admin's forms run in."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        cities = municipalities_of(request.user, Role.STAFF).order_by("name", "pk")
        form = ImportForm(request.POST or None, request.FILES or None, cities=cities)
        if request.method == "POST" and form.is_valid() and (run := self._send(request, form)):
            return redirect("admin:reports_importrun_change", run.pk)
        context = self.admin_site.each_context(request) | {
            "title": gettext("Import a file"),
            "opts": self.opts,
            "form": form,
            "kinds": [
                {"importer": importer, "city": city, "columns": dictionary(importer, city)}
                for city in cities
                for importer in registered.values()
            ],
        }
        return render(request, "reports/admin/import_add.html", context)

    def _send(self, request: HttpRequest, form: ImportForm) -> ImportRun | None:
        data = form.cleaned_data
        importer, file = registered[data["kind"]], data["file"]
        try:
            return send_import(
                importer, by=request.user, municipality=data["city"], content=file.read(), file_name=file.name
            )
        except Refused as refused:
            form.add_error("file", refused.message)
            return None

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict | None = None
    ) -> HttpResponse:
        """Show how far it is and what came of the rows, the refused ones first."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        run = self.in_scope_or_404(request, object_id, "municipality", "requested_by")
        if request.method == "POST":  # nothing of it is changed as a form
            raise PermissionDenied
        shown = request.GET.get("ver", "")
        rows = run.results.order_by("number")
        if shown in ImportOutcome.values:
            rows = rows.filter(outcome=shown)
        context = self.admin_site.each_context(request) | {
            "title": run.title,
            "opts": self.opts,
            "run": run,
            "city": run.municipality,
            "page": Paginator(rows, ROWS_SHOWN).get_page(request.GET.get("page")),
            "shown": shown,
            "counts": self._counts(run),
            "may_act": self._may_act(request, run),
            "is_checked": run.state == ImportState.CHECKED,
            "is_done": run.state == ImportState.DONE,
            "can_recheck": run.state in (ImportState.CHECKED, ImportState.FAILED),
        }
        return render(request, "reports/admin/import_run.html", context)

    @staticmethod
    def _counts(run: ImportRun) -> list[dict[str, Any]]:
        numbers = {
            ImportOutcome.MAKE: run.to_make,
            ImportOutcome.LINK: run.to_link,
            ImportOutcome.REFUSE: run.to_refuse,
        }
        label = run.importer.outcome_label if run.importer else lambda value: str(ImportOutcome(value).label)
        return [{"value": one.value, "label": label(one), "count": number} for one, number in numbers.items()]

    @staticmethod
    def _may_act(request: HttpRequest, run: ImportRun) -> bool:
        return run.importer is not None and run.importer.may_be_run_by(request.user, run.municipality)

    @method_decorator(require_POST)
    def order_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Say yes, check again, or give up."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        run = self.in_scope_or_404(request, pk, "municipality")
        verb = VERBS.get(request.POST.get("verb", ""))
        try:
            if verb is not None:
                verb(run, request)
        except Refused as refused:
            messages.error(request, refused.message)
        return redirect("admin:reports_importrun_change", pk)

    @method_decorator(require_safe)
    def result_view(self, request: HttpRequest, pk: int) -> StreamingHttpResponse:
        """What came of each row, as CSV: row, result, what was made, what is wrong."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        run = self.in_scope_or_404(request, pk)
        lines = [("fila", "resultado", "nombre", "identificador", "que_corregir")]
        found = (_line(row) for row in run.results.order_by("number").iterator(chunk_size=2000))
        response = StreamingHttpResponse(as_csv(chain(lines, found)), content_type=CONTENT_TYPES[FileFormat.CSV])
        return _download(response, f"resultado-{run.slug}-{run.pk}.csv")

    @method_decorator(require_safe)
    def template_view(self, request: HttpRequest, slug: str, city: str, format: str) -> HttpResponse:
        """The empty file with its headings."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        municipality = municipalities_of(request.user, Role.STAFF).filter(slug=city).first()
        importer = registered.get(slug)
        if municipality is None or importer is None or format not in FileFormat.values:
            raise Http404
        content = template(importer, municipality, format)
        return _download(HttpResponse(content, content_type=CONTENT_TYPES[format]), f"plantilla-{slug}.{format}")


def _line(row: ImportRow) -> tuple[Any, ...]:
    faults = "; ".join(f"{column}: {text}" if column else text for column, text in row.faults)
    return row.number, row.outcome_label, row.label, str(row.made_id or ""), faults


def _download(response: Any, name: str) -> Any:
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["Cache-Control"] = "private, no-store"
    return response
