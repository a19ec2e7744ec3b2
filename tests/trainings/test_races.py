"""Many ask for the last seats at the same instant; with controls that show that the race can be lost."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, connections

from portal.core.models import Municipality
from tests.factories.accounts import UserFactory
from tests.factories.core import MunicipalityFactory
from tests.factories.enterprises import EnterpriseMemberFactory
from tests.factories.trainings import SessionFactory, ask, company, owner_of
from tests.trainings.conftest import assert_counted, reload
from trainings.actions import ask_for_seats, holders, withdraw_request
from trainings.enums import RequestState as R
from trainings.models import Seat, SeatRequest, Session
from trainings.querysets import SessionQuerySet

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
ACTORS = 12


@pytest.fixture
def city() -> Municipality:
    return MunicipalityFactory(slug="juarez", name="Juárez", timezone="America/Ciudad_Juarez")


def race(verbs: list[Callable[[], Any]]) -> list[Any]:
    """Run the verbs at the same instant, each on a connection of its own; give what each returned or raised."""
    barrier, results = threading.Barrier(len(verbs)), [None] * len(verbs)

    def run(index: int, verb: Callable[[], Any]) -> None:
        try:
            barrier.wait(timeout=20)
            results[index] = verb()
        except Exception as error:
            results[index] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(index, verb)) for index, verb in enumerate(verbs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return results


def askers(session: Session, count: int, **values: Any) -> list[Callable[[], Any]]:
    companies = [company(session.municipality) for _ in range(count)]
    return [lambda shop=shop: ask(session, shop, **values) for shop in companies]


def test_the_last_seats_asked_for_by_many_at_once_are_never_oversold_and_everybody_gets_an_answer(
    city: Municipality,
) -> None:
    session = SessionFactory(municipality=city, capacity=5)
    results = race(askers(session, ACTORS))
    states = sorted(result.state for result in results)
    assert states == [R.CONFIRMED] * 5 + [R.WAITLISTED] * (ACTORS - 5)
    assert_counted(session)
    assert session.taken == 5
    order = [request.waiting_key for request in session.requests.waiting()]
    assert order == sorted(set(order))


def test_without_lock_guard_and_constraint_the_same_race_oversells(
    city: Municipality, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: seats read and then written, as one would without thinking, give the last one twice."""
    session = SessionFactory(municipality=city, capacity=1)
    both_have_read = threading.Barrier(2)

    def read_then_write(self: SessionQuerySet, taking: Session, seats: int) -> bool:
        row = self.get(pk=taking.pk)
        both_have_read.wait(timeout=20)
        if row.seats_left < seats:
            return False
        return self.filter(pk=row.pk).update(taken=row.taken + seats) == 1

    verbs = askers(session, 2)
    constraint = next(c for c in Session._meta.constraints if c.name == "session_taken_within_capacity")
    with connection.schema_editor() as editor:
        editor.remove_constraint(Session, constraint)
    try:
        monkeypatch.setattr(SessionQuerySet, "take", read_then_write)
        monkeypatch.setattr("trainings.actions.requests.locked", lambda row: type(row).objects.get(pk=row.pk))
        results = race(verbs)
    finally:
        monkeypatch.undo()
        sold = holders(session)
        with connection.schema_editor() as editor:
            editor.add_constraint(Session, constraint)
    assert [type(result) for result in results] == [SeatRequest, SeatRequest], results
    assert sold == 2 > session.capacity


def two_accounts(session: Session) -> list[Callable[[], Any]]:
    """One company, two people of it, each asking for two seats."""
    shop = company(session.municipality)
    partner = EnterpriseMemberFactory(enterprise=shop, user=UserFactory()).user
    return [lambda by=by: ask_for_seats(session, shop, by=by, seats=2) for by in (owner_of(shop), partner)]


def test_the_cap_of_a_company_holds_when_two_of_its_people_ask_at_once(city: Municipality) -> None:
    session = SessionFactory(municipality=city, capacity=10, company_cap=2)
    results = race(two_accounts(session))
    assert sorted(type(result).__name__ for result in results) == ["OverCap", "SeatRequest"], results
    assert_counted(session)
    assert session.taken == 2


def test_without_lock_guard_and_slots_the_same_company_gets_twice_its_cap(
    city: Municipality, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: without the lock both pass the check of the cap; without the slots nothing stops them below."""
    session = SessionFactory(municipality=city, capacity=10, company_cap=2)
    verbs = two_accounts(session)
    both_have_read = threading.Barrier(2)
    constraint = next(c for c in Seat._meta.constraints if c.name == "seat_slot_once_per_enterprise")

    def check_then_wait(session: Session, enterprise: Any, seats: int) -> None:
        assert not SeatRequest.objects.filter(session=session, enterprise=enterprise).exists()
        both_have_read.wait(timeout=20)

    with connection.schema_editor() as editor:
        editor.remove_constraint(Seat, constraint)
    try:
        monkeypatch.setattr("trainings.actions.requests.locked", lambda row: type(row).objects.get(pk=row.pk))
        monkeypatch.setattr("trainings.actions.requests._refuse_over_cap", check_then_wait)
        monkeypatch.setattr("trainings.actions.seats._free_slots", lambda _request, _session, count: [1, 2][:count])
        results = race(verbs)
    finally:
        monkeypatch.undo()
        held = holders(session)
        Seat.objects.all().delete()
        with connection.schema_editor() as editor:
            editor.add_constraint(Seat, constraint)
    assert [type(result) for result in results] == [SeatRequest, SeatRequest], results
    assert held == 4 > session.company_cap


def test_withdrawals_and_requests_at_once_leave_every_seat_with_one_holder(city: Municipality) -> None:
    session = SessionFactory(municipality=city, capacity=4)
    held = [ask(session) for _ in range(4)]
    waiting = [ask(session) for _ in range(3)]
    leaving = [lambda r=request: withdraw_request(r, by=r.applicant) for request in held]
    results = race([*leaving, *askers(session, 3)])
    assert all(isinstance(result, SeatRequest) for result in results), results
    assert {reload(request).state for request in waiting} == {R.CONFIRMED}
    assert_counted(session)
    assert session.taken == 4
