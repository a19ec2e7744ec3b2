"""The files of an organization, when an officer leaves it or when it is suspended."""

from collections.abc import Iterator
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import ngettext

from portal.core.enums import Role
from portal.organizations import held_work
from portal.organizations.models import Organization
from programs.actions.cases import give_back, give_over, undecided_of
from programs.enums import CallState
from programs.models import Call, Case


@held_work.register
class ReviewedFiles(held_work.HeldWork):
    """The files that officers have been assigned, or have open."""

    role = Role.OFFICER

    def let_go(self, organization: Organization, *, user: Any, by: Any) -> int:
        return give_back(organization, user=user, by=by)

    def held(self, organization: Organization, *, user: Any) -> Iterator[str]:
        for case in undecided_of(organization, user).order_by("due_at", "pk"):
            yield f"{case.folio} · {case.title}"

    def hand_over(self, organization: Organization, *, user: Any, to: Any, by: Any) -> int:
        return give_over(organization, user=user, to=to, by=by)

    def outlook(self, organization: Organization) -> Iterator[str | Promise]:
        waiting = Case.objects.filter(organization=organization).pending().count()
        calls = Call.objects.filter(reviewer=organization, state=CallState.PUBLISHED).count()
        if waiting:
            text = ngettext(
                "%(count)d file waits for its answer. Nobody can answer it meanwhile, and its term goes on.",
                "%(count)d files wait for its answer. Nobody can answer them meanwhile, and their term goes on.",
                waiting,
            )
            yield text % {"count": waiting}
        if calls:
            text = ngettext(
                "%(count)d call that it reviews stays published and takes applications. You may close it.",
                "%(count)d calls that it reviews stay published and take applications. You may close them.",
                calls,
            )
            yield text % {"count": calls}
