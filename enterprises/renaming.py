"""What follows when an enterprise gets another name: apps above add it here, from their AppConfig.ready()."""

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from enterprises.models import Enterprise


class Follower(Protocol):
    """Brings what it keeps of the names of `enterprise` up to date, inside the transaction that changed them."""

    def __call__(self, enterprise: "Enterprise") -> None: ...


_followers: list[Follower] = []


def register(follower: Follower) -> Follower:
    """Add a follower; usable as a decorator."""
    if follower not in _followers:
        _followers.append(follower)
    return follower


def renamed(enterprise: "Enterprise") -> None:
    """Tell the followers, in the order of the floors, that the legal or the trade name is another one now."""
    for follower in _followers:
        follower(enterprise)
