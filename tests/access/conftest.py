import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import TestCase

pytest.register_assert_rewrite("tests.access.each_role")

from tests.access.crawler import Crawler, Visit  # noqa: E402 - after the line above
from tests.access.world import build  # noqa: E402


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


@pytest.fixture(scope="module")
def visits(crawler: Crawler) -> dict[str, list[Visit]]:
    """Filled role by role, since each of the tests of a role asks for all of its answers."""
    return {}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Go round as each of the roles that a class names."""
    roles = getattr(metafunc.cls, "roles", None)
    if roles and "role" in metafunc.fixturenames:
        metafunc.parametrize("role", roles)
