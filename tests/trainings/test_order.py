"""Local first: the priority window, the ranked session, the officer's session, and what the job does of it all."""

from datetime import timedelta
from typing import Any

import pytest

from portal.core import clock
from portal.core.actions import Refused
from portal.core.models import Municipality
from portal.core.workflow import TransitionNotAllowed
from portal.notifications.models import OutboxMessage
from programs.actions import take_case
from programs.models import Case
from programs.refusals import HeldByAnother, OwnEnterprise
from tests.factories.accounts import UserFactory
from tests.factories.core import MunicipalityFactory
from tests.factories.enterprises import EnterpriseMemberFactory, with_figures
from tests.factories.programs import DecisionReasonFactory
from tests.factories.trainings import PriorityRuleFactory, SessionFactory, ask, company
from tests.trainings.conftest import assert_counted, officer_of, reload
from trainings.actions import (
    allocate_session,
    approve_request,
    reject_request,
    start_request_review,
    waitlist_request,
    withdraw_request,
)
from trainings.enums import RequestState as R
from trainings.models import Session
from trainings.priority import reasons_in_words, standing_of
from trainings.querysets import waiting_position
from trainings.refusals import NoSeatsLeft, NotByOfficer, NotDue, SeatsLeft
from trainings.tasks import advance_sessions


@pytest.fixture
def rules(juarez: Municipality) -> None:
    PriorityRuleFactory(municipality=juarez)
    size = {"fact": "size", "operator": "in", "value": ["micro", "small"], "message": "Es micro o pequeña"}
    PriorityRuleFactory(municipality=juarez, points=10, is_local=False, **size)


@pytest.fixture
def elsewhere(juarez: Municipality) -> Any:
    return company(MunicipalityFactory(slug="chihuahua", name="Chihuahua"))


def test_the_standing_of_an_enterprise_says_which_rules_it_met_in_words(
    rules: None, session: Session, elsewhere: Any
) -> None:
    local = with_figures(company(session.municipality), workers=8, sales=2_000_000)
    assert standing_of(session, elsewhere).points == 0
    standing = standing_of(session, local)
    assert (standing.points, standing.is_local) == (30, True)
    phrases = reasons_in_words(ask(session, local))
    assert phrases[0].startswith("Tiene su domicilio en la ciudad (20")
    assert phrases[1].startswith("Es micro o pequeña (10")
    assert len(phrases) == 3


def test_while_the_window_is_open_seats_given_at_once_go_to_local_ones_alone(
    rules: None, juarez: Municipality, elsewhere: Any
) -> None:
    session = SessionFactory(municipality=juarez, capacity=2, priority_until=clock.now() + timedelta(days=2))
    waiting, local = ask(session, elsewhere), ask(session)
    assert (waiting.state, local.state) == (R.WAITLISTED, R.CONFIRMED)
    assert advance_sessions() == 0
    with clock.moved_to(session.priority_until):
        assert advance_sessions() == 1
        assert advance_sessions() == 0
    assert reload(waiting).state == R.CONFIRMED
    assert_counted(session)


def test_a_newcomer_after_the_window_does_not_snatch_the_seat_of_who_waited(
    rules: None, juarez: Municipality, elsewhere: Any
) -> None:
    session = SessionFactory(municipality=juarez, capacity=1, priority_until=clock.now() + timedelta(days=2))
    waiting = ask(session, elsewhere)
    with clock.moved_to(session.priority_until + timedelta(seconds=5)):
        late = ask(session)
    assert [reload(request).state for request in (waiting, late)] == [R.CONFIRMED, R.WAITLISTED]


def test_a_ranked_session_gives_by_points_then_time_and_passes_over_who_needs_two(
    rules: None, juarez: Municipality, elsewhere: Any
) -> None:
    session = SessionFactory(municipality=juarez, ranked=True, capacity=3)
    far = ask(session, elsewhere)
    first, pair, single = ask(session, seats=2), ask(session, seats=2), ask(session)
    small = ask(session, with_figures(company(juarez), workers=5, sales=1_000_000))
    requests = [far, first, pair, single, small]
    assert {request.state for request in requests} == {R.SUBMITTED}
    with pytest.raises(NotDue):
        allocate_session(session, by=None)
    with clock.moved_to(session.priority_until):
        assert advance_sessions() == 1
        assert advance_sessions() == 0
        with pytest.raises(NotDue):
            allocate_session(session, by=None)
    assert [reload(request).state for request in requests] == [
        R.WAITLISTED,
        R.CONFIRMED,
        R.WAITLISTED,
        R.WAITLISTED,
        R.CONFIRMED,
    ]
    assert [waiting_position(reload(request)) for request in (pair, single, far)] == [1, 2, 3]
    withdraw_request(small, by=small.applicant)
    assert [reload(request).state for request in (pair, single)] == [R.WAITLISTED, R.CONFIRMED]
    assert_counted(session)


def test_who_asks_after_the_window_comes_after_the_ranked_even_before_the_job_has_run(juarez: Municipality) -> None:
    session = SessionFactory(municipality=juarez, ranked=True, capacity=1)
    gathered = ask(session)
    with clock.moved_to(session.priority_until + timedelta(seconds=5)):
        late = ask(session)
    assert [reload(request).state for request in (gathered, late)] == [R.CONFIRMED, R.WAITLISTED]
    assert_counted(session)


def test_an_officer_gives_the_seats_one_by_one(juarez: Municipality) -> None:
    session = SessionFactory(municipality=juarez, by_officer=True, capacity=2)
    officer = officer_of(session)
    pair, either, late = ask(session, seats=2), ask(session, seats=2, least=1), ask(session)
    assert {request.state for request in (pair, either, late)} == {R.SUBMITTED}
    assert OutboxMessage.objects.filter(event="trainings.seats_to_review", user=officer).count() == 3
    with pytest.raises(SeatsLeft):
        waitlist_request(late, by=officer)
    take_case(pair.case, by=officer)
    with pytest.raises(HeldByAnother):
        approve_request(pair, by=officer_of(session))
    start_request_review(either, by=officer)
    assert approve_request(pair, by=officer).seats_given == 2
    with pytest.raises(NoSeatsLeft):
        approve_request(either, by=officer)
    assert waitlist_request(either, by=officer).state == R.WAITLISTED
    reason = DecisionReasonFactory(municipality=juarez)
    rejected = reject_request(late, by=officer, reason=reason, note="El curso pide experiencia previa.")
    assert (rejected.state, rejected.seats.active().count()) == (R.REJECTED, 0)
    assert OutboxMessage.objects.get(event="trainings.seats_rejected").facts["reason"] == reason.text
    cases = [Case.objects.get(seat_request=request) for request in (pair, either, late)]
    assert [(case.state, case.due_at) for case in cases] == [
        (R.CONFIRMED, None),
        (R.WAITLISTED, None),
        (R.REJECTED, None),
    ]
    withdraw_request(pair, by=pair.applicant)
    assert (reload(either).state, reload(either).seats_given) == (R.CONFIRMED, 2)
    assert_counted(session)


def test_officers_decide_in_their_sessions_alone_and_never_for_their_own_enterprise(
    juarez: Municipality, session: Session
) -> None:
    request = ask(SessionFactory(municipality=juarez, by_officer=True))
    officer = officer_of(request.session)
    for stranger in (officer_of(session), request.applicant, UserFactory()):
        with pytest.raises((TransitionNotAllowed, OwnEnterprise)):
            approve_request(request, by=stranger)
    with pytest.raises(Refused) as refusal:
        reject_request(request, by=officer, reason=DecisionReasonFactory())
    assert refusal.value.code == "no_such_reason"
    EnterpriseMemberFactory(enterprise=request.enterprise, user=officer)
    with pytest.raises(OwnEnterprise):
        approve_request(request, by=officer)
    for _ in range(2):
        ask(session, seats=2)
    with pytest.raises(NotByOfficer):
        approve_request(ask(session), by=officer_of(session))


def test_requests_without_a_seat_expire_when_the_session_begins(session: Session) -> None:
    for _ in range(2):
        ask(session, seats=2)
    waiting = ask(session)
    with clock.moved_to(session.closes_at):
        assert advance_sessions() == 1  # closed
    with clock.moved_to(session.starts_at + timedelta(minutes=1)):
        assert advance_sessions() == 1
        assert advance_sessions() == 0
    assert reload(waiting).state == R.EXPIRED
    assert OutboxMessage.objects.filter(event="trainings.seats_expired", user=waiting.applicant).count() == 1
