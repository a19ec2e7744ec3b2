"""Later work about enterprises."""

from celery import shared_task

from enterprises.actions import remind_of_join_request
from enterprises.models import JoinRequest
from portal.core import clock

MOST_AT_ONCE = 200


@shared_task(name="enterprises.tasks.route_join_requests", acks_late=True)
def route_join_requests(limit: int = MOST_AT_ONCE) -> int:
    """Tell whoever may answer, once, of the requests to join that nobody answered in their two business days.

    Each request has its own transaction, so that one fault leaves the others told. Answers how many were told.
    """
    due = JoinRequest.objects.pending().filter(routed_at__isnull=True, due_at__lte=clock.now())
    return sum(remind_of_join_request(request, by=None) for request in due.order_by("due_at", "pk")[:limit])
