"""A cache on Redis whose loss costs speed and counters, never a page."""

import time
from collections.abc import Callable
from typing import Any, TypeVar

import structlog
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

logger = structlog.get_logger(__name__)
Result = TypeVar("Result")

PAUSE = 5.0  # seconds in which a Redis that failed is not asked again, so that not every page waits for it


class ForgivingRedisCache(RedisCache):
    """While Redis is down it behaves as an empty cache that keeps nothing.

    Failed log-ins are counted in the database, so that nothing that protects an account is lost meanwhile.
    """

    _asleep_until = 0.0

    def _or(self, otherwise: Result, work: Callable[..., Result], *args: Any, **kwargs: Any) -> Result:
        if time.monotonic() < ForgivingRedisCache._asleep_until:
            return otherwise
        try:
            return work(*args, **kwargs)
        except (RedisError, OSError) as error:
            ForgivingRedisCache._asleep_until = time.monotonic() + PAUSE
            logger.warning("cache.unreachable", error=type(error).__name__)
            return otherwise

    def add(self, key: Any, *args: Any, **kwargs: Any) -> bool:
        return self._or(True, super().add, key, *args, **kwargs)

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        return self._or(default, super().get, key, default, version)

    def set(self, key: Any, *args: Any, **kwargs: Any) -> None:
        self._or(None, super().set, key, *args, **kwargs)

    def touch(self, key: Any, *args: Any, **kwargs: Any) -> bool:
        return self._or(False, super().touch, key, *args, **kwargs)

    def delete(self, key: Any, version: int | None = None) -> bool:
        return self._or(False, super().delete, key, version)

    def has_key(self, key: Any, version: int | None = None) -> bool:
        return self._or(False, super().has_key, key, version)

    def get_many(self, keys: Any, version: int | None = None) -> dict[Any, Any]:
        return self._or({}, super().get_many, keys, version)

    def set_many(self, data: dict[Any, Any], *args: Any, **kwargs: Any) -> list[Any]:
        return self._or(list(data), super().set_many, data, *args, **kwargs)

    def delete_many(self, keys: Any, version: int | None = None) -> None:
        self._or(None, super().delete_many, keys, version)

    def incr(self, key: Any, delta: int = 1, version: int | None = None) -> int:
        """Counts up. With Redis down every count is the first one."""
        return self._or(delta, super().incr, key, delta, version)
