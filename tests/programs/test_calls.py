"""Versions: published whole, never changed, amended by the next one."""

from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from portal.core import clock
from portal.core.actions import Refused
from programs.actions import (
    amend_call,
    approve,
    cancel_call,
    change_dates,
    change_places,
    close_call,
    copy_call,
    publish_call,
    save_page,
)
from programs.answers import Answers
from programs.enums import CallState
from programs.models import Call, CallVersion, Enrollment
from programs.refusals import CityOnly, NotPublishable
from tests.factories.accounts import UserFactory
from tests.factories.organizations import city_member
from tests.factories.programs import SCHEMA, CallFactory, EnrollmentFactory, RequiredDocumentFactory, RuleFactory
from tests.programs.conftest import S, in_state, owner_of, send

pytestmark = pytest.mark.usefixtures("english")


@pytest.fixture
def draft(db: None) -> Call:
    return CallFactory(draft=True)


def test_staff_publish_a_whole_version_and_others_do_not(draft: Call) -> None:
    version = draft.versions.get()
    for stranger in (UserFactory(), city_member(CallFactory().municipality)):
        with pytest.raises(CityOnly):
            publish_call(version, by=stranger)
    publish_call(version, by=city_member(draft.municipality))
    draft.refresh_from_db()
    assert (draft.state, draft.current_version, draft.is_open) == (CallState.PUBLISHED, version, True)


def test_everything_wrong_with_a_version_is_told_at_once(draft: Call) -> None:
    version = draft.versions.get()
    version.form_schema = {
        "pages": [{"code": "a", "title": "", "questions": [{"code": "f", "kind": "file", "label": "x"}]}]
    }
    version.save()
    RuleFactory(version=version, fact="no_such_fact")
    RequiredDocumentFactory(version=version, code="d", accepts=["exe"])
    draft.reviewer.is_active = False
    draft.reviewer.save()
    with clock.moved_to(draft.closes_at), pytest.raises(NotPublishable) as refusal:
        publish_call(version, by=city_member(draft.municipality))
    assert len(refusal.value.faults) == 5


def test_a_published_version_and_its_parts_are_not_changed(call: Call) -> None:
    rule = RuleFactory(version=call.current_version)
    document = RequiredDocumentFactory(version=call.current_version)
    for part in (call.current_version, rule, document):
        with pytest.raises(ValidationError, match="amendment"):
            part.full_clean()
    with pytest.raises(NotPublishable, match="already published"):
        publish_call(call.current_version, by=city_member(call.municipality))


def test_an_amendment_moves_drafts_by_question_and_leaves_sent_ones_alone(call: Call, staff: Any) -> None:
    RuleFactory(version=call.current_version, code="ciudad")
    draft, sent = EnrollmentFactory(call=call), send(EnrollmentFactory(call=call))
    amended = amend_call(call, by=staff, note="Se pregunta el número de empleos.")
    assert amend_call(call, by=staff, note="Otra vez.") == amended
    assert [rule.code for rule in amended.rules.all()] == ["ciudad"]
    questions = [
        {"code": "que-vende", "kind": "long_text", "label": "¿Qué vende, y a quién?"},
        {"code": "ventas", "kind": "text", "label": "¿Cuánto vende?"},
        {"code": "empleos", "kind": "number", "label": "¿Cuántos empleos tiene?"},
    ]
    amended.form_schema = SCHEMA | {"pages": [{"code": "negocio", "title": "Su negocio", "questions": questions}]}
    amended.save()
    publish_call(amended, by=staff)

    draft = Enrollment.objects.get(pk=draft.pk)
    assert draft.is_behind
    answers = Answers.of(draft)
    assert answers.stored == {"que-vende": "Zapato escolar", "ventas": "52000.00"}
    assert [question.code for question in answers.missing()] == ["empleos"]
    assert Enrollment.objects.get(pk=draft.pk).call_version.number == 1, "reading changes nothing"
    save_page(draft, by=owner_of(draft), page="negocio", answers={"empleos": Decimal(4)})
    moved = Enrollment.objects.get(pk=draft.pk)
    assert (moved.call_version, moved.is_behind) == (amended, False)
    assert moved.answers == {"que-vende": "Zapato escolar", "ventas": "52000.00", "empleos": "4"}

    kept = Enrollment.objects.get(pk=sent.pk)
    assert kept.asks.number == 1
    assert kept.answers == sent.answers


def test_only_a_published_call_is_amended_and_with_a_reason(draft: Call, call: Call, staff: Any) -> None:
    with pytest.raises(Refused, match="published"):
        amend_call(draft, by=city_member(draft.municipality), note="x")
    with pytest.raises(Refused, match="why"):
        amend_call(call, by=staff, note=" ")


def test_staff_close_cancel_and_move_a_call_and_the_job_only_when_it_is_time(call: Call, staff: Any) -> None:
    with pytest.raises(Refused, match="date was moved"):
        close_call(call, by=None)
    later = call.closes_at.replace(year=call.closes_at.year + 1)
    change_dates(call, by=staff, opens_at=call.opens_at, closes_at=later, note="Se amplía el plazo.")
    with pytest.raises(CityOnly):
        change_places(call, by=UserFactory(), places=9)
    assert close_call(call, by=staff).state == CallState.CLOSED
    with pytest.raises(Refused):
        change_dates(call, by=staff, opens_at=call.opens_at, closes_at=later, note="Otra vez.")


def test_a_cancelled_call_offers_no_more_places(call: Call, staff: Any) -> None:
    from programs.actions import withdraw

    held, waiting = in_state(call, S.APPROVED), in_state(call, S.WAITLISTED)
    cancel_call(call, by=staff, note="No hubo recursos.")
    withdraw(held, by=owner_of(held))
    waiting.refresh_from_db()
    assert waiting.state == S.WAITLISTED


def test_the_next_call_is_copied_with_its_questions_rules_and_documents(call: Call, staff: Any) -> None:
    RuleFactory(version=call.current_version, code="ciudad")
    RequiredDocumentFactory(version=call.current_version, code="constancia")
    dates = {"opens_at": call.opens_at, "closes_at": call.closes_at}
    copied = copy_call(call, by=staff, slug="siguiente", title="Siguiente", places=5, **dates)
    version = copied.versions.get()
    assert (copied.state, copied.taken, version.form_schema) == (CallState.DRAFT, 0, call.current_version.form_schema)
    assert ([rule.code for rule in version.rules.all()], [each.code for each in version.documents.all()]) == (
        ["ciudad"],
        ["constancia"],
    )
    assert CallVersion.objects.filter(call=call).count() == 1
    with pytest.raises(ValidationError, match="address"):
        copy_call(call, by=staff, slug="siguiente", title="Otra", places=5, **dates)


def test_an_approval_survives_the_closing_of_its_call(call: Call, officer: Any, staff: Any) -> None:
    enrollment = in_state(call, S.IN_REVIEW)
    close_call(call, by=staff)
    assert approve(enrollment, by=officer).state == S.APPROVED
