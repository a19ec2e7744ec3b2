"""Taking a file in."""

import hashlib
import uuid
from collections.abc import Sequence

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Count, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from portal.core import clock, ledger
from portal.core.actions import action, locked, step
from portal.core.querysets import AnyUser
from portal.documents import files
from portal.documents.actions.verdicts import CHECK, check
from portal.documents.checks import kind_of
from portal.documents.enums import ContentType, DocumentState
from portal.documents.models import Document, Vault
from portal.documents.names import clean_name
from portal.documents.rejections import refusal
from portal.notifications.bell import ring_on_commit

MEGABYTE = 1024 * 1024
CHECKED_AT_ONCE = 3 * MEGABYTE  # larger files are checked by a worker, and the person does not wait
ACCEPTABLE = {"pdf": ContentType.PDF, "jpeg": ContentType.JPEG, "png": ContentType.PNG}


def store(
    vault: Vault,
    *,
    by: AnyUser | None,
    upload: UploadedFile,
    kind: str,
    accepts: Sequence[str] = ("pdf", "jpeg", "png"),
    max_bytes: int = 10 * MEGABYTE,
) -> Document:
    """Put a file into `vault` and check it, at once when it is small. Not inside a verb: there, `keep` it.

    Returns:
        The document: CLEAN, or in QUARANTINE while a worker or the scanner has it.

    Raises:
        Refused: "empty", "too_large", "wrong_kind", "vault_full", "too_many_files", "storage_failed", and nothing is
            kept; or the code of the check,
            with the refused `document` in its data.
        RuntimeError: a transaction is open.
    """
    document = _store(vault, by=by, upload=upload, kind=kind, accepts=accepts, max_bytes=max_bytes)
    if document.size > CHECKED_AT_ONCE:
        return document
    document = check(document)
    if document.state == DocumentState.REJECTED:
        raise refusal(document.rejection_code, document=document)
    return document


@action("documents.document.store")
def _store(
    vault: Vault, *, by: AnyUser | None, upload: UploadedFile, kind: str, accepts: Sequence[str], max_bytes: int
) -> Document:
    document = _take_in(vault, by=by, upload=upload, kind=kind, accepts=accepts, max_bytes=max_bytes)
    if document.size > CHECKED_AT_ONCE:
        ring_on_commit(CHECK, document.pk)
    return document


@step
def keep(
    vault: Vault,
    *,
    by: AnyUser | None,
    upload: UploadedFile,
    kind: str,
    accepts: Sequence[str] = ("pdf", "jpeg", "png"),
    max_bytes: int = 10 * MEGABYTE,
) -> Document:
    """Put a file into `vault`, in quarantine; the commit rings the worker that checks it. For use inside a verb.

    Args:
        kind: what document it is, as the asker names it ("tax_certificate").
        accepts: of "pdf", "jpeg", "png", which ones may be given; decided by the content.
        max_bytes: the largest size, never above MAX_UPLOAD_BYTES.

    Raises:
        Refused: "empty", "too_large", "wrong_kind", "vault_full", "too_many_files", "storage_failed".
    """
    document = _take_in(vault, by=by, upload=upload, kind=kind, accepts=accepts, max_bytes=max_bytes)
    ring_on_commit(CHECK, document.pk)
    return document


def _take_in(
    vault: Vault, *, by: AnyUser | None, upload: UploadedFile, kind: str, accepts: Sequence[str], max_bytes: int
) -> Document:
    content = _content_of(upload, min(max_bytes, settings.MAX_UPLOAD_BYTES))
    content_type = _kind_among(content, accepts)
    _refuse_what_does_not_fit(vault, len(content))
    public_id = uuid.uuid4()
    try:
        stored_name = files.write(content, public_id)
    except OSError as error:
        raise refusal("storage_failed") from error
    document = Document.objects.create(
        public_id=public_id,
        vault=vault,
        kind=kind,
        original_name=clean_name(upload.name or "", content_type),
        content_type=content_type,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        uploaded_by=by,
        uploaded_at=clock.now(),
        stored_name=stored_name,
    )
    data = {"kind": kind, "size": document.size, "sha256": document.sha256, "content_type": document.content_type}
    ledger.append("documents.document.store", by=by, obj=document, data=data)
    return document


def _refuse_what_does_not_fit(vault: Vault, size: int) -> None:
    """Hold the vault, so that two files at once do not both take the last room, and refuse what is too much for it."""
    kept = locked(Vault.objects.filter(pk=vault.pk)).documents.kept()
    held = kept.aggregate(files=Count("pk"), bytes=Coalesce(Sum("size"), 0))
    if held["files"] >= settings.VAULT_MAX_FILES:
        raise refusal("too_many_files", limit=settings.VAULT_MAX_FILES)
    if held["bytes"] + size > settings.VAULT_MAX_BYTES:
        used, limit = held["bytes"] / MEGABYTE, settings.VAULT_MAX_BYTES / MEGABYTE
        raise refusal("vault_full", used=f"{used:.1f}", limit=f"{limit:g}")


def _content_of(upload: UploadedFile, limit: int) -> bytes:
    """The bytes of `upload`; what it says of its size is not believed."""
    upload.seek(0)
    content = upload.read(limit + 1)
    if not content:
        raise refusal("empty")
    if len(content) > limit:
        size = max(upload.size or 0, len(content))
        raise refusal("too_large", size=f"{size / MEGABYTE:.1f}", limit=f"{limit / MEGABYTE:g}")
    return content


def _kind_among(content: bytes, accepts: Sequence[str]) -> ContentType:
    found = kind_of(content)
    if found is None or found not in {ACCEPTABLE[name] for name in accepts}:
        raise refusal("wrong_kind", accepted=_(" or ").join(name.upper() for name in accepts))
    return found
