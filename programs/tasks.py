"""What time brings: calls close, drafts, offers and corrections expire. Each item is its own transaction.

Two workers may run the same job: the second finds the item done, is refused, and goes on.
"""

import logging
from collections.abc import Callable, Iterable
from typing import Any

from celery import shared_task

from portal.core import clock
from portal.core.actions import Refused
from programs.actions import close_call, expire, lapse_offer
from programs.enums import CallState
from programs.models import Call, Enrollment

logger = logging.getLogger(__name__)

LIMIT = 500


@shared_task
def advance_calls(limit: int = LIMIT) -> int:
    """Close the calls whose time is over, and let the drafts of closed and cancelled ones expire."""
    closed = _each(Call.objects.due_to_close(clock.now()).order_by("closes_at", "pk")[:limit], close_call)
    over = [CallState.CLOSED, CallState.CANCELLED]
    drafts = Enrollment.objects.drafts().filter(call__state__in=over).order_by("pk")[:limit]
    return closed + _each(drafts, expire)


@shared_task
def expire_offers(limit: int = LIMIT) -> int:
    """Let the offers lapse that nobody accepted in time; each place goes to the next."""
    return _each(Enrollment.objects.offers_due(clock.now()).order_by("offer_expires_at", "pk")[:limit], lapse_offer)


@shared_task
def expire_corrections(limit: int = LIMIT) -> int:
    """Let the applications expire whose correction was not sent in time."""
    due = Enrollment.objects.corrections_due(clock.now()).order_by("correction_due_at", "pk")
    return _each(due[:limit], expire)


def _each(items: Iterable[Any], verb: Callable[..., Any]) -> int:
    done = 0
    for item in items:
        try:
            verb(item, by=None)
        except Refused as refusal:
            logger.info("%s of %s %s was not needed: %s", verb.__name__, type(item).__name__, item.pk, refusal.code)
        else:
            done += 1
    return done
