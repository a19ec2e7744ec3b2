"""Personal ids, masked until an officer asks for one. Asking is a POST, and stays in the ledger."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from portal.core.actions import Refused
from programs.actions import reveal_answer, reveal_tax_id
from programs.actions.reveals import TAX_ID
from programs.console.reveals import show_once
from programs.console.views.scope import visible_application, visible_case
from programs.models import Case


@require_POST
def tax_id(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show the whole tax id of the enterprise, in the next look at the file alone."""
    case = visible_case(request, public_id)
    return _reveal(request, case, TAX_ID, lambda: reveal_tax_id(case, by=request.user), "enterprise")


@require_POST
def answer(request: HttpRequest, public_id: UUID, code: str) -> HttpResponse:
    """Show a personal id that was answered, in the next look at the file alone."""
    case = visible_application(request, public_id)
    return _reveal(request, case, code, lambda: reveal_answer(case, by=request.user, code=code), f"answer-{code}")


def _reveal(request: HttpRequest, case: Case, what: str, verb: Callable[[], Any], place: str) -> HttpResponse:
    try:
        verb()
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        show_once(request, case, what)
    return redirect(f"{case.get_absolute_url()}#{place}")
