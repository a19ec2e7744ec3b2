"""What stands on top of every file, whatever its kind: who has it, its term, and what the reader may do."""

from typing import Any

from portal.core.enums import Role
from portal.organizations.roles import has_role
from programs.console.forms import AssignForm
from programs.console.rows import holder_of, term_of
from programs.console.whatsapp import whatsapp_url
from programs.models import Case


def head_of(case: Case, user: Any) -> dict[str, Any]:
    """Return the context of `console/case.html`; `verbs` and `can_review` are of the reader's role in this state."""
    kind = case.of_kind
    verbs = {edge.verb for edge in kind.allowed(case, user)}
    decides = kind.decides in verbs
    is_officer = Role.OFFICER in case.roles_of(user)
    is_open = case.is_pending or case.is_paused
    return {
        "city": case.municipality,
        "case": case,
        "state": kind.state(case),
        "term": term_of(case),
        "holder": holder_of(case, user),
        "verbs": verbs,
        "has_queue": has_role(user, Role.OFFICER),
        "can_review": decides and not case.is_locked_for(user),
        "can_take": bool(verbs & {kind.begins, kind.decides}) and case.locked_by_id != user.pk,
        "is_officer": is_officer,
        "assign_form": AssignForm(case=case) if is_officer and is_open else None,
        "is_mine": case.locked_by_id == user.pk,
        "whatsapp_url": whatsapp_url(case),
    }
