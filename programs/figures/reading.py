"""What the figures of the programs read: the applications and files that the user may see, as the filters chose."""

from django.db.models import Q, QuerySet

from portal.core import formats
from portal.reports.dashboard import Selection
from programs.models import Call, Case, Enrollment
from programs.querysets import CaseQuerySet


def applications(selection: Selection) -> QuerySet[Enrollment]:
    """The applications to the calls that the user reads, drafts too: they are counted here and never shown."""
    calls = Call.objects.visible_to(selection.user).for_municipality(selection.municipality)
    return Enrollment.objects.filter(_chosen(selection, "call"), call__in=calls.values("pk")).order_by()


def cases(selection: Selection) -> CaseQuerySet:
    """The files that the user reads: of applications and, where no program or call is chosen, of every other kind."""
    found = Case.objects.visible_to(selection.user).filter(municipality=selection.municipality)
    return found.filter(_chosen(selection, "enrollment__call")).order_by()


def _chosen(selection: Selection, path: str) -> Q:
    program, call = selection.chosen.get("program"), selection.chosen.get("call")
    found = Q(**{f"{path}__program": program}) if program else Q()
    return found & Q(**{path: call}) if call else found


def count(value: int, selection: Selection) -> str:
    """A number as people of the city write it."""
    return formats.number(value, selection.municipality)
