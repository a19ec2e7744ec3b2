"""What the dashboard can be narrowed to; every filter stands in the address, so that a view of it can be shared."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.core.models import Municipality
from portal.core.querysets import AnyUser
from portal.reports.criteria import day_field, refuse_backward_period
from programs.models import Call, Program


class DashboardFilter(forms.Form):
    """Program, call and period, all free. The parameters are Spanish, as the rest of the address."""

    use_required_attribute = False

    programa = forms.ModelChoiceField(
        label=_("Program"),
        queryset=Program.objects.none(),
        to_field_name="public_id",
        required=False,
        empty_label=_("All the programs"),
    )
    convocatoria = forms.ModelChoiceField(
        label=_("Call"),
        queryset=Call.objects.none(),
        to_field_name="public_id",
        required=False,
        empty_label=_("All the calls"),
    )
    desde = day_field(_("From"), required=False)
    hasta = day_field(_("Until, this day included"), required=False)

    def __init__(self, data: Mapping[str, Any], *, user: AnyUser, municipality: Municipality):
        super().__init__(data)
        programs, calls = self.fields["programa"], self.fields["convocatoria"]
        assert isinstance(programs, forms.ModelChoiceField)
        assert isinstance(calls, forms.ModelChoiceField)
        programs.queryset = Program.objects.visible_to(user).filter(municipality=municipality).order_by("name", "pk")
        calls.queryset = Call.objects.visible_to(user).for_municipality(municipality).order_by("-opens_at", "pk")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        refuse_backward_period(cleaned.get("desde"), cleaned.get("hasta"), "hasta")
        return cleaned
