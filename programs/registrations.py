"""What the programs hand to the floors below: facts, who sees what, what moves in a merge, the city file, the demo."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from enterprises import holds, merging, renaming
from enterprises import scoping as enterprise_scoping
from enterprises.models import Enterprise, Project
from portal.core.actions import Refused
from portal.documents import scoping as document_scoping
from programs import case_kinds, cities, demo, facts, held_work, terms
from programs.actions.cases import search_text
from programs.enrollment_cases import EnrollmentCases
from programs.enums import CLOSED, CorrectionKind
from programs.models import Case, Correction, Enrollment, EnrollmentDocument, PastBenefit
from programs.querysets import plain

__all__ = ["cities", "demo", "facts", "held_work", "terms"]

case_kinds.register(EnrollmentCases())


@enterprise_scoping.register
def enterprises_with_a_case(user: Any) -> Q:
    """A city, and the officers of a reviewing organization, see the enterprises that have a case with them."""
    return Q(pk__in=Case.objects.visible_to(user).values("enterprise"))


@document_scoping.register
def documents_of_cases(user: Any) -> Q:
    """Whoever works on a case sees its documents, the replaced ones too, and no others of the enterprise."""
    cases = Case.objects.visible_to(user)
    rows = EnrollmentDocument.objects.filter(enrollment__in=cases.values("enrollment"))
    return Q(pk__in=rows.values("document"))


@merging.register
def move_enrollments(source: Enterprise, target: Enterprise, *, by: Any) -> Mapping[str, int]:
    """Move the applications; refuse when both have one under way in the same call: a person has to choose."""
    moving = Enrollment.objects.filter(enterprise=source)
    active = moving.exclude(state__in=CLOSED).values("call")
    if Enrollment.objects.filter(enterprise=target, call__in=active).exclude(state__in=CLOSED).exists():
        raise Refused(
            "same_call", _("Both enterprises have an application under way in the same call. Withdraw one first.")
        )
    names = plain(f"{target.legal_name} {target.trade_name}")
    for case in Case.objects.filter(enterprise=source).order_by("pk"):
        case.search_text = f"{case.search_text} {names}"
        case.enterprise = target
        case.save(update_fields=["search_text", "enterprise"])
    return {"enrollments": moving.update(enterprise=target)}


@merging.register
def move_past_benefits(source: Enterprise, target: Enterprise, *, by: Any) -> Mapping[str, int]:
    """Move what was granted before the portal; what both lists say of one day stays behind once."""
    moved = 0
    for benefit in PastBenefit.objects.filter(enterprise=source).order_by("pk"):
        same = PastBenefit.objects.filter(enterprise=target, program=benefit.program_id, granted_on=benefit.granted_on)
        if not same.exists():
            benefit.enterprise = target
            benefit.save(update_fields=["enterprise"])
            moved += 1
    return {"past_benefits": moved}


@holds.register
def hold_project_of_a_sent_application(project: Project, by: Any) -> Refused | None:
    """A project stays as it was sent while an application with it stands, unless its open correction names it."""
    sent = Enrollment.objects.filter(project=project, submitted_at__isnull=False).exclude(state__in=CLOSED)
    named = Correction.objects.filter(answered_at__isnull=True, items__kind=CorrectionKind.PROJECT)
    held = sent.exclude(pk__in=named.values("enrollment")).order_by("pk").first()
    if held is None:
        return None
    return Refused(
        "project_sent",
        _("The application %(folio)s was sent with this project. It stays as it is. You may write a new project."),
        folio=held.folio,
    )


@renaming.register
def find_cases_by_the_new_name(enterprise: Enterprise) -> None:
    """Let the queue find the cases by the names of now, and by those of the enterprises that were merged into it."""
    merged = enterprise.merged_from.values_list("legal_name", "trade_name")
    others = plain(" ".join(name for names in merged for name in names))
    for case in Case.objects.filter(enterprise=enterprise).order_by("pk"):
        case.search_text = search_text(case.folio, enterprise, others)
        case.save(update_fields=["search_text"])
