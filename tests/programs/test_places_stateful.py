"""Whatever officers, applicants, time and staff do, in any order: who holds a place is who is counted."""

from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from portal.core import clock
from portal.core.enums import Role
from programs.actions import (
    accept_offer,
    approve,
    change_places,
    decline_offer,
    holders,
    lapse_offer,
    waitlist,
    withdraw,
)
from programs.models import Call, Enrollment
from programs.refusals import NoPlacesLeft, PlacesLeft
from tests.factories.organizations import city_member, member_of
from tests.factories.programs import CallFactory
from tests.programs.conftest import S, in_state, owner_of

TERM_OVER = 12  # days after which every offer is due


class Places(RuleBasedStateMachine):
    @initialize(places=st.integers(1, 3))
    def begin(self, places: int) -> None:
        self.call = CallFactory(places=places)
        self.officer = member_of(self.call.reviewer, Role.OFFICER)
        self.staff = city_member(self.call.municipality, Role.STAFF)
        self.offers_seen: dict[int, int] = {}

    def one(self, data: Any, *states: str) -> Enrollment | None:
        found = list(self.call.enrollments.filter(state__in=states).order_by("pk"))
        return data.draw(st.sampled_from(found)) if found else None

    @precondition(lambda self: self.call.enrollments.count() < 7)
    @rule(many=st.integers(1, 2))
    def applications_arrive(self, many: int) -> None:
        for _ in range(many):
            in_state(self.call, S.IN_REVIEW)

    @rule(data=st.data())
    def officer_approves_or_lists(self, data: Any) -> None:
        if (enrollment := self.one(data, S.IN_REVIEW)) is None:
            return
        self.call.refresh_from_db()
        left = self.call.places_left
        verb = approve if left else waitlist
        verb(enrollment, by=self.officer)

    @rule(data=st.data())
    def officer_does_the_opposite_and_is_refused(self, data: Any) -> None:
        if (enrollment := self.one(data, S.IN_REVIEW)) is None:
            return
        self.call.refresh_from_db()
        verb = waitlist if self.call.places_left else approve
        with pytest.raises((PlacesLeft, NoPlacesLeft)):
            verb(enrollment, by=self.officer)

    @rule(data=st.data())
    def applicant_withdraws(self, data: Any) -> None:
        if enrollment := self.one(data, S.APPROVED, S.WAITLISTED, S.IN_REVIEW):
            withdraw(enrollment, by=owner_of(enrollment))

    @rule(data=st.data(), accepts=st.booleans())
    def applicant_answers_the_offer(self, data: Any, accepts: bool) -> None:
        if enrollment := self.one(data, S.OFFERED):
            (accept_offer if accepts else decline_offer)(enrollment, by=owner_of(enrollment))

    @rule(data=st.data())
    def offer_lapses(self, data: Any) -> None:
        if enrollment := self.one(data, S.OFFERED):
            with clock.moved_to(enrollment.offer_expires_at):
                lapse_offer(enrollment, by=None)

    @rule(more=st.integers(0, 2))
    def staff_raise_the_places(self, more: int) -> None:
        self.call.refresh_from_db()
        change_places(self.call, by=self.staff, places=self.call.places + more)

    @invariant()
    def the_counter_is_the_holders(self) -> None:
        if not hasattr(self, "call"):
            return
        call = Call.objects.get(pk=self.call.pk)
        assert call.taken == holders(call) <= call.places

    @invariant()
    def nobody_waits_while_there_is_a_place(self) -> None:
        if not hasattr(self, "call"):
            return
        call = Call.objects.get(pk=self.call.pk)
        assert call.places_left == 0 or not call.enrollments.filter(state=S.WAITLISTED).exists()

    @invariant()
    def the_list_is_served_in_order(self) -> None:
        if not hasattr(self, "call"):
            return
        waiting = self.call.enrollments.filter(state=S.WAITLISTED).values_list("waiting_key", flat=True)
        offered = self.call.enrollments.filter(state=S.OFFERED).values_list("waiting_key", flat=True)
        first_waiting = min(waiting, default="~")
        newly = [key for key in offered if key > first_waiting]
        # Whoever is offered a place came before all who wait now, but for those listed since then.
        for key in newly:
            row = self.call.enrollments.get(waiting_key=key)
            offer = row.transitions.filter(verb="offer").latest("at")
            listed = self.call.enrollments.filter(state=S.WAITLISTED, waiting_key__lt=key)
            assert all(other.transitions.get(verb="waitlist").pk > offer.pk for other in listed)


class TestPlaces(TestCase, Places.TestCase):
    settings = settings(
        max_examples=15,
        stateful_step_count=20,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        derandomize=True,
    )
