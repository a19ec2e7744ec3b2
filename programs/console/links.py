"""Ways from the queue to what the floors above show their officers; they register them from `registrations.py`."""

from collections.abc import Callable
from typing import Any

Link = dict[str, Any]
Finder = Callable[[Any], Link | None]
"""Gives, for an officer, where to go and what the link says (`url`, `label`); None for an officer without it."""

_finders: list[Finder] = []


def register(finder: Finder) -> Finder:
    """Add a way; usable as a decorator."""
    if finder not in _finders:
        _finders.append(finder)
    return finder


def links_of(user: Any) -> list[Link]:
    """Return the ways that an officer has, in the order of the floors."""
    return [link for finder in _finders if (link := finder(user)) is not None]
