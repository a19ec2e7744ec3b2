"""A company asks for one or two named people: what it gets at once, what waits, and what is refused."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from enterprises.models import EnterpriseMember
from portal.core import clock
from portal.core.actions import Refused
from portal.core.enums import Role
from portal.core.models import LedgerEntry, Municipality
from portal.notifications.models import OutboxMessage
from tests.factories.accounts import PersonFactory, UserFactory
from tests.factories.enterprises import EnterpriseFactory, WorkerFactory
from tests.factories.organizations import OrganizationFactory, city_member, member_of
from tests.factories.trainings import SessionFactory, ask, company, owner_of, workers_of
from tests.trainings.conftest import assert_counted, reload
from trainings.actions import ask_for_seats, change_capacity, change_people, withdraw_request
from trainings.enums import RequestState as R
from trainings.models import Seat, SeatRequest, Session
from trainings.querysets import waiting_position
from trainings.refusals import (
    AlreadyInSession,
    BelowTaken,
    NotOfTheEnterprise,
    NotYours,
    NotYourSession,
    OverCap,
    RequestsNotOpen,
    TooSmall,
    WrongNumber,
)


def test_a_company_sends_two_named_technicians_and_has_its_seats_at_once(session: Session) -> None:
    shop = company(session.municipality)
    request = ask(session, shop, seats=2, people=workers_of(shop))
    assert (request.state, request.seats_given) == (R.CONFIRMED, 2)
    held = Seat.objects.held().filter(request=request).values_list("slot", "full_name")
    assert list(held) == [(1, workers_of(shop)[0].full_name), (2, workers_of(shop)[1].full_name)]
    assert OutboxMessage.objects.filter(event="trainings.seats_confirmed", user=owner_of(shop)).count() == 1
    assert LedgerEntry.objects.of_object(request).filter(action="trainings.seat_request.ask").exists()
    assert_counted(session)


def test_people_are_named_later_and_one_is_changed_for_another_keeping_the_seat(session: Session) -> None:
    shop = company(session.municipality, workers=3)
    anna, bea, carla = workers_of(shop)
    request = ask(session, shop, seats=2)
    change_people(request, by=owner_of(shop), people=[anna, bea])
    change_people(request, by=owner_of(shop), people=[bea, carla])
    held = Seat.objects.held().filter(request=request).values_list("slot", "worker")
    assert list(held) == [(1, bea.pk), (2, carla.pk)]
    assert_counted(session)
    with pytest.raises(WrongNumber):
        change_people(request, by=owner_of(shop), people=[anna, bea, carla])
    with pytest.raises(NotYours):
        change_people(request, by=UserFactory(), people=[anna])


def test_who_does_not_fit_waits_and_one_of_two_is_enough_where_the_company_says_so(session: Session) -> None:
    ask(session, seats=2)
    ask(session)
    both, either = ask(session, seats=2), ask(session, seats=2, least=1)
    assert (both.state, waiting_position(both)) == (R.WAITLISTED, 1)
    assert (either.state, either.seats_given, either.seats.active().count()) == (R.CONFIRMED, 1, 1)
    message = OutboxMessage.objects.get(event="trainings.seats_waitlisted")
    assert message.facts["position"] == 1
    assert_counted(session)


def test_a_withdrawal_serves_the_first_it_fits_and_who_needs_two_keeps_its_place(session: Session) -> None:
    single, *_others = ask(session), ask(session), ask(session, seats=2)
    two, one, late = ask(session, seats=2), ask(session), ask(session)
    withdraw_request(single, by=single.applicant)
    assert [reload(request).state for request in (two, one, late)] == [R.WAITLISTED, R.CONFIRMED, R.WAITLISTED]
    assert waiting_position(reload(two)) == 1
    assert not Seat.objects.active().filter(request=single).exists()
    assert_counted(session)


def test_more_seats_go_to_the_waiting_list_and_fewer_than_taken_are_refused(session: Session, staff: object) -> None:
    for _ in range(2):
        ask(session, seats=2)
    waiting = ask(session, seats=2)
    change_capacity(session, by=staff, capacity=6)
    assert reload(waiting).state == R.CONFIRMED
    with pytest.raises(BelowTaken):
        change_capacity(session, by=staff, capacity=5)
    with pytest.raises(TooSmall):
        change_capacity(session, by=staff, capacity=session.venue.capacity + 1)
    with pytest.raises(NotYourSession):
        change_capacity(session, by=UserFactory(), capacity=7)
    assert_counted(session)


def test_a_company_has_no_more_than_its_cap_through_two_accounts_and_two_requests(session: Session) -> None:
    shop = company(session.municipality)
    partner = UserFactory()
    EnterpriseMember.objects.create(enterprise=shop, user=partner, role="owner", since=clock.now())
    ask(session, shop)
    ask(session, shop)
    with pytest.raises(OverCap):
        ask_for_seats(session, shop, by=partner, seats=1)
    with pytest.raises(OverCap):
        ask(session, seats=3)
    assert LedgerEntry.objects.filter(action="trainings.seat_request.ask.refused").count() == 2


def test_what_waits_counts_towards_the_cap(session: Session) -> None:
    for _ in range(2):
        ask(session, seats=2)
    shop = company(session.municipality)
    ask(session, shop, seats=2)
    with pytest.raises(OverCap):
        ask(session, shop)


def test_nobody_is_twice_in_a_session_nor_sent_by_a_company_where_they_do_not_work(session: Session) -> None:
    shop, other = company(session.municipality), company(session.municipality)
    anna = workers_of(shop)[0]
    ask(session, shop, people=[anna])
    with pytest.raises(AlreadyInSession):
        ask(session, shop, people=[anna])
    with pytest.raises(NotOfTheEnterprise):
        ask(session, other, people=[anna])
    person = PersonFactory()
    ask(session, other, people=[WorkerFactory(enterprise=other, person=person)])
    third = company(session.municipality)
    with pytest.raises(AlreadyInSession):
        ask(session, third, people=[WorkerFactory(enterprise=third, person=person)])


def test_requests_are_taken_between_the_dates_from_people_of_the_enterprise_alone(session: Session) -> None:
    shop = company(session.municipality)
    with pytest.raises(NotYours):
        ask_for_seats(session, shop, by=UserFactory(), seats=1)
    with pytest.raises(WrongNumber):
        ask(session, shop, seats=1, least=2)
    with pytest.raises(WrongNumber):
        ask(session, shop, seats=0, least=0)
    with clock.moved_to(session.closes_at), pytest.raises(RequestsNotOpen):
        ask(session, shop)
    with pytest.raises(RequestsNotOpen):
        ask(SessionFactory(municipality=session.municipality, draft=True), shop)


def test_a_seat_is_not_given_back_once_the_session_has_begun(session: Session) -> None:
    request = ask(session)
    with clock.moved_to(session.starts_at + timedelta(minutes=1)), pytest.raises(Refused) as refusal:
        withdraw_request(request, by=request.applicant)
    assert refusal.value.code == "started"


def test_the_database_itself_refuses_a_seat_too_many_a_slot_twice_and_one_above_the_cap(session: Session) -> None:
    request = ask(session)
    with pytest.raises(IntegrityError), transaction.atomic():
        Session.objects.filter(pk=session.pk).update(taken=session.capacity + 1)
    common = {"request": request, "session": session, "enterprise": request.enterprise, "position": 2}
    with pytest.raises(IntegrityError), transaction.atomic():
        Seat.objects.create(**common, slot=1, cap=2)
    with pytest.raises(IntegrityError), transaction.atomic():
        Seat.objects.create(**common, slot=3, cap=2)


def test_each_reads_what_is_theirs(session: Session, juarez: Municipality) -> None:
    request = ask(session)
    waiting = [ask(session, seats=2), ask(session, seats=2)][1]
    assert waiting.state == R.WAITLISTED
    readers = {
        request.applicant: {request.pk},
        member_of(session.reviewer, Role.OFFICER): set(SeatRequest.objects.values_list("pk", flat=True)),
        city_member(juarez, Role.STAFF): set(SeatRequest.objects.values_list("pk", flat=True)),
        member_of(session.course.provider, Role.TRAINER): set(
            SeatRequest.objects.filter(state=R.CONFIRMED).values_list("pk", flat=True)
        ),
        member_of(OrganizationFactory(municipality=juarez), Role.OFFICER): set(),
        EnterpriseFactory(municipality=juarez, owner=UserFactory()).members.get().user: set(),
    }
    for user, seen in readers.items():
        assert set(SeatRequest.objects.visible_to(user).values_list("pk", flat=True)) == seen
