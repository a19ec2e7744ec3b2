"""Every read of the trainings begins here, and says who may see what."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery

from portal.core import clock
from portal.core.enums import Role
from portal.core.scoping import ScopedQuerySet
from portal.organizations.roles import municipalities_of, organizations_of
from programs.querysets import CITY_READERS, PlanQuerySet
from trainings.enums import HOLDING, LIVE, OPEN, PENDING, RequestState, SeatMode, SessionState

if TYPE_CHECKING:
    from portal.core.models import Municipality
    from trainings.models import SeatRequest, Session


class VenueQuerySet(PlanQuerySet):
    def _scope(self, user: Any) -> Q:
        """Cover the venues of the cities where the user works, and those of the user's organizations."""
        return super()._scope(user) | Q(organization__in=organizations_of(user, Role.OFFICER, Role.TRAINER))

    def active(self) -> Self:
        return self.filter(is_active=True)

    def with_room_for(self, people: int) -> Self:
        return self.active().filter(capacity__gte=people)


class CourseQuerySet(PlanQuerySet):
    def _scope(self, user: Any) -> Q:
        """Cover the courses of the user's city, and those that the user's organization gives or leads."""
        gives = Q(provider__in=organizations_of(user, Role.TRAINER))
        leads = Q(agreement__led_by__in=organizations_of(user, Role.OFFICER))
        return super()._scope(user) | gives | leads

    def public(self) -> Self:
        """Return what anyone may read: published courses of published cities."""
        return self.filter(is_published=True, municipality__is_published=True)

    def for_municipality(self, municipality: Municipality) -> Self:
        return self.filter(municipality=municipality)

    def with_listing(self) -> Self:
        return self.select_related("municipality", "program", "agreement__led_by", "provider")

    def offering(self, sessions: SessionQuerySet, *, only: bool = False) -> Self:
        """Order by the next of `sessions`, courses without one last; `only` leaves these out."""
        of_course = sessions.filter(course=OuterRef("pk")).order_by("starts_at").values("starts_at")
        courses = self.annotate(next_start=Subquery(of_course[:1]))
        courses = courses.filter(next_start__isnull=False) if only else courses
        return courses.order_by(F("next_start").asc(nulls_last=True), "title", "pk")


class PriorityRuleQuerySet(PlanQuerySet):
    def of_session(self, session: Session) -> Self:
        """Return the rules of the session's city and of its course, in the order they were written."""
        return self.of_course(session.municipality_id, session.course_id)

    def of_course(self, municipality_id: int, course_id: int) -> Self:
        rules = self.filter(municipality=municipality_id)
        return rules.filter(Q(course__isnull=True) | Q(course=course_id)).order_by("pk")


class SessionQuerySet(PlanQuerySet):
    def _scope(self, user: Any) -> Q:
        """Cover the sessions of the user's city, and those whose seats or lessons the user's organization gives."""
        gives = Q(course__provider__in=organizations_of(user, Role.TRAINER))
        reviews = Q(reviewer__in=organizations_of(user, Role.OFFICER))
        return super()._scope(user) | gives | reviews

    def public(self) -> Self:
        """Return what anyone may read: sessions of published courses that were published, the cancelled ones too."""
        return self.exclude(state=SessionState.DRAFT).filter(
            course__is_published=True, municipality__is_published=True, starts_at__isnull=False
        )

    def for_municipality(self, municipality: Municipality) -> Self:
        return self.filter(municipality=municipality)

    def with_listing(self) -> Self:
        return self.select_related("municipality", "course__provider", "course__agreement", "venue", "reviewer")

    def live(self) -> Self:
        return self.filter(state__in=LIVE)

    def upcoming(self, at: datetime | None = None) -> Self:
        """Return the published and closed ones that have not started."""
        return self.live().filter(starts_at__gt=at or clock.now())

    def open(self, at: datetime | None = None) -> Self:
        """Return those where seats can be asked for at the instant (now when none is given)."""
        instant = at or clock.now()
        return self.filter(state=SessionState.PUBLISHED, opens_at__lte=instant, closes_at__gt=instant)

    def due_to_allocate(self, at: datetime) -> Self:
        ranked = self.filter(seat_mode=SeatMode.RANKED, allocated_at__isnull=True, priority_until__lte=at)
        return ranked.filter(state__in=LIVE)

    def due_to_close(self, at: datetime) -> Self:
        gathering = Q(seat_mode=SeatMode.RANKED, allocated_at__isnull=True)
        return self.filter(state=SessionState.PUBLISHED, closes_at__lte=at).exclude(gathering)

    def with_seats_for_the_waiting(self, at: datetime) -> Self:
        """Return those with a free seat and a request on the waiting list that it could serve."""
        waiting = apps.get_model("trainings.SeatRequest").objects.filter(
            session=OuterRef("pk"), state=RequestState.WAITLISTED
        )
        free = F("capacity") - F("social_seats") - F("taken")
        fits = waiting.filter(least_accepted__lte=OuterRef("free"))
        in_window = Q(priority_until__gt=at)
        served = (in_window & Exists(fits.filter(has_priority=True))) | (~in_window & Exists(fits))
        return self.annotate(free=free).filter(served, state__in=LIVE, starts_at__gt=at, free__gt=0)

    def started_with_unanswered(self, at: datetime) -> Self:
        """Return the started ones where a request still waits for a seat."""
        requests = apps.get_model("trainings.SeatRequest").objects.filter(
            session=OuterRef("pk"), state__in=[*PENDING, RequestState.WAITLISTED]
        )
        return self.live().filter(Exists(requests), starts_at__lte=at)

    def take(self, session: Session, seats: int) -> bool:
        """Take seats for a company by a guarded update; False when they do not fit. The caller holds the row's lock."""
        room = self.filter(pk=session.pk, taken__lte=F("capacity") - F("social_seats") - seats)
        return room.update(taken=F("taken") + seats) == 1

    def give_back(self, session: Session, seats: int) -> bool:
        return self.filter(pk=session.pk, taken__gte=seats).update(taken=F("taken") - seats) == 1


class MeetingQuerySet(models.QuerySet):
    def in_room(self, venue_id: int, starts_at: datetime, ends_at: datetime) -> Self:
        """Return the meetings of live sessions that are in the room between the instants; touching is no overlap."""
        held = self.filter(session__venue=venue_id, session__state__in=LIVE)
        return held.filter(starts_at__lt=ends_at, ends_at__gt=starts_at)


class SeatRequestQuerySet(ScopedQuerySet):
    def visible_to(self, user: Any) -> Self:
        """Return those of the user's enterprises, the user's own, and those that the user's work is to read.

        A trainer reads the confirmed ones alone: they are the people who come.
        """
        if not user.is_authenticated:
            return self.none()
        own = Q(enterprise__members__user=user, enterprise__members__ended_at__isnull=True)
        social = Q(is_social=True, applicant=user)
        reviews = Q(session__reviewer__in=organizations_of(user, Role.OFFICER))
        city = Q(session__municipality__in=municipalities_of(user, *CITY_READERS))
        teaches = Q(session__course__provider__in=organizations_of(user, Role.TRAINER), state__in=HOLDING)
        rows = self.model._base_manager.filter(own | social | reviews | city | teaches)
        return self.filter(pk__in=rows.values("pk"))

    def of_applicant(self, user: Any) -> Self:
        """Return what the user follows in `/mi/`: the requests of the user's enterprises, and the user's own."""
        members = Q(enterprise__members__user=user, enterprise__members__ended_at__isnull=True)
        rows = self.model._base_manager.filter(members | Q(is_social=True, applicant=user))
        return self.filter(pk__in=rows.values("pk"))

    def with_listing(self) -> Self:
        return self.select_related(
            *("session__municipality", "session__course__provider", "session__venue", "session__reviewer"),
            *("enterprise__municipality", "applicant", "reason"),
        )

    def active(self) -> Self:
        return self.filter(state__in=OPEN)

    def holding(self) -> Self:
        return self.filter(state__in=HOLDING)

    def pending(self) -> Self:
        return self.filter(state__in=PENDING)

    def unanswered(self) -> Self:
        """Return those that hold no seat and may still get one."""
        return self.filter(state__in=[*PENDING, RequestState.WAITLISTED])

    def in_order(self) -> Self:
        return self.order_by("waiting_key", "pk")

    def waiting(self) -> Self:
        """Return the waiting list in its order."""
        return self.filter(state=RequestState.WAITLISTED).in_order()

    def ahead_of(self, request: SeatRequest) -> Self:
        """Return those before this one on the waiting list of its session."""
        return self.waiting().filter(session=request.session_id, waiting_key__lt=request.waiting_key)


class SeatQuerySet(ScopedQuerySet):
    def visible_to(self, user: Any) -> Self:
        """Return the seats of the requests that the user may see."""
        requests = apps.get_model("trainings.SeatRequest").objects.visible_to(user)
        return self.filter(request__in=requests.values("pk"))

    def active(self) -> Self:
        return self.filter(is_active=True)

    def held(self) -> Self:
        return self.active().filter(slot__isnull=False)


def waiting_position(request: SeatRequest) -> int | None:
    """Return the place on the waiting list, 1 being the next, or None when the request is not on it."""
    if request.state != RequestState.WAITLISTED:
        return None
    return type(request).objects.ahead_of(request).count() + 1
