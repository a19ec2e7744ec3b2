"""A published call changes: the change is announced in words, on its page and by mail to those concerned."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import translation

from portal.notifications.models import OutboxMessage
from portal.notifications.rendering import render
from programs import changes
from programs.actions import amend_call, change_dates, edit_version, publish_call
from programs.models import Addendum, Call, CallVersion
from tests.factories.programs import SCHEMA, EnrollmentFactory, RequiredDocumentFactory, RuleFactory
from tests.programs.conftest import S, in_state, owner_of

pytestmark = pytest.mark.usefixtures("english")

QUESTIONS = [
    {"code": "que-vende", "kind": "text", "label": "¿Qué vende, y a quién?", "required": True},
    {"code": "empleos", "kind": "number", "label": "¿Cuántos empleos tiene?"},
]


def amended(call: Call, staff: Any) -> CallVersion:
    RuleFactory(version=call.current_version, code="ciudad")
    RequiredDocumentFactory(version=call.current_version, code="acta", name="Acta")
    version = amend_call(call, by=staff, note="Se pregunta el empleo.")
    schema = SCHEMA | {"pages": [{"code": "negocio", "title": "Su negocio", "questions": QUESTIONS}]}
    rule = version.rules.get()
    rule.remedy = "Muévase."
    return edit_version(version, by=staff, seen=version.edits, form_schema=schema, rules=[rule], documents=[])


def test_an_amendment_says_in_words_what_is_asked_differently(call: Call, staff: Any) -> None:
    version = amended(call, staff)
    assert changes.in_words(changes.between(call.current_version, version), call.municipality) == [
        "The rule “La empresa está en la ciudad.” changes: what to do to meet it.",
        "The question “¿Qué vende, y a quién?” changes: its words.",
        "New question: “¿Cuántos empleos tiene?”",
        "This question is no longer asked: “¿Cuánto vende al mes?”",
        "This question is no longer asked: “¿Exporta?”",
        "This question is no longer asked: “¿A qué país?”",
        "This document is no longer asked for: “Acta”",
    ]


def test_an_amendment_tells_those_concerned_and_stands_on_the_page_of_the_call(
    call: Call, staff: Any, client: Any
) -> None:
    drafted, sent, decided = EnrollmentFactory(call=call), in_state(call, S.IN_REVIEW), in_state(call, S.REJECTED)
    publish_call(amended(call, staff), by=staff)
    messages = {message.email: message for message in OutboxMessage.objects.filter(event="programs.call_amended")}
    told = {email: message.audience for email, message in messages.items()}
    assert told == {owner_of(drafted).email: "applicant", owner_of(sent).email: "sent"}
    assert owner_of(decided).email not in told
    mail = render(messages[owner_of(drafted).email])
    assert "Se pregunta el empleo." in mail.body
    with translation.override(messages[owner_of(drafted).email].language):
        assert "¿Cuántos empleos tiene?" in mail.body
    page = client.get(reverse("public:call_detail", args=[call.municipality.slug, call.slug]))
    assert "Se pregunta el empleo." in page.content.decode()
    assert "¿Cuántos empleos tiene?" in page.content.decode()


def test_new_dates_are_announced_to_those_who_prepare_an_application_and_only_when_they_change(
    call: Call, staff: Any
) -> None:
    drafted, _sent = EnrollmentFactory(call=call), in_state(call, S.IN_REVIEW)
    dates = {"opens_at": call.opens_at, "closes_at": call.closes_at}
    change_dates(call, by=staff, **dates, note="Nada cambia.")
    assert not Addendum.objects.exists()
    change_dates(call, by=staff, **dates | {"closes_at": call.closes_at + timedelta(days=7)}, note="Se amplía.")
    addendum = Addendum.objects.get()
    assert [change["part"] for change in addendum.changes] == ["closes_at"]
    assert changes.in_words(addendum.changes, call.municipality)[0].startswith("It closes on")
    assert [message.email for message in OutboxMessage.objects.all()] == [owner_of(drafted).email]


def test_announcing_takes_as_many_queries_for_many_drafts_as_for_one(call: Call, staff: Any) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    EnrollmentFactory(call=call)
    later = call.closes_at
    counts = []
    for extra in (0, 0, 3):
        EnrollmentFactory.create_batch(extra, call=call)
        later += timedelta(days=1)
        with CaptureQueriesContext(connection) as queries:
            change_dates(call, by=staff, opens_at=call.opens_at, closes_at=later, note="Se amplía.")
        counts.append(len(queries))
    assert counts[1] == counts[2]
    assert OutboxMessage.objects.count() == 1 + 1 + 4
