"""The id of the request (or of the job) in whose course something is written."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

import structlog

_request_id: ContextVar[str] = ContextVar("request_id", default="")


def current_request_id() -> str:
    """Return the id bound around the present code, or the empty string (a shell, a test)."""
    return _request_id.get()


def bind(request_id: str) -> None:
    """Bind `request_id` from here on: for a worker, which names each job at its start and forgets it at its end."""
    _request_id.set(request_id)
    structlog.contextvars.bind_contextvars(request_id=request_id)


@contextmanager
def request_id_bound(request_id: str) -> Iterator[None]:
    """Bind `request_id` (at most 64 characters) for the ledger rows and log lines written inside."""
    token = _request_id.set(request_id)
    with structlog.contextvars.bound_contextvars(request_id=request_id):
        try:
            yield
        finally:
            _request_id.reset(token)
