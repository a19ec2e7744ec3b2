"""Requests for seats as cases, so that officers review them in the queue; registered by `trainings.registrations`."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from programs.case_kinds import DECIDED, PENDING, WAITING, CaseFacts, CaseKind
from trainings.enums import PENDING as TO_REVIEW
from trainings.enums import RequestState
from trainings.models import SeatRequest
from trainings.workflow import SeatRequestWorkflow


class SeatRequestCases(CaseKind):
    value = "seat_request"
    label = _("Requests for seats")
    workflow = SeatRequestWorkflow
    model = SeatRequest
    subject = "seat_request"
    page = "seats:file"
    groups = {
        PENDING: TO_REVIEW,
        WAITING: (RequestState.WAITLISTED,),
        DECIDED: (RequestState.CONFIRMED, RequestState.REJECTED),
    }

    def facts(self, subject: Any) -> CaseFacts:
        session = subject.session
        return CaseFacts(
            folio=subject.folio,
            municipality=session.municipality,
            organization=session.reviewer,
            source=session.public_id,
            title=session.course.title,
            enterprise=subject.enterprise,
            submitted_at=subject.submitted_at,
            words=session.course.title,
        )
