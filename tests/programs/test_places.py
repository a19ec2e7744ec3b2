"""The last place: two approvals at once, withdrawals, offers, and a control that shows the race can be lost."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, connections, transaction

from portal.core import clock
from portal.core.enums import Role
from portal.notifications.models import OutboxMessage
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
from programs.querysets import CallQuerySet, waiting_position
from programs.receipts import letter_pdf, receipt_facts
from programs.refusals import NoPlacesLeft, OfferExpired, PlacesBelowTaken, PlacesLeft
from programs.tasks import expire_offers
from tests.factories.organizations import member_of
from tests.factories.programs import CallFactory
from tests.programs.conftest import S, in_state, owner_of


def reload(enrollment: Enrollment) -> Enrollment:
    return Enrollment.objects.get(pk=enrollment.pk)


def assert_counted(call: Call) -> None:
    call.refresh_from_db()
    assert call.taken == holders(call) <= call.places


def race(*verbs: Callable[[], Any]) -> list[Any]:
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


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_officers_approve_the_last_place_and_one_of_them_is_told_there_is_none() -> None:
    call = CallFactory(places=1)
    officers = [member_of(call.reviewer, Role.OFFICER) for _ in range(2)]
    enrollments = [in_state(call, S.IN_REVIEW) for _ in range(2)]
    results = race(*(lambda e=e, o=o: approve(e, by=o) for e, o in zip(enrollments, officers, strict=True)))
    assert sorted(type(result).__name__ for result in results) == ["Enrollment", "NoPlacesLeft"]
    assert sorted(reload(enrollment).state for enrollment in enrollments) == [S.APPROVED, S.IN_REVIEW]
    assert_counted(call)


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_without_lock_guard_and_constraint_the_same_race_oversells(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: places read and then written, as one would without thinking, sell the last place twice."""
    call = CallFactory(places=1)
    officers = [member_of(call.reviewer, Role.OFFICER) for _ in range(2)]
    enrollments = [in_state(call, S.IN_REVIEW) for _ in range(2)]
    both_have_read = threading.Barrier(2)

    def read_then_write(self: CallQuerySet, taking: Call) -> bool:
        row = self.get(pk=taking.pk)
        both_have_read.wait(timeout=20)
        if row.taken >= row.places:
            return False
        return self.filter(pk=row.pk).update(taken=row.taken + 1) == 1

    constraint = next(c for c in Call._meta.constraints if c.name == "call_taken_within_places")
    with connection.schema_editor() as editor:
        editor.remove_constraint(Call, constraint)
    try:
        monkeypatch.setattr(CallQuerySet, "take_one", read_then_write)
        # Without `takes` the call's row is not locked first.
        monkeypatch.setattr("programs.actions.reviews.moving", unlocked_moving)
        results = race(*(lambda e=e, o=o: approve(e, by=o) for e, o in zip(enrollments, officers, strict=True)))
    finally:
        monkeypatch.undo()
        sold = call.enrollments.holding().count()
        Enrollment.objects.filter(pk=enrollments[0].pk).update(decided_at=None, decided_by=None, state=S.IN_REVIEW)
        Call.objects.filter(pk=call.pk).update(taken=1)
        with connection.schema_editor() as editor:
            editor.add_constraint(Call, constraint)
    assert [type(result) for result in results] == [Enrollment, Enrollment]
    assert sold == 2 > call.places


def unlocked_moving(verb: str, enrollment: Enrollment, **values: Any) -> Any:
    from programs.actions.cases import moving

    return moving(verb, enrollment, **{**values, "takes": None})


def test_the_database_itself_refuses_one_place_too_many(call: Call) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Call.objects.filter(pk=call.pk).update(taken=call.places + 1)


def test_an_approval_without_a_place_is_refused_and_the_waiting_list_takes_it(call: Call, officer: Any) -> None:
    for _ in range(call.places):
        approve(in_state(call, S.IN_REVIEW), by=officer)
    late = in_state(call, S.IN_REVIEW)
    with pytest.raises(NoPlacesLeft):
        approve(late, by=officer)
    waiting = waitlist(late, by=officer)
    assert waiting_position(waiting) == 1
    assert waiting.waiting_reasons[-1].keys() == {"submitted_at"}
    assert_counted(call)


def test_nobody_is_put_on_the_waiting_list_while_there_are_places(call: Call, officer: Any) -> None:
    with pytest.raises(PlacesLeft):
        waitlist(in_state(call, S.IN_REVIEW), by=officer)


@pytest.fixture
def full(call: Call) -> list[Enrollment]:
    """Two holders and two who wait; the second to wait was made first."""
    later = in_state(call, S.WAITLISTED, waiting_key="99999.2")
    return [
        in_state(call, S.APPROVED),
        in_state(call, S.APPROVED),
        in_state(call, S.WAITLISTED, waiting_key="99999.1"),
        later,
    ]


def test_a_withdrawal_offers_the_place_to_the_first_in_order_exactly_once(call: Call, full: list[Enrollment]) -> None:
    withdraw(full[0], by=owner_of(full[0]))
    assert [reload(enrollment).state for enrollment in full] == [S.WITHDRAWN, S.APPROVED, S.OFFERED, S.WAITLISTED]
    assert waiting_position(reload(full[3])) == 1
    assert OutboxMessage.objects.filter(event="programs.place_offered").count() == 1
    assert OutboxMessage.objects.filter(event="programs.enrollment_withdrawn").count() >= 1
    assert_counted(call)


def test_the_offer_lasts_the_business_days_of_the_call(call: Call, full: list[Enrollment]) -> None:
    friday = clock.now().replace(year=2026, month=11, day=13, hour=18)
    with clock.moved_to(friday):
        withdraw(full[0], by=owner_of(full[0]))
    # Saturday, Sunday and the holiday of 16 November do not count: two business days end on the 18th in the city.
    local = reload(full[2]).offer_expires_at.astimezone(call.municipality.zone)
    assert (local.day, local.hour, local.minute) == (18, 23, 59)


def test_whoever_waits_can_withdraw_and_frees_no_place(call: Call, full: list[Enrollment]) -> None:
    withdraw(full[2], by=owner_of(full[2]))
    assert reload(full[3]).state == S.WAITLISTED
    assert_counted(call)


def test_an_accepted_offer_keeps_the_place_and_a_declined_one_passes_it_on(call: Call, full: list[Enrollment]) -> None:
    withdraw(full[0], by=owner_of(full[0]))
    decline_offer(full[2], by=owner_of(full[2]))
    assert reload(full[3]).state == S.OFFERED
    accepted = accept_offer(full[3], by=owner_of(full[3]))
    assert (accepted.state, accepted.offer_expires_at) == (S.APPROVED, None)
    assert_counted(call)


def test_the_letter_of_an_accepted_place_does_not_print_the_note_of_the_waiting_list(
    call: Call, officer: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    holder, *_others = [approve(in_state(call, S.IN_REVIEW), by=officer) for _ in range(call.places)]
    note = "Si se libera un lugar, le escribiremos."
    late = in_state(call, S.IN_REVIEW)
    Enrollment.objects.filter(pk=late.pk).update(receipt=receipt_facts(late))
    waiting = waitlist(reload(late), by=officer, note=note)
    monkeypatch.setattr("programs.receipts.render_pdf", lambda template, data: str(data))
    assert note in letter_pdf(waiting)
    withdraw(holder, by=owner_of(holder))
    accepted = accept_offer(reload(waiting), by=owner_of(waiting))
    assert note not in letter_pdf(reload(accepted))
    assert accepted.transitions.filter(note=note).exists()  # the officers still read it


def test_an_offer_not_accepted_in_time_goes_to_the_next(call: Call, full: list[Enrollment]) -> None:
    withdraw(full[0], by=owner_of(full[0]))
    with clock.moved_to(reload(full[2]).offer_expires_at + timedelta(seconds=1)):
        with pytest.raises(OfferExpired):
            accept_offer(full[2], by=owner_of(full[2]))
        assert expire_offers() == 1
        assert expire_offers() == 0
    assert [reload(enrollment).state for enrollment in full[2:]] == [S.EXPIRED, S.OFFERED]
    assert_counted(call)


def test_an_approval_counts_no_expired_offer_as_a_place_that_is_held(call: Call, officer: Any) -> None:
    in_state(call, S.APPROVED)
    stale = in_state(call, S.OFFERED, offer_expires_at=clock.now() - timedelta(hours=1))
    approve(in_state(call, S.IN_REVIEW), by=officer)
    assert reload(stale).state == S.EXPIRED
    assert_counted(call)


def test_more_places_are_offered_in_order_and_fewer_than_taken_are_refused(
    call: Call, full: list[Enrollment], staff: Any
) -> None:
    change_places(call, by=staff, places=3)
    assert [reload(enrollment).state for enrollment in full[2:]] == [S.OFFERED, S.WAITLISTED]
    with pytest.raises(PlacesBelowTaken):
        change_places(call, by=staff, places=2)
    assert_counted(call)


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_withdrawals_at_once_offer_two_places_to_two_enterprises() -> None:
    call = CallFactory(places=2)
    held = [in_state(call, S.APPROVED) for _ in range(2)]
    waiting = [in_state(call, S.WAITLISTED) for _ in range(3)]
    results = race(*(lambda e=e: withdraw(e, by=owner_of(e)) for e in held))
    assert all(isinstance(result, Enrollment) for result in results), results
    assert [reload(enrollment).state for enrollment in waiting] == [S.OFFERED, S.OFFERED, S.WAITLISTED]
    assert_counted(call)


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_an_offer_accepted_while_it_lapses_has_one_outcome() -> None:
    call = CallFactory(places=1)
    offered = in_state(call, S.OFFERED, offer_expires_at=clock.now() + timedelta(seconds=1))
    waiting = in_state(call, S.WAITLISTED)
    late = offered.offer_expires_at + timedelta(seconds=1)

    def lapse() -> Any:
        with clock.moved_to(late):
            return lapse_offer(offered, by=None)

    race(lambda: accept_offer(offered, by=owner_of(offered)), lapse)
    states = (reload(offered).state, reload(waiting).state)
    assert states in {(S.APPROVED, S.WAITLISTED), (S.EXPIRED, S.OFFERED)}
    assert_counted(call)
