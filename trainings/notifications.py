"""What people are told about seats. The texts are in `templates/notifications/trainings/`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.auth import get_user_model

from enterprises.enums import MemberRole
from portal.core import formats
from portal.core.enums import Role
from portal.core.models import Municipality
from portal.notifications.notices import Notice, Recipient
from trainings import paths
from trainings.enums import SeatMode
from trainings.models import SeatRequest
from trainings.priority import reasons_in_words
from trainings.querysets import waiting_position

APPLICANT, OFFICERS = "applicant", "officers"


class SeatNotice(Notice):
    """A notice about one request: to its enterprise, and where the event asks for it to who gives the seats."""

    audiences = (APPLICANT,)

    def __init__(self, request: SeatRequest) -> None:
        self.request = request
        self.session = request.session

    @property
    def municipality(self) -> Municipality:
        return self.session.municipality

    def recipients(self) -> Iterable[Recipient]:
        if APPLICANT in self.audiences:
            yield from (Recipient.of(user, APPLICANT) for user in self._people())
        if OFFICERS in self.audiences:
            yield from (Recipient.of(user, OFFICERS) for user in self._officers())

    def _people(self) -> list[Any]:
        """Return the applicant, while still of the enterprise, and the enterprise's owners."""
        request = self.request
        if request.enterprise is None:
            return [request.applicant] if request.applicant.is_active else []
        members = request.enterprise.members.active().select_related("user").order_by("pk")
        return [
            member.user
            for member in members
            if member.user.is_active and (member.role == MemberRole.OWNER or member.user_id == request.applicant_id)
        ]

    def _officers(self) -> list[Any]:
        memberships = self.session.reviewer.memberships.filter(role=Role.OFFICER, ended_at__isnull=True)
        return list(get_user_model().objects.filter(pk__in=memberships.values("user"), is_active=True).order_by("pk"))

    def facts(self) -> dict[str, Any]:
        request, session = self.request, self.session
        return {
            "folio": request.folio,
            "course_title": session.course.title,
            "enterprise_name": request.enterprise.display_name if request.enterprise else "",
            "reviewer_name": session.reviewer.name,
            "venue_name": session.venue.name,
            "venue_address": session.venue.address,
            "starts_at": formats.instant(session.starts_at, self.municipality),
            "seats": request.seats_wanted,
            **self.more_facts(),
        }

    def more_facts(self) -> dict[str, Any]:
        """Return what this event alone says, formatted for the city."""
        return {}

    def path_for(self, audience: str) -> str:
        return paths.review(self.request) if audience == OFFICERS else paths.request(self.request)


class SeatsRequested(SeatNotice):
    """The request waits: for the priority window to close, or for an officer."""

    event = "trainings.seats_requested"

    def more_facts(self) -> dict[str, Any]:
        until = self.session.priority_until
        is_ranked = self.session.seat_mode == SeatMode.RANKED and until is not None
        return {"answer_after": formats.instant(until, self.municipality) if is_ranked else ""}


class SeatsToReview(SeatNotice):
    event = "trainings.seats_to_review"
    audiences = (OFFICERS,)


class SeatsConfirmed(SeatNotice):
    event = "trainings.seats_confirmed"

    def more_facts(self) -> dict[str, Any]:
        request = self.request
        named = [seat.full_name for seat in request.seats.held() if seat.full_name]
        price = self.session.course.price_company
        return {
            "given": request.seats_given,
            "missing": request.seats_wanted - request.seats_given,
            "people": ", ".join(named),
            "unnamed": request.seats_given - len(named),
            "price": formats.money(price, self.municipality) if price else "",
        }


class SeatsWaitlisted(SeatNotice):
    event = "trainings.seats_waitlisted"

    def more_facts(self) -> dict[str, Any]:
        # The state is written when the step ends; the place on the list is what it will be then.
        ahead = type(self.request).objects.ahead_of(self.request).count()
        return {"position": waiting_position(self.request) or ahead + 1, "reasons": reasons_in_words(self.request)}


class SeatsRejected(SeatNotice):
    event = "trainings.seats_rejected"

    def more_facts(self) -> dict[str, Any]:
        reason = self.request.reason
        return {"reason": reason.text if reason else "", "note": self.request.decision_note}


class SeatsWithdrawn(SeatNotice):
    event = "trainings.seats_withdrawn"


class SeatsExpired(SeatNotice):
    event = "trainings.seats_expired"


class SessionCancelled(SeatNotice):
    event = "trainings.session_cancelled"

    def __init__(self, request: SeatRequest, note: str) -> None:
        super().__init__(request)
        self.note = note

    def more_facts(self) -> dict[str, Any]:
        return {"note": self.note}
