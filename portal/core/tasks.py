from typing import Any

from celery import shared_task
from celery.signals import task_postrun, task_prerun

from portal.core import tracing
from portal.core.seals import seal_pending


@task_prerun.connect
def name_the_job(task_id: str, **_kwargs: Any) -> None:
    """What a job writes to ledger and logs carries the job's id, as a request's does."""
    tracing.bind(task_id)


@task_postrun.connect
def forget_the_job(**_kwargs: Any) -> None:
    tracing.bind("")


@shared_task(name="portal.core.tasks.seal_ledger")
def seal_ledger(limit: int = 10_000) -> int:
    """Seal up to `limit` entries; return how many were sealed. Two at once do no harm."""
    return seal_pending(limit)
