"""What people are told about an application. The texts are in `templates/notifications/programs/`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.auth import get_user_model
from django.urls import reverse

from enterprises.enums import MemberRole
from enterprises.models import EnterpriseMember
from portal.core import formats
from portal.core.enums import Role
from portal.core.models import Municipality
from portal.notifications.notices import Notice, Recipient
from programs import changes
from programs.enums import EnrollmentState
from programs.models import Addendum, Correction, Enrollment
from programs.reminders import of_the_enterprise

APPLICANT, OFFICERS, SENT = "applicant", "officers", "sent"
TO_BE_DECIDED = (EnrollmentState.SUBMITTED, EnrollmentState.IN_REVIEW, EnrollmentState.CHANGES_REQUESTED)


class EnrollmentNotice(Notice):
    """A notice about one application: to its enterprise, and where the event asks for it to the reviewing officers."""

    audiences = (APPLICANT,)
    page = "overview"  # where the applicant goes on: a name among the addresses of the programs

    def __init__(self, enrollment: Enrollment, members: Iterable[EnterpriseMember] | None = None) -> None:
        """`members` are those of the enterprise now, each with its user, where the verb has read them."""
        self.enrollment = enrollment
        self.call = enrollment.call
        self.members = members

    @property
    def municipality(self) -> Municipality:
        return self.call.municipality

    def recipients(self) -> Iterable[Recipient]:
        if APPLICANT in self.audiences:
            yield from (Recipient.of(user, APPLICANT) for user in self._people())
        if OFFICERS in self.audiences:
            yield from (Recipient.of(user, OFFICERS) for user in self._officers())

    def _people(self) -> list[Any]:
        """Return the applicant, while still of the enterprise, and the enterprise's owners."""
        members = self.members
        if members is None:
            members = self.enrollment.enterprise.members.active().select_related("user").order_by("pk")
        return [
            member.user
            for member in members
            if member.user.is_active
            and (member.role == MemberRole.OWNER or member.user_id == self.enrollment.applicant_id)
        ]

    def _officers(self) -> list[Any]:
        memberships = self.call.reviewer.memberships.filter(role=Role.OFFICER, ended_at__isnull=True)
        return list(get_user_model().objects.filter(pk__in=memberships.values("user"), is_active=True).order_by("pk"))

    def facts(self) -> dict[str, Any]:
        enrollment = self.enrollment
        return {
            "folio": enrollment.folio or "",
            "call_title": self.call.title,
            "program_name": self.call.program.name,
            "enterprise_name": enrollment.enterprise.display_name,
            "reviewer_name": self.call.reviewer.name,
            **self.more_facts(),
        }

    def more_facts(self) -> dict[str, Any]:
        """Return what this event alone says, formatted for the city."""
        return {}

    def path_for(self, audience: str) -> str:
        if audience == OFFICERS:
            return self.enrollment.case.get_absolute_url()
        return reverse(f"programs:{self.page}", args=[self.enrollment.public_id])


class EnrollmentSubmitted(EnrollmentNotice):
    event = "programs.enrollment_submitted"
    audiences = (APPLICANT, OFFICERS)

    def more_facts(self) -> dict[str, Any]:
        case = self.enrollment.case
        return {
            "submitted_at": formats.instant(self.enrollment.submitted_at, self.municipality),
            "answer_by": formats.date(case.due_at, self.municipality),
        }

    def dedupe_key(self, recipient: Recipient) -> str:
        return f"{self.event}:{self.enrollment.public_id}:{recipient.audience}:{recipient.user.pk}"


class ChangesRequested(EnrollmentNotice):
    event = "programs.changes_requested"
    page = "correction"

    def __init__(self, enrollment: Enrollment, correction: Correction) -> None:
        super().__init__(enrollment)
        self.correction = correction

    def more_facts(self) -> dict[str, Any]:
        items = self.correction.items.order_by("pk")
        return {
            "due_at": formats.deadline(self.correction.due_at, self.municipality),
            "note": self.correction.note,
            "items": [{"label": item.label, "note": item.note} for item in items],
        }


class CorrectionAnswered(EnrollmentNotice):
    event = "programs.correction_answered"
    audiences = (OFFICERS,)


class CorrectionExpired(EnrollmentNotice):
    event = "programs.correction_expired"
    audiences = (APPLICANT, OFFICERS)


class DraftExpired(EnrollmentNotice):
    event = "programs.draft_expired"


class CallCancelled(EnrollmentNotice):
    """To everyone with an application in a call that the city cancels."""

    event = "programs.call_cancelled"

    def __init__(self, enrollment: Enrollment, reason: str) -> None:
        super().__init__(enrollment)
        self.reason = reason

    def more_facts(self) -> dict[str, Any]:
        return {"reason": self.reason}


class EnrollmentApproved(EnrollmentNotice):
    event = "programs.enrollment_approved"


class EnrollmentRejected(EnrollmentNotice):
    event = "programs.enrollment_rejected"

    def more_facts(self) -> dict[str, Any]:
        reason = self.enrollment.reason
        return {"reason": reason.title, "reason_text": reason.text, "note": self.enrollment.decision_note}


class EnrollmentWaitlisted(EnrollmentNotice):
    event = "programs.enrollment_waitlisted"

    def more_facts(self) -> dict[str, Any]:
        ahead = Enrollment.objects.all().ahead_of(self.enrollment).count()
        return {"position": formats.number(ahead + 1, self.municipality)}


class PlaceOffered(EnrollmentNotice):
    event = "programs.place_offered"
    page = "offer"

    def more_facts(self) -> dict[str, Any]:
        return {"expires_at": formats.deadline(self.enrollment.offer_expires_at, self.municipality)}


class OfferAccepted(EnrollmentNotice):
    event = "programs.offer_accepted"
    audiences = (APPLICANT, OFFICERS)


class OfferDeclined(EnrollmentNotice):
    event = "programs.offer_declined"
    audiences = (APPLICANT, OFFICERS)


class OfferLapsed(EnrollmentNotice):
    event = "programs.offer_lapsed"
    audiences = (APPLICANT, OFFICERS)


class EnrollmentWithdrawn(EnrollmentNotice):
    event = "programs.enrollment_withdrawn"
    audiences = (APPLICANT, OFFICERS)


class EnrollmentCompleted(EnrollmentNotice):
    event = "programs.enrollment_completed"


class CallAmended(Notice):
    """A published call changed: to those who prepare an application, and to those whose sent one is to be decided."""

    event = "programs.call_amended"
    audiences = (APPLICANT, SENT)

    def __init__(self, addendum: Addendum) -> None:
        self.addendum = addendum
        self.call = addendum.call

    @property
    def municipality(self) -> Municipality:
        return self.call.municipality

    def recipients(self) -> Iterable[Recipient]:
        yield from (Recipient.of(user, APPLICANT) for user in self._people(EnrollmentState.DRAFT))
        if self.addendum.version_id is not None:
            yield from (Recipient.of(user, SENT) for user in self._people(*TO_BE_DECIDED))

    def _people(self, *states: str) -> Iterable[Any]:
        """Return the owners and applicants of the applications in these states: one query for all of them."""
        people = of_the_enterprise("enterprise__members", "applicant")
        rows = Enrollment.objects.filter(people, call=self.call, state__in=states)
        users = get_user_model().objects.filter(pk__in=rows.values("enterprise__members__user"))
        return users.order_by("pk")

    def facts(self) -> dict[str, Any]:
        return {
            "call_title": self.call.title,
            "number": self.addendum.number,
            "note": self.addendum.note,
            "changes": changes.in_words(self.addendum.changes, self.municipality),
        }

    def path_for(self, audience: str) -> str:
        return reverse("programs:list")
