"""Redis down costs no page."""

import socket
import time

import pytest
from django.conf import settings
from django.core.cache import cache

from portal.cache import ForgivingRedisCache


@pytest.fixture
def dead_cache(monkeypatch: pytest.MonkeyPatch) -> ForgivingRedisCache:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        address = f"redis://127.0.0.1:{closed.getsockname()[1]}/0"
    monkeypatch.setattr(ForgivingRedisCache, "_asleep_until", 0.0)
    return ForgivingRedisCache(address, {"OPTIONS": settings.CACHES["default"]["OPTIONS"]})


def test_a_dead_redis_is_an_empty_cache(dead_cache: ForgivingRedisCache) -> None:
    dead_cache.set("place", 1)
    assert dead_cache.get("place", "none") == "none"
    assert dead_cache.get_many(["place"]) == {}
    assert dead_cache.add("place", 1) is True
    assert dead_cache.incr("place") == 1
    assert dead_cache.delete("place") is False
    assert dead_cache.get_or_set("place", 2) == 2


def test_a_redis_that_accepts_and_never_answers_is_waited_for_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ForgivingRedisCache, "_asleep_until", 0.0)
    with socket.create_server(("127.0.0.1", 0)) as hole:
        address = f"redis://127.0.0.1:{hole.getsockname()[1]}/0"
        silent = ForgivingRedisCache(address, {"OPTIONS": settings.CACHES["default"]["OPTIONS"]})
        began = time.monotonic()
        for _page in range(20):
            assert silent.get("place") is None
        assert time.monotonic() - began < 1


def test_a_live_redis_keeps_what_it_is_given() -> None:
    cache.set("place", 1, 30)
    assert cache.incr("place") == 2
    assert cache.get("place") == 2
