"""What the officers' pages show of requests, in the words of those who review."""

from collections.abc import Iterable
from typing import Any

from trainings.enums import PENDING, RequestState
from trainings.models import SeatRequest, SeatRequestTransition
from trainings.workflow import SeatRequestWorkflow

QUEUED = (*PENDING, RequestState.WAITLISTED)


def steps_of(request: SeatRequest) -> list[dict[str, Any]]:
    """Return the steps of a request with the names of who took them, the newest first."""
    steps = SeatRequestTransition.objects.filter(subject=request).select_related("by").order_by("-at", "-pk")
    return [
        {
            "step": step,
            "label": SeatRequestWorkflow.state(step.to_state).label,
            "by": step.by.full_name if step.by else "",
        }
        for step in steps
    ]


def rows_of(requests: Iterable[SeatRequest], first: int) -> list[dict[str, Any]]:
    """Return the lines of a session's list; those that wait are numbered in the order in which they are served.

    Args:
        requests: with their case, enterprise and seats; those that wait on top, in their order.
        first: the number of the first one in the whole list.
    """
    return [
        {
            "request_row": request,
            "number": number if request.state in QUEUED else None,
            "state": SeatRequestWorkflow.state(request.state),
            "url": request.case.get_absolute_url() if request.case else "",
            "people": [seat.full_name for seat in request.seats.all() if seat.is_active and seat.full_name],
        }
        for number, request in enumerate(requests, first)
    ]
