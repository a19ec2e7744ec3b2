"""How the console fetches a case, and how it tells a refusal."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from portal.core.actions import Refused
from portal.core.scoping import get_visible_or_404
from programs.models import Case
from programs.querysets import CaseQuerySet


def visible_case(request: HttpRequest, public_id: UUID) -> Case:
    """Give a case of any kind that the user may read; 404 for every other, with a row in the ledger."""
    return get_visible_or_404(Case.objects.with_listing(), request.user, public_id=public_id)


def visible_application(request: HttpRequest, public_id: UUID) -> Case:
    """Give the case of an application, with what its pages show; 404 as `visible_case`."""
    return get_visible_or_404(applications(), request.user, public_id=public_id)


def applications() -> CaseQuerySet:
    return (
        Case.objects.of_applications()
        .with_listing()
        .select_related(
            "enrollment__enterprise",
            "enrollment__call__reviewer",
            "enrollment__call__program",
            "enrollment__call__municipality",
            "enrollment__call_version",
            "enrollment__project__line",
            "enrollment__reason",
            "enrollment__applicant",
            "enrollment__decided_by",
        )
    )


def carry_out(request: HttpRequest, case: Case, verb: Callable[[], Any], done: Any, *, place: str = "") -> HttpResponse:
    """Run a verb on the case, say what came of it, and go back to the file, at `place` of the page."""
    try:
        verb()
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, done)
    return redirect(case.get_absolute_url() + (f"#{place}" if place else ""))
