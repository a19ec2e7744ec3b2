"""How far a run is, and the thread that says so to the others while the worker reads and writes."""

import contextvars
import logging
import threading
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Self, TypeVar

from django.db import DatabaseError, connection

from portal.reports.snapshot import interrupt

logger = logging.getLogger(__name__)

RowT = TypeVar("RowT")
STEP = 500  # rows between two looks at whether to stop
BEAT = 1.0  # seconds


class Stopped(Exception):
    """The run was cancelled, or another worker has it."""


class Progress:
    """Counts rows; one thread counts, another reads and may say stop."""

    def __init__(self) -> None:
        self.done = 0
        self.total: int | None = None
        self._stop = threading.Event()

    @property
    def is_stopped(self) -> bool:
        return self._stop.is_set()

    def stop(self) -> None:
        self._stop.set()

    def advance(self, rows: int) -> None:
        """Count rows. Raises Stopped."""
        self.done += rows
        if self._stop.is_set():
            raise Stopped

    def watched(self, rows: Iterable[RowT]) -> Iterator[RowT]:
        """Pass the rows on and count them. Raises Stopped within STEP rows of being told."""
        since = 0
        for row in rows:
            yield row
            since += 1
            if since == STEP:
                self.advance(since)
                since = 0
        self.advance(since)


class Heartbeat:
    """While the block runs, `beat(progress)` is called each second on a connection of its own.

    When it answers False, the progress is told to stop and the statement that the worker waits for is interrupted.
    The worker's own transaction is a snapshot: it could neither tell the others nor hear of a cancellation.
    """

    def __init__(self, progress: Progress, beat: Callable[[Progress], bool]):
        self._progress, self._beat, self._ended = progress, beat, threading.Event()
        self._lock = threading.Lock()
        connection.ensure_connection()
        self._raw: Any = connection.connection
        context = contextvars.copy_context()  # with the clock as it stands here
        self._thread = threading.Thread(target=context.run, args=(self._run,), name="report-heartbeat", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        with self._lock:
            self._ended.set()
        self._thread.join()

    def _run(self) -> None:
        try:
            while not self._ended.wait(BEAT):
                if not self._holds():
                    self._progress.stop()
                    with self._lock:
                        if not self._ended.is_set():
                            interrupt(self._raw)
                    return
        finally:
            connection.close()

    def _holds(self) -> bool:
        try:
            return self._beat(self._progress)
        except DatabaseError as error:
            logger.warning("A beat was missed, the next one tries again: %s", error)
            return True
