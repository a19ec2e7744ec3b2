"""Applications as cases: the first kind, registered by `programs.registrations`."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from programs.case_kinds import DECIDED, PAUSED, PENDING, WAITING, CaseFacts, CaseKind
from programs.enums import PENDING as TO_REVIEW
from programs.enums import EnrollmentState
from programs.models import ENROLLMENT, Enrollment
from programs.workflow import EnrollmentWorkflow


class EnrollmentCases(CaseKind):
    value = ENROLLMENT
    label = _("Applications to a call")
    workflow = EnrollmentWorkflow
    model = Enrollment
    subject = "enrollment"
    page = "console:file"
    groups = {
        PENDING: TO_REVIEW,
        PAUSED: (EnrollmentState.CHANGES_REQUESTED,),
        WAITING: (EnrollmentState.WAITLISTED, EnrollmentState.OFFERED),
        DECIDED: (EnrollmentState.APPROVED, EnrollmentState.REJECTED, EnrollmentState.COMPLETED),
    }

    def facts(self, subject: Any) -> CaseFacts:
        call, project = subject.call, subject.project
        return CaseFacts(
            folio=subject.folio,
            municipality=call.municipality,
            organization=call.reviewer,
            source=call.public_id,
            title=call.title,
            enterprise=subject.enterprise,
            line=project.line.name if project and project.line else "",
            submitted_at=subject.submitted_at,
        )

    def link(self, subject: Any) -> dict[str, Any]:
        return {"enrollment": subject}
