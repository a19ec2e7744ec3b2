from celery import shared_task

from portal.accounts.actions import purge_unfinished_signups


@shared_task
def purge_signups() -> int:
    """Remove accounts whose e-mail was never confirmed. A run does at most 200; the next run goes on."""
    return purge_unfinished_signups(None, by=None)
