"""A decision's page, of any kind of case: its form, the verb, and what is said when the rules say no."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from portal.core.actions import Refused
from portal.core.enums import Role
from programs.models import Case

Act = Callable[[Any, dict[str, Any]], Any]


def decide(
    request: HttpRequest, case: Case, verb: str, form: forms.Form, act: Act, done: Any, *, template: str, **extra: Any
) -> HttpResponse:
    """Show a decision's page, or take the decision; the page of one that cannot be taken leads back, saying why.

    A refused decision is told on its own page with everything that was typed still there.

    Args:
        verb: of the workflow of the case's kind.
        act: `act(user, cleaned_data)` runs the verb's action.
        done: what is said afterwards.
    """
    if Role.OFFICER not in case.roles_of(request.user):
        messages.error(request, _("Only the officers of the reviewing organization decide."))
        return redirect(case)
    if request.method != "POST" and not _may(case, request.user, verb):
        state = case.of_kind.state(case).label
        messages.warning(
            request, _("This cannot be decided now: the file is in the state “%(state)s”.") % {"state": state}
        )
        return redirect(case)
    if request.method == "POST" and form.is_valid():
        try:
            act(request.user, form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, done)
            return redirect(case)
    return render(request, template, {"city": case.municipality, "case": case, "form": form} | extra)


def _may(case: Case, user: Any, verb: str) -> bool:
    return not case.is_locked_for(user) and verb in {edge.verb for edge in case.of_kind.allowed(case, user)}
