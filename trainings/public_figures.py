"""What a city tells everybody of its courses: the sessions, and the seats given, with no small group in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count, Sum
from django.utils.translation import gettext as _

from enterprises.enums import EnterpriseSize
from portal.reports.suppression import shown
from programs.public_figures import Breakdown, Group
from trainings.enums import SessionState
from trainings.models import SeatRequest, Session

if TYPE_CHECKING:
    from portal.core.models import Municipality


def course_breakdowns(city: Municipality) -> list[Breakdown]:
    """The sessions by state and the seats of companies by size; nothing where the city published no session."""
    sessions = Session.objects.public().for_municipality(city).order_by()
    states = dict(sessions.values_list("state").annotate(Count("pk")))
    return [_by_state(states), _by_size(city)] if states else []


def _by_state(states: dict[str, int]) -> Breakdown:
    """A session is no person and no enterprise: all are told."""
    told = [state for state in SessionState if state != SessionState.DRAFT]
    groups = [Group(str(state.label), states.get(state.value, 0)) for state in told]
    definition = _("Sessions of courses that were published, by where they stand now.")
    return Breakdown("sesiones", _("Sessions of courses"), definition, groups, sum(states.values()))


def _by_size(city: Municipality) -> Breakdown:
    sessions = Session.objects.public().for_municipality(city)
    given = SeatRequest.objects.holding().filter(session__in=sessions.values("pk"), enterprise__isnull=False)
    found = dict(given.order_by().values_list("enterprise__size").annotate(Sum("seats_given")))
    found[EnterpriseSize.UNKNOWN] = found.get(EnterpriseSize.UNKNOWN, 0) + found.pop("", 0)
    counts, total = shown([found.get(value, 0) for value in EnterpriseSize.values])
    if total is None:
        # The seats taken of each session are told elsewhere: with the groups of nobody they would tell the only one.
        counts = [None] * len(counts)
    groups = [Group(str(label), count) for label, count in zip(EnterpriseSize.labels, counts, strict=True)]
    definition = _("Seats that companies hold in the courses, by the size of the company today.")
    return Breakdown("lugares", _("Seats given to companies, by size"), definition, groups, total)
