"""Each notice renders for each audience, with its folio and one link; the receipt and the letters are tagged PDFs."""

from io import BytesIO
from typing import Any

import pytest
from django.utils import translation
from pypdf import PdfReader

from portal.core import clock
from portal.notifications.actions import notify
from portal.notifications.models import OutboxMessage
from portal.notifications.notices import Notice, registered
from portal.notifications.rendering import render
from programs import notifications
from programs.actions import (
    Point,
    approve,
    reject,
    request_changes,
    start_review,
    waitlist,
)
from programs.enums import CorrectionKind
from programs.models import Call, Correction
from programs.receipts import letter_pdf, receipt_pdf
from tests.factories.programs import CallFactory, DecisionReasonFactory, EnrollmentFactory
from tests.programs.conftest import S, in_state, owner_of, send

OF_THE_CALL = {"programs.call_amended"}  # not about one application: in test_addenda.py
EVENTS = sorted(event for event in registered if event.startswith("programs.") and event not in OF_THE_CALL)
STATES = {
    "programs.changes_requested": S.CHANGES_REQUESTED,
    "programs.enrollment_rejected": S.REJECTED,
    "programs.enrollment_waitlisted": S.WAITLISTED,
    "programs.place_offered": S.OFFERED,
}


def notice_for(event: str, call: Call) -> Notice:
    enrollment = in_state(call, STATES.get(event, S.SUBMITTED))
    kind: Any = registered[event]
    if kind is notifications.ChangesRequested:
        correction = Correction.objects.get(enrollment=enrollment)
        correction.items.create(kind="answer", code="ventas", label="¿Cuánto vende?", note="Escriba las de un mes.")
        return kind(enrollment, correction)
    if kind is notifications.CallCancelled:
        return kind(enrollment, "No hubo recursos.")
    return kind(enrollment)


@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize("event", EVENTS)
def test_every_notice_renders_for_every_audience(
    event: str, language: str, call: Call, officer: Any, django_capture_on_commit_callbacks: Any
) -> None:
    notice = notice_for(event, call)
    people = [owner_of(notice.enrollment), officer]
    for user in people:
        user.language = language
        user.save()
    messages = notify(notice)
    assert {message.audience for message in messages} == set(notice.audiences)
    for message in messages:
        mail = render(message)
        html = mail.alternatives[0][0]
        assert mail.subject.startswith(f"[{notice.enrollment.folio}]")
        assert notice.enrollment.enterprise.display_name in mail.body
        assert len(html) < 30_000
        assert html.count("<a ") == 1
        assert str(notice.enrollment.public_id) in mail.body or str(notice.enrollment.case.public_id) in mail.body


def test_each_event_tells_a_person_once_even_if_the_verb_is_run_again(call: Call) -> None:
    draft = EnrollmentFactory(call=call)
    send(draft)
    send(draft)
    assert OutboxMessage.objects.filter(event="programs.enrollment_submitted").count() == 1


def text_of(content: bytes) -> str:
    reader = PdfReader(BytesIO(content))
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    return " ".join(" ".join(page.extract_text().split()) for page in reader.pages)


def test_the_receipt_says_what_was_sent_and_never_a_whole_tax_id(call: Call) -> None:
    with translation.override("en"):
        sent = send(EnrollmentFactory(call=call))
        text = text_of(receipt_pdf(sent))
    for piece in (sent.folio, sent.enterprise.legal_name, call.title, "Zapato escolar", "¿Exporta?", "I declare"):
        assert piece in text
    assert sent.enterprise.tax_id not in text


def test_the_receipt_stays_as_it_was_when_the_enterprise_changes_its_name(call: Call) -> None:
    sent = send(EnrollmentFactory(call=call))
    old = sent.enterprise.legal_name
    sent.enterprise.legal_name = "Otro nombre"
    sent.enterprise.save()
    assert old in text_of(receipt_pdf(sent))


def test_the_letter_says_the_decision(officer: Any, call: Call) -> None:
    with translation.override("en"):
        reviewed = start_review(send(EnrollmentFactory(call=call)), by=officer)
        with pytest.raises(ValueError, match="no letter"):
            letter_pdf(reviewed)
        assert "was approved" in text_of(letter_pdf(approve(reviewed, by=officer, note="Felicidades.")))
        refused = start_review(send(EnrollmentFactory(call=call)), by=officer)
        reason = DecisionReasonFactory(municipality=call.municipality, text="Su domicilio está en otra ciudad.")
        assert reason.text in text_of(letter_pdf(reject(refused, by=officer, reason=reason)))


def test_the_letter_of_the_waiting_list(db: None) -> None:
    call = CallFactory(places=1)
    from tests.factories.organizations import member_of

    officer = member_of(call.reviewer)
    in_state(call, S.APPROVED)
    with translation.override("en"):
        waiting = waitlist(start_review(send(EnrollmentFactory(call=call)), by=officer), by=officer)
        assert "waiting list" in text_of(letter_pdf(waiting))


def test_the_mail_of_a_correction_names_the_points_and_the_date(call: Call, officer: Any) -> None:
    reviewed = start_review(send(EnrollmentFactory(call=call)), by=officer)
    point = Point(CorrectionKind.ANSWER, "ventas", "Escriba las ventas de un mes.")
    asked = request_changes(reviewed, by=officer, items=[point], note="Falta poco.")
    message = OutboxMessage.objects.get(event="programs.changes_requested")
    body = render(message).body
    assert "¿Cuánto vende al mes?: Escriba las ventas de un mes." in body
    assert str(asked.correction_due_at.astimezone(call.municipality.zone).year) in body
    assert clock.now() < asked.correction_due_at
