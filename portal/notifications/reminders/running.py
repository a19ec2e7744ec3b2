"""The job: record what is due in every city, tell it, and leave one row in the ledger."""

import logging
import time
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from portal.core import clock, ledger
from portal.notifications.models import ReminderRule
from portal.notifications.reminders.recording import record
from portal.notifications.reminders.telling import Told, tell_page

logger = logging.getLogger(__name__)

LONGEST_RUN = 480.0  # seconds; the next run goes on


@dataclass(frozen=True)
class Run:
    recorded: int
    told: Told


def send_due(*, longest_run: float = LONGEST_RUN) -> Run:
    """Record and tell all that is due now. Safe to run twice, at once, or after a run that was killed anywhere.

    Raises ExceptionGroup at the end when the rules of some kind failed; the others were told.
    """
    now, stop_at = clock.now(), time.monotonic() + longest_run
    recorded, mistakes = _record_all(now)
    told = Told()
    while time.monotonic() < stop_at:
        page = tell_page(now)
        if not page.settled:
            break
        told.add(page)
    _note(recorded, told)
    if mistakes:
        raise ExceptionGroup("some rules for reminders failed", mistakes)
    return Run(recorded, told)


def _record_all(now: datetime) -> tuple[int, list[Exception]]:
    recorded, mistakes = 0, []
    for rule in ReminderRule.objects.in_force():
        try:
            recorded += record(rule, now)
        except Exception as error:  # one kind's mistake must not silence the others; send_due raises it
            logger.exception("The rule %s of the city %s failed", rule.kind, rule.municipality_id)
            mistakes.append(error)
    return recorded, mistakes


def _note(recorded: int, told: Told) -> None:
    if recorded or told.settled:
        with transaction.atomic():
            data = {"recorded": recorded, "told": told.told, "dropped": told.dropped, "mails": told.mails}
            ledger.append("notifications.reminders.send", by=None, data=data)
