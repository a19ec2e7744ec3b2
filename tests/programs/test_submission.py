"""Sending once, whole, in time, by the right people."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connections
from django.db.utils import IntegrityError
from django.test import Client
from django.urls import reverse

from portal.core import clock
from portal.core.workflow import TransitionNotAllowed
from portal.documents.models import Document
from portal.notifications.models import OutboxMessage
from programs import declarations
from programs.actions import (
    attach_document,
    cancel_call,
    close_call,
    expire,
    missing_items,
    save_page,
    start_draft,
    submit,
)
from programs.demo_content import pdf_of
from programs.eligibility import NotEligible
from programs.models import Call, Case, Enrollment, EnrollmentTransition
from programs.refusals import (
    AlreadyApplied,
    CallNotOpen,
    DeclarationNotAccepted,
    Incomplete,
    JoinPending,
    NotDue,
    NotEditable,
    NotYours,
)
from programs.tasks import advance_calls
from tests.factories.accounts import UserFactory
from tests.factories.enterprises import EnterpriseFactory, JoinRequestFactory
from tests.factories.programs import CallFactory, EnrollmentFactory, RequiredDocumentFactory, RuleFactory
from tests.programs.conftest import S, in_state, owner_of, send

pytestmark = pytest.mark.usefixtures("english")

# Session, account, guard of the page, folio, lock, guards, what is asked and given, evidence, case, ledger, outbox; in
# two transactions (here savepoints).
STATEMENTS_OF_SENDING = 23
PAGE = {"que-vende": "Zapato escolar", "ventas": Decimal("52000"), "exporta": True, "pais": "Guatemala"}


def test_an_application_is_begun_answered_and_sent(call: Call, officer: Any) -> None:
    owner = UserFactory()
    enterprise = EnterpriseFactory(municipality=call.municipality, owner=owner)
    draft = start_draft(call, by=owner, enterprise=enterprise)
    save_page(draft, by=owner, page="negocio", answers=PAGE)
    sent = send(draft, owner)
    case = Case.objects.get(enrollment=sent)
    assert sent.state == S.SUBMITTED
    assert sent.folio.startswith(call.municipality.folio_prefix)
    assert sent.receipt["sections"][0]["rows"][3]["answer"] == "Guatemala"
    assert (case.folio, case.organization, case.state) == (sent.folio, call.reviewer, S.SUBMITTED)
    assert case.due_at > sent.submitted_at
    told = OutboxMessage.objects.filter(event="programs.enrollment_submitted")
    assert {(message.audience, message.email) for message in told} == {
        ("applicant", owner.email),
        ("officers", officer.email),
    }


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_fifty_double_submissions_at_once_give_one_folio_one_receipt_and_one_notice() -> None:
    draft = EnrollmentFactory(call=CallFactory())
    owner = owner_of(draft)

    def once(_turn: int) -> str | None:
        try:
            return send(Enrollment.objects.get(pk=draft.pk), owner).folio
        finally:
            connections.close_all()

    with ThreadPoolExecutor(max_workers=25) as pool:
        folios = set(pool.map(once, range(50)))
    assert len(folios) == 1
    assert EnrollmentTransition.objects.filter(subject=draft, verb="submit").count() == 1
    assert Case.objects.count() == 1
    assert OutboxMessage.objects.filter(event="programs.enrollment_submitted", audience="applicant").count() == 1


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_people_of_an_enterprise_begin_at_once_and_share_one_draft() -> None:
    call = CallFactory()
    owner = UserFactory()
    enterprise = EnterpriseFactory(municipality=call.municipality, owner=owner)

    def begin(_turn: int) -> int:
        try:
            return start_draft(call, by=owner, enterprise=enterprise).pk
        finally:
            connections.close_all()

    with ThreadPoolExecutor(max_workers=6) as pool:
        assert len(set(pool.map(begin, range(6)))) == 1


def test_a_call_that_closes_while_the_page_is_open_takes_nothing_more(call: Call) -> None:
    draft = EnrollmentFactory(call=call)
    with clock.moved_to(call.closes_at):
        with pytest.raises(CallNotOpen, match="closed on"):
            send(draft)
        with pytest.raises(CallNotOpen):
            save_page(draft, by=owner_of(draft), page="negocio", answers=PAGE)
    with clock.moved_to(call.closes_at - timedelta(seconds=1)):
        assert send(draft).state == S.SUBMITTED


def test_nobody_begins_before_the_call_opens(call: Call) -> None:
    owner = UserFactory()
    enterprise = EnterpriseFactory(municipality=call.municipality, owner=owner)
    with (
        clock.moved_to(call.opens_at - timedelta(seconds=1)),
        pytest.raises(CallNotOpen, match="takes no applications yet"),
    ):
        start_draft(call, by=owner, enterprise=enterprise)


@pytest.mark.parametrize(("verb", "says"), [(close_call, "closed before its date"), (cancel_call, "was cancelled")])
def test_a_call_that_staff_ended_early_is_not_described_as_open(call: Call, staff: Any, verb: Any, says: str) -> None:
    draft = EnrollmentFactory(call=call)
    verb(call, by=staff, note="Se acabó el presupuesto.")
    with pytest.raises(CallNotOpen, match=says) as refusal:
        save_page(Enrollment.objects.get(pk=draft.pk), by=owner_of(draft), page="negocio", answers=PAGE)
    assert "open" not in str(refusal.value.message).removeprefix(f"The call “{call.title}”")


def test_what_is_missing_is_named_in_the_order_of_the_form(call: Call) -> None:
    RequiredDocumentFactory(version=call.current_version, code="constancia", name="Constancia")
    RequiredDocumentFactory(version=call.current_version, code="acta", name="Acta", applies_to="natural")
    draft = EnrollmentFactory(call=call, answers={"exporta": True}, unfinished={"ventas": "muchas"})
    with pytest.raises(Incomplete) as refusal:
        send(draft)
    assert [(item.kind, item.code) for item in refusal.value.items] == [
        ("answer", "que-vende"),
        ("answer", "ventas"),
        ("answer", "pais"),
        ("document", "constancia"),
    ]
    assert Enrollment.objects.get(pk=draft.pk).folio is None


def test_a_hard_rule_not_met_refuses_with_the_reason_and_an_unknown_one_does_not(call: Call) -> None:
    years = RuleFactory(
        version=call.current_version,
        code="antiguedad",
        fact="years_operating",
        operator="gte",
        value=2,
        message="Opera desde hace dos años.",
        remedy="Espere a cumplirlos.",
    )
    young = EnrollmentFactory(
        call=call, enterprise=EnterpriseFactory(municipality=call.municipality, founded_on=clock.now().date())
    )
    with pytest.raises(NotEligible, match="Espere a cumplirlos") as refusal:
        send(young)
    assert [outcome.rule for outcome in refusal.value.outcomes] == [years]
    silent = EnrollmentFactory(call=call, enterprise=EnterpriseFactory(municipality=call.municipality, founded_on=None))
    evidence = send(silent).evaluation["submission"]["outcomes"]
    assert [(outcome["rule"], outcome["result"]) for outcome in evidence] == [("antiguedad", "unknown")]


def test_the_declaration_must_be_the_one_that_is_valid_now(call: Call) -> None:
    draft = EnrollmentFactory(call=call)
    with pytest.raises(DeclarationNotAccepted):
        submit(draft, by=owner_of(draft), declaration="")
    assert send(draft).declaration == declarations.VERSION


def test_others_neither_save_nor_send(call: Call, officer: Any) -> None:
    draft = EnrollmentFactory(call=call)
    for stranger in (UserFactory(), officer):
        with pytest.raises(NotYours):
            send(draft, stranger)
        with pytest.raises(NotYours):
            save_page(draft, by=stranger, page="negocio", answers=PAGE)


def test_whoever_waits_to_join_an_enterprise_prepares_but_does_not_send(call: Call) -> None:
    draft = EnrollmentFactory(call=call)
    JoinRequestFactory(user=owner_of(draft), draft_enterprise=draft.enterprise)
    with pytest.raises(JoinPending):
        send(draft)


def test_a_sent_application_is_not_changed_nor_made_twice(call: Call) -> None:
    sent = send(EnrollmentFactory(call=call))
    owner = owner_of(sent)
    with pytest.raises(NotEditable):
        save_page(sent, by=owner, page="negocio", answers=PAGE)
    with pytest.raises(AlreadyApplied):
        start_draft(call, by=owner, enterprise=sent.enterprise)
    with pytest.raises(IntegrityError):
        EnrollmentFactory(call=call, enterprise=sent.enterprise)


def test_after_a_withdrawal_one_may_apply_again_and_after_a_refusal_not(call: Call) -> None:
    withdrawn, rejected = in_state(call, S.WITHDRAWN), in_state(call, S.REJECTED)
    assert start_draft(call, by=owner_of(withdrawn), enterprise=withdrawn.enterprise).is_draft
    with pytest.raises(AlreadyApplied):
        start_draft(call, by=owner_of(rejected), enterprise=rejected.enterprise)


def test_drafts_expire_with_their_call_and_their_people_are_told(call: Call) -> None:
    draft = EnrollmentFactory(call=call)
    with clock.moved_to(call.closes_at + timedelta(minutes=1)):
        assert advance_calls() == 2
        assert advance_calls() == 0
    draft.refresh_from_db()
    assert (draft.state, draft.folio) == (S.EXPIRED, None)
    assert OutboxMessage.objects.filter(event="programs.draft_expired", user=owner_of(draft)).count() == 1


def test_a_draft_of_a_call_that_was_extended_does_not_expire(call: Call) -> None:
    with pytest.raises(NotDue):
        expire(EnrollmentFactory(call=call), by=None)
    with pytest.raises(TransitionNotAllowed):
        expire(in_state(call, S.IN_REVIEW), by=None)


def test_a_file_that_the_checks_refuse_later_counts_as_missing(call: Call) -> None:
    RequiredDocumentFactory(version=call.current_version, code="constancia", name="Constancia")
    draft = EnrollmentFactory(call=call)
    item = attach_document(
        draft, by=owner_of(draft), requirement="constancia", upload=pdf_of("Constancia", "Empresa Prueba")
    )
    assert missing_items(draft) == []
    Document.objects.filter(pk=item.document_id).update(state="rejected", rejection_code="attachments")
    assert [missing.code for missing in missing_items(draft)] == ["constancia"]


def _filled(questions: int, documents: int) -> tuple[Enrollment, Client]:
    """A draft that lacks nothing, of a call that asks that much, and its owner's browser."""
    asked = [{"code": f"q-{n}", "kind": "text", "label": f"Pregunta {n}"} for n in range(questions)]
    call = CallFactory(schema={"project": "none", "pages": [{"code": "p", "title": "P", "questions": asked}]})
    RuleFactory.create_batch(documents, version=call.current_version)
    draft = EnrollmentFactory(call=call, answers={question["code"]: "Sí" for question in asked})
    for requirement in RequiredDocumentFactory.create_batch(documents, version=call.current_version):
        attach_document(
            draft, by=owner_of(draft), requirement=requirement.code, upload=pdf_of(requirement.code, "Empresa")
        )
    browser = Client()
    browser.force_login(owner_of(draft), backend="allauth.account.auth_backends.AuthenticationBackend")
    return draft, browser


@pytest.mark.django_db
@pytest.mark.parametrize(("questions", "documents"), [(2, 1), (30, 5)])
def test_sending_asks_the_database_as_often_whatever_the_call_asks(
    questions: int, documents: int, django_assert_num_queries: Any
) -> None:
    draft, browser = _filled(questions, documents)
    with django_assert_num_queries(STATEMENTS_OF_SENDING):
        answer = browser.post(reverse("programs:review", args=[draft.public_id]), {"declaration": "on"})
    assert answer.url.endswith("/enviada/")
    assert len(Enrollment.objects.get(pk=draft.pk).receipt["documents"]) == documents
