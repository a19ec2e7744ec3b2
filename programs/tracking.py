"""Where an application is, who has it, what it owes and by when: for the page that answers these four questions."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from portal.core import formats
from portal.core.models import Municipality
from portal.core.words import word
from portal.core.workflow import State
from programs.enums import EnrollmentState as S
from programs.models import Enrollment, EnrollmentTransition
from programs.querysets import waiting_position
from programs.workflow import EnrollmentWorkflow

WITH_LETTER = (S.APPROVED, S.REJECTED, S.COMPLETED)
# What an applicant sees of a step: who did it by the role, never by the name.
BY_APPLICANT = ("submit", "resubmit", "withdraw", "accept_offer", "decline_offer")


def has_letter(enrollment: Enrollment) -> bool:
    """Whether there is a decision to print."""
    return enrollment.state in WITH_LETTER


def card_of(enrollment: Enrollment) -> dict[str, Any]:
    """Return what the list shows of one application: its state in the applicant's words and what is owed."""
    state = EnrollmentWorkflow.state(enrollment.state)
    return {
        "enrollment": enrollment,
        "state": state,
        "owes": _owed(enrollment),
        "city": enrollment.municipality,
    }


def tracking_context(enrollment: Enrollment) -> dict[str, Any]:
    """Return what the page of a sent application shows."""
    return {
        "state": EnrollmentWorkflow.state(enrollment.state),
        "events": _events(enrollment),
        "owes": _owed(enrollment),
        "position": waiting_position(enrollment),
        "has_letter": has_letter(enrollment),
        "can_withdraw": enrollment.state in EnrollmentWorkflow.edge("withdraw").sources,
        "answer_by": _answer_by(enrollment),
        "folio_label": word("folio", enrollment.municipality.country, capital=True),
    }


def _owed(enrollment: Enrollment) -> dict[str, Any] | None:
    """Return the one thing that the applicant has to do now, with its term and its page."""
    if enrollment.state == S.DRAFT:
        return {
            "text": _("Finish it and send it before the call closes"),
            "until": enrollment.call.closes_at,
            "url": reverse("programs:overview", args=[enrollment.public_id]),
            "label": _("Go on with it"),
        }
    if enrollment.state == S.CHANGES_REQUESTED:
        return {
            "text": _("Correct what was asked and send it again"),
            "until": enrollment.correction_due_at,
            "url": reverse("programs:correction", args=[enrollment.public_id]),
            "label": _("See what to correct"),
        }
    if enrollment.state == S.OFFERED:
        return {
            "text": _("Accept the place or decline it"),
            "until": enrollment.offer_expires_at,
            "url": reverse("programs:offer", args=[enrollment.public_id]),
            "label": _("Answer the offer"),
        }
    return None


def _answer_by(enrollment: Enrollment) -> Any:
    """Return until when an officer owes an answer, or None while the clock stands still."""
    case = getattr(enrollment, "case", None)
    return case.due_at if case is not None else None


def _events(enrollment: Enrollment) -> list[dict[str, Any]]:
    """Return what happened, where it is and what comes, in the applicant's words."""
    city = enrollment.municipality
    steps = EnrollmentTransition.objects.filter(subject=enrollment).order_by("at", "pk")
    events = [_event(step, city, enrollment) for step in steps]
    if not events:
        return []
    is_over = EnrollmentWorkflow.state(enrollment.state).value in (S.REJECTED, S.WITHDRAWN, S.EXPIRED, S.COMPLETED)
    events[-1]["status"] = "done" if is_over else "current"
    return [*events, *_to_come(enrollment)]


def _event(step: EnrollmentTransition, city: Municipality, enrollment: Enrollment) -> dict[str, Any]:
    state: State = EnrollmentWorkflow.state(step.to_state)
    by_you = step.verb in BY_APPLICANT
    return {
        "title": state.applicant_label,
        "status": "done",
        "when": formats.instant(step.at, city),
        "iso": step.at.isoformat(),
        "by": _("Your enterprise") if by_you else ("" if step.by_id is None else enrollment.call.reviewer.name),
    }


def _to_come(enrollment: Enrollment) -> list[dict[str, Any]]:
    if enrollment.state not in (S.SUBMITTED, S.IN_REVIEW, S.CHANGES_REQUESTED):
        return []
    return [{"title": _("Decision"), "status": "next"}]
