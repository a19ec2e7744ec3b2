from datetime import timedelta

from axes.models import AccessAttempt
from celery import shared_task
from django.core.management import call_command

from portal.accounts.actions import purge_unfinished_signups
from portal.core import clock

FAILURES_KEPT = timedelta(days=30)
"""How long a failed log-in is kept, with the address and the network address that it came from."""


@shared_task
def purge_signups() -> int:
    """Remove accounts whose e-mail was never confirmed. A run does at most 200; the next run goes on."""
    return purge_unfinished_signups(None, by=None)


@shared_task
def purge_sessions() -> None:
    """Remove the sessions that are over."""
    call_command("clearsessions")


@shared_task
def purge_login_failures() -> int:
    """Forget failed log-ins older than FAILURES_KEPT; they stopped counting minutes later. Returns how many."""
    old = AccessAttempt.objects.filter(attempt_time__lt=clock.now() - FAILURES_KEPT)
    return old.delete()[0]
