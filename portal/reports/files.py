"""The files of reports: sealed piece by piece as they are written, so that no size of report needs more memory.

Each piece is sealed with the keys of the portal (`portal.core.encryption`) and bound to the run, the file's name and
its place, and a last empty piece says that the file is whole: pieces that were cut off, swapped or taken from another
file do not open. The storage is the private one of the documents.
"""

import hashlib
import io
import logging
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage

from portal.core import clock
from portal.core.encryption import DecryptionError, aad_of, is_current, open_bytes, rotates, seal_bytes
from portal.reports.models import ReportRun

logger = logging.getLogger(__name__)

FOLDER = "reports"
SHELVES = [f"{number:x}" for number in range(16)]
PIECE = 1024 * 1024
LENGTH_BYTES = 4
WORK = settings.VAR_DIR / "work" / "reports"  # of the worker: rows of a spreadsheet lie here in the clear meanwhile
ORPHAN_AGE = timedelta(hours=2)  # longer than any run takes from its file to its row


@dataclass(frozen=True)
class Kept:
    """A whole file in the storage; `size` and `sha256` are those of what was written into it."""

    name: str
    size: int
    sha256: str


def _aad(run: uuid.UUID, name: str, place: int, *, last: bool) -> bytes:
    return aad_of("reports.reportrun", run, name, place, "last" if last else "more")


class SealingWriter(io.RawIOBase):
    """Seals what is written into `out` for the file `name` of the run. Wrapped in a buffer that makes the pieces."""

    def __init__(self, out: IO[bytes], run: uuid.UUID, name: str):
        self.out, self.run, self.file_name = out, run, name
        self.digest, self.size, self.place = hashlib.sha256(), 0, 0

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        piece = bytes(memoryview(data)[:PIECE])
        self.digest.update(piece)
        self.size += len(piece)
        self._put(piece, last=False)
        return len(piece)

    def end(self) -> None:
        """Say that the file is whole."""
        self._put(b"", last=True)

    def _put(self, piece: bytes, *, last: bool) -> None:
        sealed = seal_bytes(piece, _aad(self.run, self.file_name, self.place, last=last))
        self.out.write(len(sealed).to_bytes(LENGTH_BYTES, "big") + sealed)
        self.place += 1


class _Finished(File):
    """A sealed file that a storage on the same disk may take as it is, instead of copying it."""

    def temporary_file_path(self) -> str:
        return str(self.name)


class Draft:
    """A file that is being written: `out` takes the bytes, `keep` puts the whole into the storage."""

    def __init__(self, sealed: IO[bytes], run: ReportRun):
        random = uuid.uuid4().hex
        self.name = f"{FOLDER}/{random[0]}/{random}"
        self._sealed = sealed
        self._writer = SealingWriter(sealed, run.public_id, self.name)
        self.out = io.BufferedWriter(self._writer, PIECE)

    def keep(self) -> Kept:
        """Put the file into the storage. Raises OSError when that is full or away; nothing is left of it then."""
        self.out.flush()
        self._writer.end()
        self._sealed.flush()
        self._sealed.seek(0)
        try:
            default_storage.save(self.name, _Finished(self._sealed, self._sealed.name))
        except OSError:
            remove(self.name)
            raise
        return Kept(self.name, self._writer.size, self._writer.digest.hexdigest())


@contextmanager
def workspace() -> Iterator[Path]:
    """A folder of one's own, closed to other accounts of the machine and removed at the end."""
    WORK.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=WORK) as folder:
        yield Path(folder)


@contextmanager
def drafted(run: ReportRun, folder: Path) -> Iterator[Draft]:
    """A draft of the file of `run`, sealed on its way to the disk of the worker too."""
    with (folder / "sealed").open("w+b") as sealed:
        draft = Draft(sealed, run)
        try:
            yield draft
        finally:
            with suppress(OSError):  # a full disk was said already, or the file is thrown away
                draft.out.detach()


def pieces(run: ReportRun) -> Iterator[bytes]:
    """The plain bytes of the file of `run`, piece by piece.

    Raises FileNotFoundError, and DecryptionError when it is cut off, damaged or another run's.
    """
    with default_storage.open(run.stored_name) as file:
        yield from _opened(file, run.public_id, run.stored_name)


def _opened(file: IO[bytes], run: uuid.UUID, name: str) -> Iterator[bytes]:
    place = 0
    while head := file.read(LENGTH_BYTES):
        sealed = file.read(int.from_bytes(head, "big"))
        try:
            yield open_bytes(sealed, _aad(run, name, place, last=False))
        except DecryptionError:
            open_bytes(sealed, _aad(run, name, place, last=True))
            return
        place += 1
    raise DecryptionError(f"the file {name} was cut off")


def remove(name: str) -> None:
    """Delete a file of the storage, if it is there. One that cannot be deleted now is found by `remove_orphans`."""
    if not name:
        return
    try:
        default_storage.delete(name)
    except OSError as error:
        logger.warning("The file %s could not be removed, the sweep will try again: %s", name, error)


def remove_orphans(shelf: str) -> int:
    """Delete the files of one shelf (a hex digit) that no run names, and old workspaces; returns how many files."""
    _clear_workspaces()
    old = list(_old_files(shelf))
    named = set(ReportRun.objects.filter(stored_name__in=old).values_list("stored_name", flat=True))
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


def _clear_workspaces() -> None:
    """Remove what killed workers left of their workspaces."""
    if not WORK.is_dir():
        return
    limit = (clock.now() - ORPHAN_AGE).timestamp()
    for folder in WORK.iterdir():
        if folder.stat().st_mtime < limit:
            for file in folder.iterdir():
                file.unlink(missing_ok=True)
            folder.rmdir()


@rotates("files of reports")
def rotate(limit: int) -> int:
    """Re-seal up to `limit` files whose key is not current: write anew, move the row, remove the old file."""
    done = 0
    for run in ReportRun.objects.with_file().order_by("pk").iterator(chunk_size=200):
        if done >= limit:
            break
        with default_storage.open(run.stored_name) as file:
            file.read(LENGTH_BYTES)
            if is_current(file.read(64)):
                continue
        old = run.stored_name
        with workspace() as folder, drafted(run, folder) as draft:
            draft.out.writelines(pieces(run))
            kept = draft.keep()
        moved = ReportRun.objects.filter(pk=run.pk, stored_name=old).update(stored_name=kept.name)
        remove(old if moved else kept.name)
        done += 1
    return done
