"""Sessions: what keeps one from being published, the room that two want, the cancellation, and what was held."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from enterprises.facts import FactContext, values_for
from portal.core import clock
from portal.core.actions import Refused
from portal.core.models import Municipality
from portal.core.workflow import TransitionNotAllowed
from portal.notifications.models import OutboxMessage
from tests.factories.accounts import UserFactory
from tests.factories.trainings import (
    AgreementFactory,
    CourseFactory,
    PriorityRuleFactory,
    SessionFactory,
    ask,
    today,
)
from tests.trainings.conftest import assert_counted, officer_of, reload
from trainings.actions import cancel_session, complete_session, faults_of_session, publish_session
from trainings.enums import RequestState as R
from trainings.enums import SessionState as S
from trainings.models import Course, Seat, Session
from trainings.refusals import NotDue, NotPublishable, VenueTaken


def test_the_officer_of_who_gives_the_seats_publishes_and_a_stranger_does_not(juarez: Municipality) -> None:
    draft = SessionFactory(municipality=juarez, draft=True)
    with pytest.raises(TransitionNotAllowed):
        publish_session(draft, by=UserFactory())
    published = publish_session(draft, by=officer_of(draft))
    assert published.state == S.PUBLISHED
    assert Session.objects.public().filter(pk=draft.pk).exists()


def test_every_fault_is_told_at_once(juarez: Municipality, english: None) -> None:
    now = clock.now()
    overlapping = [(now + timedelta(hours=h), now + timedelta(hours=h + 3)) for h in (1, 2)]
    draft = SessionFactory(municipality=juarez, draft=True, capacity=99, meetings=overlapping)
    draft.course.is_published = False
    draft.course.save()
    PriorityRuleFactory(municipality=juarez, fact="favourite_colour")
    faults = " ".join(faults_of_session(draft))
    for words in ("same time", "close after", "Publish the course", "fit in the venue", "favourite_colour"):
        assert words in faults
    with pytest.raises(NotPublishable) as refusal:
        publish_session(draft, by=officer_of(draft))
    assert len(refusal.value.faults) == 5


def test_a_session_beyond_the_term_of_its_agreement_waits_for_the_renewal(juarez: Municipality, english: None) -> None:
    ending = AgreementFactory(municipality=juarez, ends_on=today(juarez) + timedelta(days=3))
    draft = SessionFactory(municipality=juarez, draft=True, course__agreement=ending)
    assert faults_of_session(draft) == [
        "The term of the agreement of the course does not cover every day of the session."
    ]


def test_two_sessions_are_never_in_one_room_at_the_same_time(session: Session, staff: object) -> None:
    values = {"municipality": session.municipality, "venue": session.venue, "draft": True}
    start = session.starts_at
    clash = SessionFactory(**values, meetings=[(start + timedelta(hours=1), session.ends_at)])
    with pytest.raises(VenueTaken) as refusal:
        publish_session(clash, by=staff)
    assert refusal.value.session == session
    after = SessionFactory(**values, meetings=[(session.ends_at, session.ends_at + timedelta(hours=2))])
    assert publish_session(after, by=staff).state == S.PUBLISHED
    cancel_session(session, by=staff, note="Sin instructor.")
    assert publish_session(clash, by=staff).state == S.PUBLISHED


def test_a_cancellation_tells_every_company_why_and_frees_everything(session: Session, staff: object) -> None:
    requests = [ask(session, seats=2), ask(session, seats=2), ask(session)]
    with pytest.raises(TransitionNotAllowed):
        cancel_session(session, by=staff, note=" ")
    cancel_session(session, by=staff, note="Se descompuso el equipo.")
    assert {reload(request).state for request in requests} == {R.CANCELLED}
    told = OutboxMessage.objects.filter(event="trainings.session_cancelled")
    assert {message.facts["note"] for message in told} == {"Se descompuso el equipo."}
    assert told.count() == 3
    assert not Seat.objects.active().filter(session=session).exists()
    assert_counted(session)
    assert session.taken == 0


def test_who_did_not_come_counts_in_the_next_priority_of_the_company(session: Session, staff: object) -> None:
    came, missed = ask(session), ask(session)
    with pytest.raises(NotDue):
        complete_session(session, by=staff)
    stranger = ask(SessionFactory(municipality=session.municipality)).seats.get()
    with clock.moved_to(session.ends_at + timedelta(hours=1)):
        with pytest.raises(Refused) as refusal:
            complete_session(session, by=staff, absent=[stranger])
        assert refusal.value.code == "not_of_session"
        complete_session(session, by=staff, absent=[missed.seats.get()])
        context = FactContext(municipality=session.municipality, on=today(session.municipality))
        shows = [values_for(r.enterprise, ["training_no_shows"], context) for r in (came, missed)]
    assert shows == [{"training_no_shows": 0}, {"training_no_shows": 1}]


def test_the_parts_of_a_price_add_up_or_the_database_refuses_them(juarez: Municipality) -> None:
    course = CourseFactory(municipality=juarez)
    with pytest.raises(IntegrityError), transaction.atomic():
        Course.objects.filter(pk=course.pk).update(price_company=1)
