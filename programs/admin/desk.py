"""The desk of one call: its versions with what keeps them from being published, and the verbs as small forms."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.widgets import AdminSplitDateTime
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.core.actions import Refused
from programs import changes
from programs.actions import (
    amend_call,
    cancel_call,
    change_dates,
    change_places,
    close_call,
    edit_version,
    publish_call,
)
from programs.actions.calls import told_of_cancelling
from programs.admin.readiness import parts_of, warnings_of
from programs.enums import CallState
from programs.models import Call, CallVersion


class PlacesForm(forms.Form):
    places = forms.IntegerField(min_value=1, max_value=1_000_000, label=gettext_lazy("Places"))


class NamedDateTime(AdminSplitDateTime):
    """Day and time in two boxes, each with a name of its own for those who do not see the words beside them."""

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        for box, label in zip(context["widget"]["subwidgets"], (_("Date"), _("Time")), strict=True):
            box["attrs"]["aria-label"] = label
        return context


class DatesForm(forms.Form):
    """Both dates, in the city's zone."""

    opens_at = forms.SplitDateTimeField(label=gettext_lazy("Opens"), widget=NamedDateTime)
    closes_at = forms.SplitDateTimeField(label=gettext_lazy("Closes"), widget=NamedDateTime)
    note = forms.CharField(label=gettext_lazy("Why"), max_length=500)


class NoteForm(forms.Form):
    note = forms.CharField(label=gettext_lazy("Why"), max_length=500)


class PublishForm(forms.Form):
    """The confirmation that warnings ask for; without them nothing is asked."""

    def __init__(self, data: Any, *, warnings: list[str]) -> None:
        super().__init__(data)
        if warnings:
            self.fields["confirm"] = forms.BooleanField(
                label=gettext_lazy("I have read the warnings, and I publish it as it is."),
                error_messages={"required": gettext_lazy("Read the warnings and confirm that you mean it.")},
            )


class CancelForm(NoteForm):
    confirm = forms.BooleanField(
        label=gettext_lazy("I know that this cannot be undone, and that the people named above are told by mail."),
        error_messages={"required": gettext_lazy("Confirm it: a cancelled call does not come back.")},
    )


def call_desk(request: HttpRequest, call: Call, context: dict[str, Any]) -> HttpResponse:
    """Show the desk, or run the verb that was posted. Dates are typed and shown in the city's zone."""
    with timezone.override(call.municipality.zone):
        verb = request.POST.get("verb", "") if request.method == "POST" else ""
        versions = list(call.versions.order_by("-number"))
        prepared = next((version for version in versions if not version.is_published), None)
        if prepared is not None:
            prepared.call = call
        warnings = warnings_of(prepared) if prepared else []
        bound = _forms(call, request.POST, verb, prepared, warnings)
        if verb in VERBS and (verb not in bound or bound[verb].is_valid()):
            return _run(request, call, verb, bound[verb].cleaned_data if verb in bound else {})
        parts = parts_of(prepared or versions[0])
        context |= {
            "title": call.title,
            "call": call,
            "city": call.municipality,
            "versions": versions,
            "prepared": prepared,
            "parts": parts,
            "is_complete": not any(part.faults for part in parts),
            "warnings": warnings,
            "announced": _announced(call, prepared),
            "forms": bound,
            "can_amend": call.state == CallState.PUBLISHED and prepared is None,
            "told": told_of_cancelling(call),
            "is_changeable": call.state in (CallState.DRAFT, CallState.PUBLISHED),
        }
        # Rendered inside the zone: the widgets write instants when they are rendered.
        return TemplateResponse(request, "admin/programs/call/desk.html", context).render()


def _announced(call: Call, prepared: CallVersion | None) -> list[str]:
    """Return what the amendment that is being prepared will say."""
    if prepared is None or call.current_version is None:
        return []
    return changes.in_words(changes.between(call.current_version, prepared), call.municipality)


def _forms(
    call: Call, data: Any, verb: str, prepared: CallVersion | None, warnings: list[str]
) -> dict[str, forms.Form]:
    return {
        "publish": PublishForm(data if verb == "publish" else None, warnings=warnings),
        "note": NoteForm(data if verb == "note" else None, initial={"note": prepared.note if prepared else ""}),
        "places": PlacesForm(data if verb == "places" else None, initial={"places": call.places}),
        "dates": DatesForm(
            data if verb == "dates" else None, initial={"opens_at": call.opens_at, "closes_at": call.closes_at}
        ),
        "amend": NoteForm(data if verb == "amend" else None),
        "close": NoteForm(data if verb == "close" else None),
        "cancel": CancelForm(data if verb == "cancel" else None),
    }


def _prepared(call: Call) -> CallVersion:
    version = CallVersion.objects.filter(call=call, published_at__isnull=True).order_by("-number").first()
    if version is None:
        raise Refused("nothing_prepared", _("There is no prepared version. Make an amendment first."))
    return version


def _publish(call: Call, by: Any, data: dict[str, Any]) -> None:
    publish_call(_prepared(call), by=by)


def _note(call: Call, by: Any, data: dict[str, Any]) -> None:
    version = _prepared(call)
    edit_version(version, by=by, seen=version.edits, note=data["note"])


VERBS: dict[str, tuple[Callable[[Call, Any, dict[str, Any]], Any], Any]] = {
    "publish": (_publish, gettext_lazy("The version is published.")),
    "note": (_note, gettext_lazy("The reason was saved.")),
    "places": (
        lambda call, by, data: change_places(call, by=by, places=data["places"]),
        gettext_lazy("The places were changed. A new one is offered to whoever waits for it."),
    ),
    "dates": (
        lambda call, by, data: change_dates(call, by=by, **data),
        gettext_lazy("The dates were changed."),
    ),
    "amend": (
        lambda call, by, data: amend_call(call, by=by, note=data["note"]),
        gettext_lazy("The next version is prepared. Change it, and publish it when it is ready."),
    ),
    "close": (
        lambda call, by, data: close_call(call, by=by, note=data["note"]),
        gettext_lazy("The call is closed."),
    ),
    "cancel": (
        lambda call, by, data: cancel_call(call, by=by, note=data["note"]),
        gettext_lazy("The call is cancelled. Those concerned are told by mail."),
    ),
}


def _run(request: HttpRequest, call: Call, verb: str, data: dict[str, Any]) -> HttpResponse:
    act, done = VERBS[verb]
    try:
        act(call, request.user, data)
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, done)
    return redirect("admin:programs_call_desk", call.pk)
