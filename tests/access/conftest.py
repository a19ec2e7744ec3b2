import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import TestCase

from tests.access.crawler import Crawler
from tests.access.world import build


@pytest.fixture(scope="module")
def crawler(django_db_setup: None, django_db_blocker: Any) -> Iterator[Crawler]:
    """The two cities, made once for a module inside a transaction around those of its tests."""
    with django_db_blocker.unblock():
        around = TestCase._enter_atomics()
        refusals = logging.getLogger("django.request")
        level = refusals.level
        refusals.setLevel(logging.ERROR)  # thousands of refusals are meant here
        try:
            yield Crawler(build())
        finally:
            refusals.setLevel(level)
            TestCase._rollback_atomics(around)
