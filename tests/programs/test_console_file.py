"""One file in the console: what its readers see, and what an officer does with it."""

import re
from datetime import timedelta
from typing import Any
from urllib.parse import unquote

import pytest
from django.test import Client
from django.urls import reverse

from enterprises.models import Enterprise
from portal.accounts.models import User
from portal.core import clock
from portal.core.enums import Role
from portal.core.models import LedgerEntry
from programs.models import Call, CorrectionItem, Enrollment
from tests.factories.documents import DocumentFactory
from tests.factories.organizations import city_member, member_of
from tests.factories.programs import (
    DecisionReasonFactory,
    EnrollmentDocumentFactory,
    RequiredDocumentFactory,
    RuleFactory,
)
from tests.programs.conftest import S, in_state


@pytest.fixture
def reviewed(call: Call) -> Enrollment:
    """An application in review that nothing keeps from being approved."""
    return in_state(call, S.IN_REVIEW)


@pytest.fixture
def desk(client: Client, officer: User) -> Client:
    client.force_login(officer)
    return client


def at(page: str, enrollment: Enrollment, *more: str) -> str:
    return reverse(f"console:{page}", args=[enrollment.case.public_id, *more])


def state_of(enrollment: Enrollment) -> str:
    return Enrollment.objects.get(pk=enrollment.pk).state


def decide(desk: Client, page: str, enrollment: Enrollment, **data: Any) -> Any:
    return desk.post(at(page, enrollment), {"version": enrollment.version} | data, follow=True)


def told(response: Any) -> list[str]:
    return [message.level_tag for message in response.context["messages"]]


def refused(response: Any) -> bool:
    """Whether the decision's page was shown again, with the reason why it was not taken."""
    return response.redirect_chain == [] and bool(response.context["form"].non_field_errors())


def test_taking_a_file_holds_it_and_shows_it_held_to_others(desk: Client, call: Call, other_client: Client) -> None:
    sent = in_state(call, S.SUBMITTED)
    assert told(desk.post(at("take", sent), follow=True)) == ["success"]
    other_client.force_login(member_of(call.reviewer))
    response = other_client.get(at("file", sent))
    assert response.context["holder"]
    assert not response.context["can_review"]
    assert refused(decide(other_client, "approve", Enrollment.objects.get(pk=sent.pk)))
    assert state_of(sent) == S.IN_REVIEW


def test_the_rules_the_documents_and_the_answers_are_on_one_page(desk: Client, call: Call) -> None:
    RuleFactory(version=call.current_version, message="La empresa está en la ciudad.")
    RequiredDocumentFactory(version=call.current_version, code="acta", name="Acta constitutiva")
    page = desk.get(at("file", in_state(call, S.IN_REVIEW))).content.decode()
    for text in ("La empresa está en la ciudad.", "Acta constitutiva", "Zapato escolar"):
        assert text in page


def test_a_reader_of_the_city_gets_no_button(client: Client, reviewed: Enrollment) -> None:
    client.force_login(city_member(reviewed.municipality, Role.AUDITOR))
    page = client.get(at("file", reviewed)).content.decode()
    for name in ("take", "approve", "reject", "request_changes", "waitlist"):
        assert at(name, reviewed) not in page
    assert reverse("console:next") not in page


def test_an_approval_takes_a_place_and_the_page_says_how_many_are_left(desk: Client, reviewed: Enrollment) -> None:
    assert desk.get(at("approve", reviewed)).context["call"].places_left == 2
    assert told(decide(desk, "approve", reviewed, note="Bienvenida.")) == ["success"]
    reviewed.refresh_from_db()
    assert (reviewed.state, reviewed.decision_note, reviewed.call.taken) == (S.APPROVED, "Bienvenida.", 1)


def test_a_decision_on_what_changed_meanwhile_shows_the_conflict_and_decides_nothing(
    desk: Client, reviewed: Enrollment
) -> None:
    desk.get(at("approve", reviewed))
    Enrollment.objects.filter(pk=reviewed.pk).update(version=reviewed.version + 1)
    response = decide(desk, "approve", reviewed)
    assert refused(response)
    assert state_of(reviewed) == S.IN_REVIEW


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 30])
def test_a_decision_without_the_version_that_was_seen_is_refused(
    desk: Client, reviewed: Enrollment, version: str
) -> None:
    response = desk.post(at("approve", reviewed), {"version": version})
    assert response.status_code in (200, 302)
    assert state_of(reviewed) == S.IN_REVIEW


def test_with_no_place_left_the_file_leads_to_the_waiting_list(desk: Client, call: Call, reviewed: Enrollment) -> None:
    for _ in range(2):
        in_state(call, S.APPROVED)
    page = desk.get(at("file", reviewed)).content.decode()
    assert at("waitlist", reviewed) in page
    assert at("approve", reviewed) not in page
    assert at("waitlist", reviewed) in desk.get(at("approve", reviewed)).content.decode()
    assert refused(decide(desk, "approve", reviewed))
    assert told(decide(desk, "waitlist", reviewed)) == ["success"]
    assert state_of(reviewed) == S.WAITLISTED


def test_a_refusal_needs_a_reason_of_the_citys_list(desk: Client, reviewed: Enrollment) -> None:
    reason = DecisionReasonFactory(municipality=reviewed.municipality)
    elsewhere = DecisionReasonFactory()
    for chosen in ("", elsewhere.code, "no-hay-tal"):
        response = decide(desk, "reject", reviewed, reason=chosen, note="Falta el domicilio.")
        assert response.context["form"].errors.keys() == {"reason"}
        assert "Falta el domicilio." in response.content.decode()
    assert told(decide(desk, "reject", reviewed, reason=reason.code, note="Falta el domicilio.")) == ["success"]
    reviewed.refresh_from_db()
    assert (reviewed.state, reviewed.reason) == (S.REJECTED, reason)


def test_a_correction_names_what_to_mend(desk: Client, call: Call, reviewed: Enrollment) -> None:
    response = decide(desk, "request_changes", reviewed, note="Casi está.")
    assert response.context["form"].non_field_errors()
    assert "Casi está." in response.content.decode()
    unsaid = decide(desk, "request_changes", reviewed, **{"pick-answer-ventas": "on", "note": "Casi está."})
    assert unsaid.context["form"].errors.keys() == {"answer-ventas"}
    done = {"pick-answer-ventas": "on", "answer-ventas": "Las de un mes.", "note": "Casi está."}
    done["answer-que-vende"] = "Escrito y no marcado."
    assert told(decide(desk, "request_changes", reviewed, **done)) == ["success"]
    assert [(item.code, item.note) for item in CorrectionItem.objects.all()] == [("ventas", "Las de un mes.")]


def test_a_document_is_accepted_or_marked_with_the_reason(desk: Client, call: Call, reviewed: Enrollment) -> None:
    RequiredDocumentFactory(version=call.current_version, code="acta")
    item = EnrollmentDocumentFactory(
        enrollment=reviewed, requirement="acta", document=DocumentFactory(vault=reviewed.enterprise.vault)
    )
    assert refused(decide(desk, "approve", reviewed))
    shown = desk.get(at("document", reviewed, "acta"))
    assert shown["Content-Type"] == "application/pdf"
    assert shown["Content-Security-Policy"] == "default-src 'none'; sandbox"
    verdict = at("verdict", reviewed, "acta")
    assert told(desk.post(verdict, {"verdict": "reject"}, follow=True)) == ["error"]
    assert told(desk.post(verdict, {"verdict": "acepted"}, follow=True)) == ["error"]
    item.refresh_from_db()
    assert item.state == "pending"
    assert told(desk.post(verdict, {"verdict": "reject", "note": "Está borrosa."}, follow=True)) == ["success"]
    assert "Está borrosa." in desk.get(at("request_changes", reviewed)).content.decode()
    assert told(desk.post(verdict, {"verdict": "accept"}, follow=True)) == ["success"]
    assert told(decide(desk, "approve", reviewed)) == ["success"]


def test_an_exception_to_a_rule_is_written_with_its_reason(desk: Client, call: Call, reviewed: Enrollment) -> None:
    RuleFactory(version=call.current_version, code="antiguedad", fact="years_operating", operator="gte", value=90)
    assert refused(decide(desk, "approve", reviewed))
    page = at("override", reviewed, "antiguedad")
    assert desk.post(page, {"reason": " "}).context["form"].errors
    assert told(desk.post(page, {"reason": "Continúa la empresa de su madre."}, follow=True)) == ["success"]
    assert told(decide(desk, "approve", reviewed)) == ["success"]
    assert told(desk.get(at("override", reviewed, "no-hay-tal"), follow=True)) == []
    assert told(desk.post(at("withdraw_override", reviewed, "antiguedad"), follow=True)) == ["error"]  # decided


def test_an_exception_is_withdrawn_while_nothing_is_decided(desk: Client, call: Call, reviewed: Enrollment) -> None:
    RuleFactory(version=call.current_version, code="antiguedad", fact="years_operating", operator="gte", value=90)
    desk.post(at("override", reviewed, "antiguedad"), {"reason": "Continúa la empresa de su madre."})
    withdraw = at("withdraw_override", reviewed, "antiguedad")
    assert withdraw in desk.get(at("file", reviewed)).content.decode()
    assert told(desk.post(withdraw, follow=True)) == ["success"]
    assert refused(decide(desk, "approve", reviewed))
    row = LedgerEntry.objects.get(action="programs.enrollment.withdraw_override")
    assert row.data["rule"] == "antiguedad"
    assert "madre" not in str(row.data)
    assert told(desk.post(withdraw, follow=True)) == ["error"]


def test_a_file_that_is_decided_offers_no_decision(desk: Client, call: Call) -> None:
    approved = in_state(call, S.APPROVED)
    page = desk.get(at("file", approved)).content.decode()
    assert at("reject", approved) not in page
    for name in ("approve", "reject", "waitlist", "request_changes"):
        assert desk.get(at(name, approved)).url == at("file", approved)
        decide(desk, name, approved)
    assert state_of(approved) == S.APPROVED


def test_an_overdue_file_says_so(desk: Client, reviewed: Enrollment) -> None:
    case = reviewed.case
    case.due_at = clock.now() - timedelta(days=20)
    case.save()
    assert desk.get(at("file", reviewed)).context["term"]["tone"] == "error"


def test_the_file_takes_no_more_queries_for_more_documents_and_rules(
    desk: Client, call: Call, reviewed: Enrollment, django_assert_max_num_queries: Any
) -> None:
    for number in range(12):
        RuleFactory(version=call.current_version)
        RequiredDocumentFactory(version=call.current_version, code=f"doc-{number}")
        EnrollmentDocumentFactory(
            enrollment=reviewed, requirement=f"doc-{number}", document=DocumentFactory(vault=reviewed.enterprise.vault)
        )
    with django_assert_max_num_queries(45):
        assert desk.get(at("file", reviewed)).status_code == 200


def test_the_officer_can_write_by_hand_what_the_folio_and_the_state_are(desk: Client, reviewed: Enrollment) -> None:
    Enterprise.objects.filter(pk=reviewed.enterprise_id).update(phone="+52 477 123 4567")
    page = desk.get(at("file", reviewed)).content.decode()
    link = unquote(re.search(r'href="(https://wa\.me/524771234567\?text=[^"]+)"', page).group(1))
    assert reviewed.folio in link
    assert "/mi/" in link
    assert reviewed.enterprise.legal_name not in link

    Enterprise.objects.filter(pk=reviewed.enterprise_id).update(phone="")
    assert "wa.me" not in re.sub(r"<footer.*", "", desk.get(at("file", reviewed)).content.decode(), flags=re.DOTALL)
