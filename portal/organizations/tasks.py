"""What time brings to agreements. Each item is its own transaction."""

import logging

from celery import shared_task

from portal.core import clock
from portal.core.actions import Refused
from portal.core.models import Municipality
from portal.organizations.actions import end_agreement
from portal.organizations.models import Agreement

logger = logging.getLogger(__name__)


@shared_task(name="portal.organizations.tasks.end_agreements", acks_late=True)
def end_agreements() -> int:
    """Let the agreements end whose term has passed in their city. Answers how many."""
    ended = 0
    for city in Municipality.objects.order_by("pk"):
        for agreement in Agreement.objects.over(clock.today(city.zone)).filter(municipality=city).order_by("pk"):
            try:
                end_agreement(agreement, by=None)
            except Refused as refusal:  # another worker was there first, or staff renewed it
                logger.info("Agreement %s was not ended: %s", agreement.pk, refusal.code)
            else:
                ended += 1
    return ended
