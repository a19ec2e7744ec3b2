"""What the queue can be narrowed to; every filter stands in the address, so that a view can be shared."""

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from enterprises.enums import EnterpriseSize
from programs.case_kinds import DECIDED, PAUSED, PENDING, WAITING, in_group, kind_named
from programs.case_kinds import kinds as registered
from programs.models import Case
from programs.querysets import CaseQuerySet

CORRECTED, ALL = "corrected", "all"
# Quick filters above the list: the groups of states, and what cuts across them.
VIEWS = (
    (PENDING, _("To review")),
    (CORRECTED, _("Correction answered")),
    ("correction", _("With the applicant")),
    (WAITING, _("Waiting list")),
    (DECIDED, _("Decided")),
    (ALL, _("All")),
)
GROUPS = {PENDING: PENDING, "correction": PAUSED, WAITING: WAITING, DECIDED: DECIDED}
ASSIGNED = (("me", _("Mine")), ("nobody", _("Nobody's")))


def view_named(name: str | None) -> str:
    """Return the name of that view, or of the first one."""
    return name if name in dict(VIEWS) else VIEWS[0][0]


def within(cases: CaseQuerySet, view: str) -> CaseQuerySet:
    """Narrow cases to those of a view."""
    if view == CORRECTED:
        return cases.corrected()
    return cases.filter(in_group(GROUPS[view])) if view in GROUPS else cases


def counted(counts: list[tuple[str, str, bool, int]]) -> dict[str, int]:
    """Return how many cases each view has, from `CaseQuerySet.counts`."""
    found = dict.fromkeys(dict(VIEWS), 0)
    for kind, state, came_back, count in counts:
        found[ALL] += count
        found[CORRECTED] += count if came_back else 0
        for view, group in GROUPS.items():
            found[view] += count if kind_named(kind).has(group, state) else 0
    return found


class CaseFilter(django_filters.FilterSet):
    """Search and filters of the queue. The parameters are Spanish, as the rest of the address."""

    buscar = django_filters.CharFilter(method="search", label=_("Number, name or tax id"))
    tipo = django_filters.ChoiceFilter(field_name="kind", label=_("Kind"), empty_label=_("All kinds"))
    convocatoria = django_filters.ChoiceFilter(field_name="source", label=_("Call"), empty_label=_("All the calls"))
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

    def __init__(self, data: Any, queryset: QuerySet[Case], *, user: Any, kinds: set[str]) -> None:
        super().__init__(data, queryset=queryset)
        self.user = user
        sources = Case.objects.reviewed_by(user).order_by("title", "source").values_list("source", "title").distinct()
        self.filters["convocatoria"].extra["choices"] = [(str(source), title) for source, title in sources]
        if len(kinds) > 1:
            self.filters["tipo"].extra["choices"] = [
                (each.value, each.label) for each in registered() if each.value in kinds
            ]
        else:
            del self.filters["tipo"]

    def search(self, queryset: Any, name: str, value: str) -> Any:
        return queryset.search(value)

    def assigned(self, queryset: Any, name: str, value: str) -> Any:
        return queryset.assigned_to(self.user) if value == "me" else queryset.unassigned()
