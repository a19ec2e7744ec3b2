"""What people hold for an organization: apps above say what is let go of or handed over when a role ends."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from portal.core.enums import Role

if TYPE_CHECKING:
    from django.utils.functional import Promise

    from portal.accounts.models import User
    from portal.organizations.models import Organization


class HeldWork:
    """One kind of work, that of those who hold `role`. Subclasses are registered from AppConfig.ready()."""

    role: Role

    def let_go(self, organization: "Organization", *, user: "User | None", by: Any) -> int:
        """Give back what `user` (None: anybody) holds there; return how much. A step of the verb that takes the role.

        Whoever is called runs in that verb's transaction, writes to the ledger, and refuses nothing.
        """
        raise NotImplementedError

    def held(self, organization: "Organization", *, user: "User") -> Iterable[str]:
        """Name what `user` holds there, the most urgent first, as the desk knows it (folio and title)."""
        raise NotImplementedError

    def hand_over(self, organization: "Organization", *, user: "User", to: "User", by: Any) -> int:
        """Give what `user` holds to `to`, a colleague; return how much. What `to` may not have stays for `let_go`."""
        raise NotImplementedError

    def outlook(self, organization: "Organization") -> Iterable["str | Promise"]:
        """Say, in sentences for the desk, what would stand still while nobody holds the role. Changes no row."""
        return ()


_kinds: list[HeldWork] = []


def register(kind: type[HeldWork]) -> type[HeldWork]:
    """Add a kind of work; usable as a decorator."""
    if not any(type(known) is kind for known in _kinds):
        _kinds.append(kind())
    return kind


def let_go(organization: "Organization", *, by: Any, user: "User | None" = None, role: str | None = None) -> int:
    """Let go of the work of `role` (None: of every role) that `user` (None: anybody) holds; return how much it was."""
    kinds = [kind for kind in _kinds if role is None or kind.role == role]
    return sum(kind.let_go(organization, user=user, by=by) for kind in kinds)


def held(organization: "Organization", *, user: "User", role: str) -> list[str]:
    """Name what `user` holds by a role."""
    return [name for kind in _kinds if kind.role == role for name in kind.held(organization, user=user)]


def hand_over(organization: "Organization", *, user: "User", to: "User", by: Any, role: str) -> int:
    """Give what `user` holds by a role to a colleague; return how much it was."""
    return sum(kind.hand_over(organization, user=user, to=to, by=by) for kind in _kinds if kind.role == role)


def outlook(organization: "Organization") -> Iterator["str | Promise"]:
    """Yield what would stand still in `organization` while nobody works for it."""
    for kind in _kinds:
        yield from kind.outlook(organization)
