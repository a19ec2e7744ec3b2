"""The queue: in turn, one officer at a time, found by name without accents."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connections

from portal.core import clock
from portal.core.workflow import Conflict
from programs.actions import approve, assign_case, reject, release_case, start_review, take_case, take_next
from programs.models import Call, Case, Enrollment
from programs.refusals import HeldByAnother, NothingWaiting, NotYourQueue
from tests.factories.accounts import UserFactory
from tests.factories.enterprises import EnterpriseFactory
from tests.factories.organizations import member_of
from tests.factories.programs import CallFactory, DecisionReasonFactory, EnrollmentFactory
from tests.programs.conftest import S, in_state, send

pytestmark = pytest.mark.usefixtures("english")


@pytest.fixture
def colleague(call: Call) -> Iterator[Any]:
    return member_of(call.reviewer, full_name="Ana Revisora")


def test_taking_a_case_starts_its_review_and_holds_it_for_a_while(call: Call, officer: Any, colleague: Any) -> None:
    enrollment = in_state(call, S.SUBMITTED)
    case = take_case(enrollment.case, by=colleague)
    assert (case.assignee, case.state, case.version) == (colleague, S.IN_REVIEW, 1)
    for verb in (take_case, release_case):
        with pytest.raises(HeldByAnother, match="Ana Revisora"):
            verb(case, by=officer)
    with pytest.raises(HeldByAnother):
        approve(enrollment, by=officer)
    with clock.moved_to(clock.now() + timedelta(minutes=16)):
        assert take_case(case, by=officer).locked_by == officer


def test_a_released_case_is_free_for_others(call: Call, officer: Any, colleague: Any) -> None:
    case = take_case(in_state(call, S.SUBMITTED).case, by=colleague)
    release_case(case, by=colleague, keep_assigned=False)
    assert take_next(call.reviewer, by=officer) == case


def test_the_next_is_what_is_due_first_and_never_ones_own(call: Call, officer: Any) -> None:
    late, early, own = (in_state(call, S.SUBMITTED) for _ in range(3))
    for days, enrollment in ((9, late), (2, early), (1, own)):
        Case.objects.filter(enrollment=enrollment).update(due_at=clock.now() + timedelta(days=days))
    own.enterprise.members.update(user=officer)
    assert [take_next(call.reviewer, by=officer).enrollment for _ in range(2)] == [early, late]
    with pytest.raises(NothingWaiting):
        take_next(call.reviewer, by=officer)


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_officers_who_press_next_at_once_get_different_cases() -> None:
    call = CallFactory()
    for _ in range(5):
        in_state(call, S.SUBMITTED)
    officers = [member_of(call.reviewer) for _ in range(5)]

    def press(officer: Any) -> int | None:
        try:
            return take_next(call.reviewer, by=officer).pk
        finally:
            connections.close_all()

    with ThreadPoolExecutor(max_workers=5) as pool:
        taken = list(pool.map(press, officers))
    assert len(set(taken)) == 5


def test_strangers_neither_take_nor_assign(call: Call, officer: Any, colleague: Any) -> None:
    case = in_state(call, S.SUBMITTED).case
    for verb in (lambda by: take_case(case, by=by), lambda by: take_next(call.reviewer, by=by)):
        with pytest.raises(NotYourQueue):
            verb(UserFactory())
    with pytest.raises(NotYourQueue):
        assign_case(case, by=officer, to=UserFactory())
    assert assign_case(case, by=officer, to=colleague).assignee == colleague


def test_a_decision_on_a_file_that_changed_meanwhile_is_refused(call: Call, officer: Any) -> None:
    enrollment = in_state(call, S.SUBMITTED)
    seen = enrollment.version
    start_review(enrollment, by=officer)
    with pytest.raises(Conflict):
        approve(enrollment, by=officer, expected_version=seen)
    assert approve(enrollment, by=officer, expected_version=seen + 1).state == S.APPROVED


def test_the_case_follows_its_application(call: Call, officer: Any) -> None:
    enrollment = in_state(call, S.SUBMITTED)
    case = take_case(enrollment.case, by=officer)
    reason = DecisionReasonFactory(municipality=call.municipality)
    reject(Enrollment.objects.get(pk=enrollment.pk), by=officer, reason=reason, note="No acreditó domicilio.")
    case.refresh_from_db()
    assert (case.state, case.due_at, case.locked_by, case.version) == (S.REJECTED, None, None, 2)


def test_a_case_is_found_by_folio_and_by_name_without_accents(call: Call, officer: Any) -> None:
    enterprise = EnterpriseFactory(municipality=call.municipality, legal_name="Peletería Ñandú", trade_name="")
    sent = send(EnrollmentFactory(call=call, enterprise=enterprise))
    cases = Case.objects.reviewed_by(officer)
    for text in ("peleteria", "NANDU peletería", sent.folio, sent.folio.replace("-", "").lower()):
        assert cases.search(text).get().enrollment == sent
    assert not cases.search("zapatería").exists()


def test_the_queue_is_one_query_however_long(call: Call, officer: Any, django_assert_num_queries: Any) -> None:
    for count in (1, 4):
        for _ in range(count):
            in_state(call, S.SUBMITTED)
        queue = Case.objects.reviewed_by(officer).pending().in_turn().with_listing()
        str(officer.pk)
        list(queue)
        with django_assert_num_queries(1):
            rows = [(case.folio, case.title, case.party, case.get_absolute_url()) for case in queue.all()]
        assert rows
