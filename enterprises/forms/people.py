"""Members, workers and the answer to who asks to join."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from enterprises.enums import MemberRole
from enterprises.forms.base import CalmForm
from enterprises.forms.dates import RememberedDateField
from enterprises.models import Enterprise
from portal.core import clock


class InviteForm(CalmForm):
    """Whom an owner invites to act for the enterprise."""

    refusals = {"already_member": "email"}

    email = forms.EmailField(
        label=_("E-mail of the person"), error_messages={"required": _("Please write the e-mail of the person.")}
    )
    role = forms.ChoiceField(
        label=_("What the person will be"),
        choices=MemberRole.choices,
        initial=MemberRole.COLLABORATOR,
        widget=forms.RadioSelect,
        help_text=_("Both fill in and send applications. Only owners invite people and answer requests."),
    )


class WorkerForm(CalmForm):
    """Someone who works there."""

    refusals = {"since_in_the_future": "since"}

    full_name = forms.CharField(
        label=_("Full name of the worker"), max_length=200, error_messages={"required": _("Please write the name.")}
    )
    position = forms.CharField(label=_("Position"), max_length=120, required=False)
    since = RememberedDateField(label=_("Working since"), required=False)

    def __init__(self, *args: Any, enterprise: Enterprise, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.enterprise = enterprise

    def clean_since(self) -> date | None:
        since = self.cleaned_data["since"]
        if since and since > clock.today(self.enterprise.municipality.zone):
            raise ValidationError(_("This day is still to come."))
        return since


class DecisionForm(CalmForm):
    """Whether somebody who asks may join."""

    decision = forms.ChoiceField(
        label=_("Does this person act for the enterprise?"),
        choices=[("accept", _("Yes, let this person in")), ("refuse", _("No, I do not accept it"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose one of the two.")},
    )

    @property
    def accept(self) -> bool:
        """Whether the answer is yes."""
        return self.cleaned_data["decision"] == "accept"
