from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import User
from portal.core.actions import Refused
from portal.core.enums import Role
from portal.organizations.actions.calendar import days_between, listed_days
from portal.organizations.actions.handover import colleagues
from portal.organizations.actions.memberships import refuse_wrong_kind
from portal.organizations.models import Membership, Organization
from portal.organizations.permissions import ROLES_BY_KIND


def _offered_roles() -> list[tuple[str, Any]]:
    offered = frozenset().union(*ROLES_BY_KIND.values())
    return [(role.value, role.label) for role in Role if role in offered]


class InvitationForm(forms.Form):
    """Who is offered which role where. The organizations are those that `user` administers."""

    organization = forms.ModelChoiceField(label=_("Organization"), queryset=Organization.objects.none())
    role = forms.ChoiceField(label=_("Role"), choices=_offered_roles)
    email = forms.EmailField(label=_("E-mail"), help_text=_("The link works for seven days, for this address alone."))

    use_required_attribute = False

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organization"].queryset = Organization.objects.visible_to(user).active().order_by("name", "pk")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("organization") and cleaned.get("role"):
            try:
                refuse_wrong_kind(cleaned["organization"], cleaned["role"])
            except Refused as refused:
                self.add_error("role", refused.message)
        return cleaned


class HandOverForm(forms.Form):
    """To whom the work goes, and whether the role ends with it."""

    to = forms.ModelChoiceField(
        label=_("Give it to"),
        queryset=User.objects.none(),
        required=False,
        empty_label=_("Nobody in particular: back to the queue"),
    )
    ends = forms.BooleanField(label=_("End the role after that"), required=False)

    use_required_attribute = False

    def __init__(self, *args: Any, membership: Membership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = colleagues(membership)


class ClosedDaysForm(forms.Form):
    """One day, some in a row, or the city's own list. `cleaned_data["days"]` holds them with their reasons."""

    first = forms.DateField(label=_("First day"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))
    last = forms.DateField(
        label=_("Last day"),
        required=False,
        help_text=_("Empty for a single day."),
        widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"),
    )
    reason = forms.CharField(label=_("Reason"), max_length=160, required=False)
    listed = forms.CharField(
        label=_("Or paste a list"),
        required=False,
        max_length=20_000,
        help_text=_("One day and its reason per line, like 18/01/2027 Feria."),
        widget=forms.Textarea({"rows": 4, "cols": 50}),
    )

    use_required_attribute = False

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.errors:
            return cleaned
        first, listed = cleaned.get("first"), cleaned.get("listed")
        try:
            days = listed_days(listed) if listed else {}
            if first is not None:
                days |= dict.fromkeys(days_between(first, cleaned.get("last") or first), cleaned.get("reason") or "")
        except Refused as refused:
            self.add_error("listed" if refused.code == "line" else "first", refused.message)
            return cleaned
        if first is not None and not cleaned.get("reason"):
            self.add_error("reason", _("Please say why, for example: Feria."))
        if not days:
            self.add_error("first", _("Please choose a day, or paste a list."))
        return cleaned | {"days": days}
