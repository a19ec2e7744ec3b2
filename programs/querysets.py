"""Every read of the programs begins here, and says who may see what."""

from __future__ import annotations

import unicodedata
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.db.models import BooleanField, Count, ExpressionWrapper, F, Q

from enterprises.tax_ids import possible_indexes
from portal.core import clock
from portal.core.enums import Role
from portal.core.scoping import ScopedQuerySet
from portal.organizations.roles import municipalities_of, organizations_of
from programs import case_kinds
from programs.enums import CLOSED, HOLDING, PENDING, CallState, EnrollmentState

if TYPE_CHECKING:
    from portal.core.models import Municipality
    from programs.models import Call, Enrollment

MOST_WORDS = 6  # of a search; each is a condition of its own
# Of the city's own people, those who read its applications.
CITY_READERS = (Role.STAFF, Role.CITY_ADMIN, Role.AUDITOR, Role.FINANCE)


def plain(text: str) -> str:
    """Return the text in lower case and without accents, as the queue's search compares it."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(c for c in decomposed if not unicodedata.combining(c)).split())


class PlanQuerySet(ScopedQuerySet):
    """What a city plans and announces. It names no applicant, so the installation administrator sees all of it."""

    def visible_to(self, user: Any) -> Self:
        """Return the plans of the cities where the user works; the public ones are `public()`."""
        if user.is_authenticated and user.is_superuser:
            return self
        return self.filter(self._scope(user))

    def _scope(self, user: Any) -> Q:
        return Q(municipality__in=municipalities_of(user, *CITY_READERS))


class ProgramQuerySet(PlanQuerySet):
    def public(self) -> Self:
        return self.filter(is_published=True, municipality__is_published=True)

    def with_listing(self) -> Self:
        return self.select_related("municipality", "unit", "led_by")


class TargetQuerySet(PlanQuerySet):
    def public(self) -> Self:
        """Return the announced figures of published cities, but for those of a program not yet published."""
        shown = Q(program__isnull=True) | Q(program__is_published=True)
        return self.filter(shown, municipality__is_published=True)


class PastBenefitQuerySet(ScopedQuerySet):
    def visible_to(self, user: Any) -> Self:
        """Return the history of the cities where the user works; it names no more than the city's own lists said."""
        return self.filter(municipality__in=municipalities_of(user, *CITY_READERS))


class CallQuerySet(PlanQuerySet):
    def _scope(self, user: Any) -> Q:
        """Cover the calls that the user's city runs or the user's organization reviews."""
        return super()._scope(user) | Q(reviewer__in=organizations_of(user, Role.OFFICER))

    def public(self) -> Self:
        """Return what anyone may read: published and closed calls of published programs and cities."""
        return self.filter(
            state__in=[CallState.PUBLISHED, CallState.CLOSED],
            program__is_published=True,
            municipality__is_published=True,
        )

    def for_municipality(self, municipality: Municipality) -> Self:
        return self.filter(municipality=municipality)

    def with_listing(self) -> Self:
        return self.select_related("municipality", "program__unit", "reviewer", "current_version")

    def open(self, at: datetime | None = None) -> Self:
        """Return the calls that take applications at the instant (now when none is given)."""
        instant = at or clock.now()
        return self.filter(state=CallState.PUBLISHED, opens_at__lte=instant, closes_at__gt=instant)

    def upcoming(self, at: datetime | None = None) -> Self:
        return self.filter(state=CallState.PUBLISHED, opens_at__gt=at or clock.now())

    def closed(self, at: datetime | None = None) -> Self:
        return self.filter(Q(state=CallState.CLOSED) | Q(state=CallState.PUBLISHED, closes_at__lte=at or clock.now()))

    def due_to_close(self, at: datetime) -> Self:
        return self.filter(state=CallState.PUBLISHED, closes_at__lte=at)

    def take_one(self, call: Call) -> bool:
        """Take one place by a guarded update; False when there is none left. The caller holds the row's lock."""
        return self.filter(pk=call.pk, taken__lt=F("places")).update(taken=F("taken") + 1) == 1

    def give_back_one(self, call: Call) -> bool:
        return self.filter(pk=call.pk, taken__gt=0).update(taken=F("taken") - 1) == 1


class EnrollmentQuerySet(ScopedQuerySet):
    def visible_to(self, user: Any) -> Self:
        """Return the applications of the user's enterprises, and the sent ones that the user's work is to read.

        A draft belongs to the enterprise alone: neither officer nor staff reads it.
        """
        if not user.is_authenticated:
            return self.none()
        own = Q(enterprise__members__user=user, enterprise__members__ended_at__isnull=True)
        reviews = Q(call__reviewer__in=organizations_of(user, Role.OFFICER))
        city = Q(call__municipality__in=municipalities_of(user, *CITY_READERS))
        sent = Q(submitted_at__isnull=False)
        return self.filter(pk__in=self.model._base_manager.filter(own | (sent & (reviews | city))).values("pk"))

    def of_applicant(self, user: Any) -> Self:
        """Return what the user follows in `/mi/`: the applications of the enterprises that the user belongs to."""
        members = {"enterprise__members__user": user, "enterprise__members__ended_at__isnull": True}
        return self.filter(pk__in=self.model._base_manager.filter(**members).values("pk"))

    def of_public_calls(self, municipality: Municipality) -> Self:
        """Return what the public statistics of a city count: the applications to its calls that anyone may read."""
        calls = apps.get_model("programs", "Call").objects.public().for_municipality(municipality)
        return self.filter(call__in=calls.values("pk"))

    def with_listing(self) -> Self:
        return self.select_related(
            "call__municipality", "call__program", "call__reviewer", "call_version", "enterprise", "project__line"
        )

    def to_send(self) -> Self:
        """Read of an application what sending asks before its lock; the verb reads it again, whole."""
        city = ("folio_prefix", "timezone", "country", "slug")
        return self.select_related("call__municipality").only(
            "public_id",
            "state",
            "submitted_at",
            "call__id",
            *(f"call__municipality__{field}" for field in city),
        )

    def holding(self) -> Self:
        return self.filter(state__in=HOLDING)

    def active(self) -> Self:
        return self.exclude(state__in=CLOSED)

    def pending_review(self) -> Self:
        return self.filter(state__in=PENDING)

    def drafts(self) -> Self:
        return self.filter(state=EnrollmentState.DRAFT)

    def waiting(self) -> Self:
        """Return the waiting list in its order."""
        return self.filter(state=EnrollmentState.WAITLISTED).order_by("waiting_key", "pk")

    def ahead_of(self, enrollment: Enrollment) -> Self:
        """Return those before this one on the waiting list of its call."""
        return self.filter(
            call_id=enrollment.call_id, state=EnrollmentState.WAITLISTED, waiting_key__lt=enrollment.waiting_key
        )

    def offers_due(self, at: datetime) -> Self:
        return self.filter(state=EnrollmentState.OFFERED, offer_expires_at__lte=at)

    def corrections_due(self, at: datetime) -> Self:
        return self.filter(state=EnrollmentState.CHANGES_REQUESTED, correction_due_at__lte=at)


class CaseQuerySet(ScopedQuerySet):
    def visible_to(self, user: Any) -> Self:
        """Return the cases of the organizations where the user is an officer, and those of the city the user reads."""
        if not user.is_authenticated:
            return self.none()
        officer = Q(organization__in=organizations_of(user, Role.OFFICER))
        city = Q(municipality__in=municipalities_of(user, *CITY_READERS))
        return self.filter(officer | city)

    def reviewed_by(self, user: Any) -> Self:
        """Return the queue: the cases of the organizations where the user is an officer."""
        return self.filter(organization__in=organizations_of(user, Role.OFFICER))

    def with_listing(self) -> Self:
        return self.select_related("municipality", "assignee", "locked_by", "enterprise")

    def pending(self) -> Self:
        return self.filter(case_kinds.in_group(case_kinds.PENDING))

    def corrected(self) -> Self:
        """Narrow to those that the applicant corrected and that wait to be read again."""
        return self.filter(returned_at__isnull=False)

    def of_applications(self) -> Self:
        return self.filter(enrollment__isnull=False)

    def overdue(self, at: datetime | None = None) -> Self:
        return self.filter(due_at__lt=at or clock.now())

    def unassigned(self) -> Self:
        return self.filter(assignee__isnull=True)

    def assigned_to(self, user: Any) -> Self:
        return self.filter(assignee=user)

    def free_for(self, user: Any, at: datetime | None = None) -> Self:
        """Return those that no other officer has open."""
        free = Q(locked_until__isnull=True) | Q(locked_until__lte=at or clock.now()) | Q(locked_by=user)
        return self.filter(free)

    def in_turn(self) -> Self:
        """Order by what is due first."""
        return self.order_by(F("due_at").asc(nulls_last=True), "submitted_at", "pk")

    def search(self, text: str) -> Self:
        """Return the cases whose folio or names contain every word (of the first six), accents apart, and those of the
        enterprise whose whole tax id the text is."""
        written = text.replace("\x00", "")
        wanted = Q()
        for word in plain(written).split()[:MOST_WORDS]:
            wanted &= Q(search_text__contains=word)
        for country, index in possible_indexes(written).items():
            wanted |= Q(enterprise__country=country, enterprise__tax_id_index=index)
        return self.filter(wanted)

    def counts(self) -> list[tuple[str, str, bool, int]]:
        """Return (kind, state, whether a correction came back, how many), in one query."""
        back = ExpressionWrapper(Q(returned_at__isnull=False), output_field=BooleanField())
        rows = self.order_by().annotate(back=back).values_list("kind", "state", "back").annotate(Count("pk"))
        return [(kind, state, bool(came_back), count) for kind, state, came_back, count in rows]


def waiting_position(enrollment: Enrollment) -> int | None:
    """Return the place on the waiting list, 1 being the next, or None when the application is not on it."""
    if enrollment.state != EnrollmentState.WAITLISTED:
        return None
    return type(enrollment).objects.ahead_of(enrollment).count() + 1
