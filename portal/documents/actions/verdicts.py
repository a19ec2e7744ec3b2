"""Letting files out of quarantine, or refusing them."""

import logging
from datetime import timedelta

from django.db import transaction

from portal.core import clock, ledger
from portal.core.actions import action, locked
from portal.core.encryption import DecryptionError
from portal.core.querysets import AnyUser
from portal.documents import files
from portal.documents.checks import Verdict, judge
from portal.documents.clamd import ScannerAway
from portal.documents.enums import DocumentState
from portal.documents.models import Document

logger = logging.getLogger(__name__)

GRACE = timedelta(seconds=30)  # for who took the file in: it is being checked there, or a worker was rung
CHECK = "portal.documents.tasks.check_document"


def check(document: Document) -> Document:
    """Look inside the file of `document` and record the verdict; one that was checked or withdrawn stays as it is.

    The looking happens outside of any transaction. While the scanner is away the document stays in quarantine, and
    `check_waiting` tries again.

    Returns:
        The document as it is now.
    """
    document.refresh_from_db()
    if document.state != DocumentState.QUARANTINE or document.withdrawn_at is not None:
        return document
    try:
        verdict = judge(files.read(document), document.content_type)
    except ScannerAway as error:
        logger.warning("The document %s stays in quarantine: %s", document.public_id, error)
        return document
    return _conclude(document, by=None, verdict=verdict)


@action("documents.document.check")
def _conclude(document: Document, *, by: AnyUser | None, verdict: Verdict) -> Document:
    document = locked(document)
    if document.state != DocumentState.QUARANTINE or document.withdrawn_at is not None:
        return document  # another worker was quicker, or it was taken back meanwhile
    stored_name, document.checked_at = document.stored_name, clock.now()
    if verdict.code:
        document.become(DocumentState.REJECTED, code=verdict.code)
        transaction.on_commit(lambda: files.remove(stored_name))  # nobody will ever be shown it
    else:
        document.become(DocumentState.CLEAN, pages=verdict.pages)
    document.save(update_fields=["state", "rejection_code", "pages", "checked_at", "stored_name"])
    ledger.append("documents.document.check", by=by, obj=document, data={"code": verdict.code or "clean"})
    return document


def check_waiting(limit: int = 50) -> int:
    """Check the documents that wait the longest, at most `limit`; returns how many left the quarantine.

    Stops where the scanner is away. Raises ExceptionGroup at the end when files could not be read: they hold nobody up.
    """
    left, damaged = 0, []
    waiting = Document.objects.in_quarantine().filter(uploaded_at__lte=clock.now() - GRACE)
    for document in waiting.order_by("uploaded_at", "pk")[:limit]:
        try:
            if check(document).state == DocumentState.QUARANTINE:
                break
        except (OSError, DecryptionError) as error:
            damaged.append(error)
        else:
            left += 1
    if damaged:
        raise ExceptionGroup("files in quarantine could not be read", damaged)
    return left
