"""What time brings to sessions: seats given by rank, closings, freed seats, requests left without one.

Each item is its own transaction. Two workers may run the same job: the second finds the item done, is refused, goes on.
"""

import logging
from collections.abc import Callable, Iterable
from typing import Any

from celery import shared_task

from portal.core import clock
from portal.core.actions import Refused
from trainings.actions import allocate_session, close_session, expire_unanswered, promote_waiting
from trainings.models import Session

logger = logging.getLogger(__name__)

LIMIT = 500


@shared_task(name="trainings.tasks.advance_sessions", acks_late=True)
def advance_sessions(limit: int = LIMIT) -> int:
    """Do what is due by now, in this order: rank, close, serve the waiting lists, let the unanswered expire."""
    now = clock.now()
    rows = Session.objects.all()
    due: tuple[tuple[Any, Callable[..., Any]], ...] = (
        (rows.due_to_allocate(now), allocate_session),
        (rows.due_to_close(now), close_session),
        (rows.with_seats_for_the_waiting(now), promote_waiting),
        (rows.started_with_unanswered(now), expire_unanswered),
    )
    return sum(_each(sessions.order_by("starts_at", "pk")[:limit], verb) for sessions, verb in due)


def _each(sessions: Iterable[Session], verb: Callable[..., Any]) -> int:
    done = 0
    for session in sessions:
        try:
            verb(session, by=None)
        except Refused as refusal:
            logger.info("%s of session %s was not needed: %s", verb.__name__, session.pk, refusal.code)
        else:
            done += 1
    return done
