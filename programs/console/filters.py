"""What the queue can be narrowed to; every filter stands in the address, so that a view can be shared."""

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from enterprises.enums import EnterpriseSize
from programs.enums import PENDING, EnrollmentState
from programs.models import Call, Case

# The states of a sent application, as quick filters above the list.
VIEWS = (
    ("pending", _("To review"), PENDING),
    ("correction", _("With the applicant"), (EnrollmentState.CHANGES_REQUESTED,)),
    ("waiting", _("Waiting list"), (EnrollmentState.WAITLISTED, EnrollmentState.OFFERED)),
    ("decided", _("Decided"), (EnrollmentState.APPROVED, EnrollmentState.REJECTED, EnrollmentState.COMPLETED)),
    (
        "all",
        _("All"),
        tuple(state for state in EnrollmentState if state != EnrollmentState.DRAFT),
    ),
)
ASSIGNED = (("me", _("Mine")), ("nobody", _("Nobody's")))


def view_named(name: str | None) -> tuple[str, Any, tuple[EnrollmentState, ...]]:
    """Return the view of that name, or the first one."""
    return next((view for view in VIEWS if view[0] == name), VIEWS[0])


class CaseFilter(django_filters.FilterSet):
    """Search and filters of the queue. The parameters are Spanish, as the rest of the address."""

    buscar = django_filters.CharFilter(method="search", label=_("Number or name"))
    convocatoria = django_filters.ModelChoiceFilter(
        field_name="enrollment__call",
        queryset=Call.objects.none(),
        to_field_name="public_id",  # the short name is unique in a city alone, and an officer may review in several
        label=_("Call"),
        empty_label=_("All the calls"),
    )
    tamano = django_filters.ChoiceFilter(
        field_name="size", choices=EnterpriseSize.choices, label=_("Size"), empty_label=_("All sizes")
    )
    asignado = django_filters.ChoiceFilter(
        choices=ASSIGNED, method="assigned", label=_("Assigned"), empty_label=_("Anybody's")
    )

    class Meta:
        model = Case
        fields: list[str] = []
        form = forms.Form

    def __init__(self, data: Any, queryset: QuerySet[Case], *, user: Any) -> None:
        super().__init__(data, queryset=queryset)
        self.user = user
        calls = Call.objects.visible_to(user).filter(enrollments__case__isnull=False)
        self.filters["convocatoria"].queryset = Call.objects.filter(pk__in=calls.values("pk")).order_by("title", "pk")

    def search(self, queryset: Any, name: str, value: str) -> Any:
        return queryset.search(value)

    def assigned(self, queryset: Any, name: str, value: str) -> Any:
        return queryset.assigned_to(self.user) if value == "me" else queryset.unassigned()
