"""To write down a project and to change it."""

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from enterprises.actions.refusals import MEMBER_OR_CITY, guard
from enterprises.holds import hold_on
from enterprises.models import Enterprise, Project, StrategicLine
from portal.core import clock, ledger
from portal.core.actions import Refused, action, locked

if TYPE_CHECKING:
    from portal.accounts.models import User

CHANGEABLE = frozenset({"line", "title", "goal", "budget"})


@action("enterprises.project.create")
def create_project(
    enterprise: Enterprise,
    *,
    by: "User | None",
    title: str,
    goal: str,
    budget: Decimal,
    line: StrategicLine | None = None,
) -> Project:
    """Write down a project; `budget` is in the currency of the home city.

    Raises NotAllowed, ValidationError, Refused with the code line_unpublished or budget.
    """
    enterprise = locked(enterprise)
    guard(enterprise, by, MEMBER_OR_CITY)
    project = Project(enterprise=enterprise, line=line, title=title, goal=goal, budget=budget, created_at=clock.now())
    _check(project, line_is_new=True)
    project.save()
    ledger.append(
        "enterprises.project.create", by=by, obj=project, municipality=enterprise.municipality, data=_data(project)
    )
    return project


@action("enterprises.project.update")
def update_project(project: Project, *, by: "User | None", **changes: Any) -> Project:
    """Change title, goal, line or budget of a project.

    Raises as `create_project` does, and what an app above holds against it: what was sent with the project says so.
    """
    if unknown := set(changes) - CHANGEABLE:
        raise TypeError(f"not a field that this action changes: {', '.join(sorted(unknown))}")
    enterprise = locked(project.enterprise)
    guard(enterprise, by, MEMBER_OR_CITY)
    project = locked(project)
    changed = {name for name, value in changes.items() if getattr(project, name) != value}
    if changed and (held := hold_on(project, by)):
        raise held
    for name in changed:
        setattr(project, name, changes[name])
    _check(project, line_is_new="line" in changed)
    project.save()
    if changed:
        data = {"fields": sorted(changed)} | _data(project)
        ledger.append("enterprises.project.update", by=by, obj=project, municipality=enterprise.municipality, data=data)
    return project


def _check(project: Project, *, line_is_new: bool) -> None:
    if project.budget < 0:
        raise Refused("budget", _("The budget cannot be negative."))
    if line_is_new and project.line is not None and not project.line.is_published:
        raise Refused("line_unpublished", _("Please choose one of the published strategic lines."))
    project.full_clean(exclude=["enterprise", "line", "budget"], validate_constraints=False)


def _data(project: Project) -> dict[str, Any]:
    return {"line": project.line.slug if project.line else None, "budget": str(project.budget)}
