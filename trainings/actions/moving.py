"""A request moves along its workflow, and what hangs on it moves with it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from trainings.models import SeatRequest, Session
from trainings.workflow import SeatRequestWorkflow


@contextmanager
def moving(
    verb: str,
    request: SeatRequest,
    *,
    by: Any,
    note: str = "",
    takes: Session | None = None,
    expected_version: int | None = None,
) -> Iterator[SeatRequest]:
    """Lead a request along a verb of its workflow. A step; see `Workflow.transition`."""
    with SeatRequestWorkflow.transition(
        verb, request, by=by, note=note, takes=takes, expected_version=expected_version
    ) as moved:
        yield moved
