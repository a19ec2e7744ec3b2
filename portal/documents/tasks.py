"""The checks that nobody waits for, and the sweep of what they, or a crash, left behind."""

from celery import shared_task

from portal.core import clock
from portal.documents import files
from portal.documents.actions import check, check_waiting
from portal.documents.models import Document


@shared_task(name="portal.documents.tasks.check_document")
def check_document(pk: int) -> str:
    """Check one document; returns its state, or "gone"."""
    document = Document.objects.filter(pk=pk).first()
    return check(document).state if document else "gone"


@shared_task(name="portal.documents.tasks.sweep_quarantine")
def sweep_quarantine() -> dict[str, int]:
    """Check what still waits, and remove the orphans of one shelf of the storage: all 256 in some four hours."""
    minute = int(clock.now().timestamp() // 60)
    orphans = files.remove_orphans(files.SHELVES[minute % len(files.SHELVES)])
    return {"checked": check_waiting(), "orphans": orphans}
