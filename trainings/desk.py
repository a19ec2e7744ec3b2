"""The verbs of one session as small forms: for its desk in the administration and its page in the console."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.core.actions import Refused
from trainings.actions import (
    cancel_session,
    change_capacity,
    close_session,
    faults_of_session,
    may_run,
    publish_session,
)
from trainings.enums import SessionState
from trainings.models import Session
from trainings.workflow import SessionWorkflow

GROWS = (SessionState.DRAFT, SessionState.PUBLISHED, SessionState.CLOSED)


class EmptyForm(forms.Form):
    """A verb that asks for nothing."""


class CapacityForm(forms.Form):
    use_required_attribute = False
    capacity = forms.IntegerField(
        min_value=1,
        max_value=10_000,
        label=_("How many people fit"),
        error_messages={"required": _("Write how many people fit.")},
    )


class CloseForm(forms.Form):
    use_required_attribute = False
    note = forms.CharField(max_length=500, required=False, label=_("Why"))


class CancelForm(forms.Form):
    use_required_attribute = False
    note = forms.CharField(
        max_length=500,
        label=_("Why"),
        help_text=_("Everybody who asked for seats reads it."),
        error_messages={"required": _("Write why: everybody who asked for seats reads it.")},
    )


@dataclass(frozen=True)
class Verb:
    """One verb: its form, its action (session, by, **data), the button, what it means, and what is said when done."""

    form: type[forms.Form]
    act: Callable[..., Any]
    button: Any
    intro: Any
    done: Any


VERBS: dict[str, Verb] = {
    "publish": Verb(
        EmptyForm,
        publish_session,
        _("Publish the session"),
        _("Everybody can see it, and seats can be asked for between its two dates."),
        _("The session is published."),
    ),
    "capacity": Verb(
        CapacityForm,
        change_capacity,
        _("Change the seats"),
        _("New seats go at once to the waiting list, in its order."),
        _("The seats were changed. New ones went to the waiting list."),
    ),
    "close": Verb(
        CloseForm,
        close_session,
        _("Close the requests"),
        _("No more seats can be asked for. Those that are freed go to the waiting list."),
        _("The session takes no more requests."),
    ),
    "cancel": Verb(
        CancelForm,
        cancel_session,
        _("Cancel the session"),
        _("It cannot be undone. Every enterprise with a request is told at once, with what you write."),
        _("The session is cancelled. Everybody who asked for seats is told."),
    ),
}


def desk_of(session: Session, user: Any, data: Any) -> dict[str, Any]:
    """Return the verbs that the user may use on the session as it stands, and what keeps it from being published.

    Args:
        data: what was posted; `verb` says which form it belongs to.
    """
    is_draft = session.state == SessionState.DRAFT
    faults = faults_of_session(session) if is_draft else []
    allowed = {edge.verb for edge in SessionWorkflow.allowed(session, user)} & VERBS.keys()
    if faults:
        allowed -= {"publish"}
    if session.state in GROWS and may_run(session, user):
        allowed.add("capacity")
    initial = {"capacity": session.capacity}
    bound = [(name, verb, _form(name, verb, data, initial)) for name, verb in VERBS.items() if name in allowed]
    return {"verbs": bound, "faults": faults, "is_draft": is_draft}


def _form(name: str, verb: Verb, data: Any, initial: dict[str, Any]) -> forms.Form:
    posted = data if data and data.get("verb") == name else None
    return verb.form(posted, initial=initial, auto_id=f"{name}-%s")  # several forms on one page


def run_posted(session: Session, desk: dict[str, Any], *, by: Any) -> Any:
    """Run the verb whose form was posted. Returns what to say when it is done; None when a form has an error."""
    for _name, verb, form in desk["verbs"]:
        if form.is_bound and form.is_valid():
            try:
                verb.act(session, by=by, **form.cleaned_data)
            except Refused as refusal:
                form.add_error(None, refusal.message)
            else:
                return verb.done
    return None
