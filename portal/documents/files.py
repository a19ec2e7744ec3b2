"""The bytes of documents: sealed before they are written, under names that say nothing, in a storage nobody serves."""

import logging
import uuid
from collections.abc import Iterator
from datetime import timedelta

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from portal.core import clock
from portal.core.encryption import aad_of, is_current, open_bytes, rotates, seal_bytes
from portal.documents.models import Document

logger = logging.getLogger(__name__)

FOLDER = "documents"
SHELVES = [f"{number:02x}" for number in range(256)]
ORPHAN_AGE = timedelta(hours=24)  # longer than any upload takes to commit


def _aad(public_id: uuid.UUID) -> bytes:
    return aad_of("documents.document", public_id, "file")


def write(content: bytes, public_id: uuid.UUID) -> str:
    """Seal `content` for the document `public_id` and keep it; returns its name in the storage.

    Raises OSError when the storage is full or away; what was half written is removed then or by the sweep.
    """
    random = uuid.uuid4().hex
    name = f"{FOLDER}/{random[:2]}/{random}"
    try:
        return default_storage.save(name, ContentFile(seal_bytes(content, _aad(public_id))))
    except OSError:
        remove(name)
        raise


def read(document: Document) -> bytes:
    """The plain bytes of `document`. Raises FileNotFoundError, and DecryptionError when it is not its own file."""
    if not document.stored_name:
        raise FileNotFoundError(f"the document {document.public_id} has no file any more")
    with default_storage.open(document.stored_name) as file:
        return open_bytes(file.read(), _aad(document.public_id))


def remove(name: str) -> None:
    """Delete a file of the storage, if it is there. One that cannot be deleted now is found by `remove_orphans`."""
    if not name:
        return
    try:
        default_storage.delete(name)
    except OSError as error:
        logger.warning("The file %s could not be removed, the sweep will try again: %s", name, error)


def remove_orphans(shelf: str) -> int:
    """Delete the files of one shelf (two hex digits) that no document names, a day old; returns how many."""
    old = list(_old_files(shelf))
    named = set(Document.objects.filter(stored_name__in=old).values_list("stored_name", flat=True))
    orphans = [name for name in old if name not in named]
    for name in orphans:
        remove(name)
    return len(orphans)


def _old_files(shelf: str) -> Iterator[str]:
    try:
        _folders, names = default_storage.listdir(f"{FOLDER}/{shelf}")
    except FileNotFoundError:
        return
    for name in names:
        path = f"{FOLDER}/{shelf}/{name}"
        if default_storage.get_modified_time(path) < clock.now() - ORPHAN_AGE:
            yield path


def missing(documents: Iterator[Document]) -> Iterator[Document]:
    """Those of `documents` whose file is gone from the storage, for the check of a restored backup."""
    return (document for document in documents if not default_storage.exists(document.stored_name))


@rotates("files of documents")
def rotate(limit: int) -> int:
    """Re-encrypt up to `limit` files whose key is not current: write anew, move the row, remove the old file."""
    done = 0
    for document in Document.objects.exclude(stored_name="").order_by("pk").iterator(chunk_size=200):
        if done >= limit:
            break
        with default_storage.open(document.stored_name) as file:
            if is_current(file.read(64)):
                continue
        old, new = document.stored_name, write(read(document), document.public_id)
        moved = Document.objects.filter(pk=document.pk, stored_name=old).update(stored_name=new)
        remove(old if moved else new)
        done += 1
    return done
