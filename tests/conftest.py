"""The strict harness: what a person would not see at once fails here.

Undefined template variables fail (portal.strict_templates), warnings are errors, rows that nobody ordered come in any
order, and every HTML answer of every test is read for inline script and style, which the portal's policy would block.
"""

import random
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import models
from django.db.models.query import ModelIterable
from django.test import Client, TestCase
from django.utils import translation

from tests.html import assert_clean_html


class StrictClient(Client):
    """Reads each HTML answer, and runs what the request left for after its commit."""

    def request(self, **request: Any) -> Any:
        with TestCase.captureOnCommitCallbacks(execute=True):
            response = super().request(**request)
        if not response.streaming and response.get("Content-Type", "").startswith("text/html"):
            assert_clean_html(response.content.decode(response.charset), request.get("PATH_INFO", ""))
        return response


@pytest.fixture
def client() -> StrictClient:
    return StrictClient()


@pytest.fixture
def other_client() -> StrictClient:
    """A second browser."""
    return StrictClient()


@pytest.fixture(autouse=True)
def empty_cache() -> Iterator[None]:
    """Counters of log-ins and addresses do not leak into the next test. Only this worker's keys are removed."""
    yield
    redis = cache._cache.get_client(write=True)
    if keys := list(redis.scan_iter(match=f"{settings.CACHES['default']['KEY_PREFIX']}:*", count=1000)):
        redis.delete(*keys)


@pytest.fixture(autouse=True)
def no_language_left_behind() -> Iterator[None]:
    """A request leaves its language active in the thread; the next test begins without one."""
    yield
    translation.deactivate()


@pytest.fixture
def in_english() -> Iterator[None]:
    """For a test that reads a message in the language of the code."""
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True, scope="session")
def own_files() -> Iterator[None]:
    settings.MEDIA_ROOT.mkdir(parents=True, exist_ok=True)
    yield
    shutil.rmtree(settings.VAR_DIR, ignore_errors=True)


@pytest.fixture(autouse=True)
def unordered_rows_in_any_order(monkeypatch: pytest.MonkeyPatch) -> None:
    """PostgreSQL promises no order without ORDER BY; a list that relies on the usual one fails here."""
    fetch_all = models.QuerySet._fetch_all

    def shuffled(queryset: models.QuerySet) -> None:
        first = queryset._result_cache is None
        fetch_all(queryset)
        is_rows = first and issubclass(queryset._iterable_class, ModelIterable)
        if is_rows and not queryset.ordered and not queryset.query.is_sliced:
            random.shuffle(queryset._result_cache)

    monkeypatch.setattr(models.QuerySet, "_fetch_all", shuffled)
