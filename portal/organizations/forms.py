from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.core.actions import Refused
from portal.core.enums import Role
from portal.organizations.actions.memberships import refuse_wrong_kind
from portal.organizations.models import Organization
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
