"""What keeps a project as it is: apps above add their reasons here, from their AppConfig.ready()."""

from typing import TYPE_CHECKING, Protocol

from portal.core.actions import Refused

if TYPE_CHECKING:
    from enterprises.models import Project
    from portal.accounts.models import User


class Hold(Protocol):
    """Answers why `project` may not be changed now by `by` (None: a job), or None when it may. It changes no row."""

    def __call__(self, project: "Project", by: "User | None") -> Refused | None: ...


_holds: list[Hold] = []


def register(hold: Hold) -> Hold:
    """Add a reason; usable as a decorator."""
    if hold not in _holds:
        _holds.append(hold)
    return hold


def hold_on(project: "Project", by: "User | None") -> Refused | None:
    """Give the first reason for which `project` may not be changed now, if there is one."""
    return next((refused for hold in _holds if (refused := hold(project, by)) is not None), None)
