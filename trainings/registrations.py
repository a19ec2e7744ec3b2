"""What the trainings hand to the floors below: facts, who sees what, what moves in a merge or with an agreement."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from enterprises import merging
from enterprises import scoping as enterprise_scoping
from enterprises.models import Enterprise
from portal.core.actions import Refused
from portal.core.enums import Role
from portal.organizations import renewals
from portal.organizations.models import Agreement
from portal.organizations.roles import organizations_of
from programs import case_kinds
from programs.console import links
from trainings import cities, demo, facts
from trainings.enums import LIVE, OPEN
from trainings.models import Course, Seat, SeatRequest, Session
from trainings.seat_cases import SeatRequestCases

__all__ = ["cities", "demo", "facts"]

case_kinds.register(SeatRequestCases())


@links.register
def sessions_to_give(user: Any) -> links.Link | None:
    """The officers of an organization that gives the seats of sessions have a list of these."""
    gives = Session.objects.filter(reviewer__in=organizations_of(user, Role.OFFICER))
    return {"url": reverse("seats:sessions"), "label": _("Sessions of courses")} if gives.exists() else None


@enterprise_scoping.register
def enterprises_with_a_request(user: Any) -> Q:
    """A city, and who gives or teaches a session, see the enterprises that have asked for seats in it."""
    return Q(pk__in=SeatRequest.objects.visible_to(user).filter(enterprise__isnull=False).values("enterprise"))


@renewals.register
def carry_courses_over(source: Agreement, target: Agreement) -> Mapping[str, int]:
    """The courses of an agreement go on under the one that renews it, with their sessions and requests."""
    return {"courses": Course.objects.filter(agreement=source).update(agreement=target)}


@renewals.register_preview
def courses_to_carry_over(source: Agreement) -> list[str]:
    """Name the courses of an agreement, with how many of their sessions are to come."""
    coming = Count("sessions", filter=Q(sessions__state__in=LIVE))
    courses = Course.objects.filter(agreement=source).annotate(coming=coming).order_by("title", "pk")
    return [
        ngettext("%(title)s: %(n)s session to come", "%(title)s: %(n)s sessions to come", course.coming)
        % {"title": course.title, "n": course.coming}
        for course in courses
    ]


@merging.register
def move_seats(source: Enterprise, target: Enterprise, *, by: Any) -> Mapping[str, int]:
    """Move requests and seats; refuse when both have one under way in the same session: a person has to choose."""
    moving = SeatRequest.objects.filter(enterprise=source)
    sessions = moving.filter(state__in=OPEN).values("session")
    if SeatRequest.objects.filter(enterprise=target, session__in=sessions, state__in=OPEN).exists():
        raise Refused(
            "same_session", _("Both enterprises have seats or a request in the same session. Withdraw one first.")
        )
    seats = Seat.objects.filter(enterprise=source).update(enterprise=target)
    return {"seat_requests": moving.update(enterprise=target), "seats": seats}
