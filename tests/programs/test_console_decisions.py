import pytest
from django.urls import reverse

from portal.core.models import LedgerEntry
from programs.actions import faults_of
from programs.models import Enrollment
from tests.factories.documents import DocumentFactory
from tests.factories.organizations import OrganizationFactory, member_of
from tests.factories.programs import (
    CallFactory,
    DecisionReasonFactory,
    EnrollmentDocumentFactory,
    EnrollmentFactory,
    RequiredDocumentFactory,
    RuleFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def enrollment():
    return EnrollmentFactory(call=CallFactory(places=1), state="in_review")


@pytest.fixture
def officer(client, enrollment):
    client.force_login(member_of(enrollment.call.reviewer, "officer"))
    return client


def address(name, enrollment):
    return reverse(f"console:{name}", args=[enrollment.case.public_id])


def test_whoever_decides_a_file_that_a_colleague_decided_is_told_and_keeps_what_was_typed(officer, enrollment):
    reason = DecisionReasonFactory(municipality=enrollment.municipality)
    typed = {"version": enrollment.version, "reason": reason.code, "note": "Falta el plano del taller."}
    officer.post(address("approve", enrollment), {"version": enrollment.version})
    assert Enrollment.objects.get().state == "approved"
    response = officer.post(address("reject", enrollment), typed)
    assert response.status_code == 200
    assert response.context["form"].non_field_errors()
    assert "Falta el plano del taller." in response.content.decode()
    assert Enrollment.objects.get().state == "approved"
    assert LedgerEntry.objects.filter(action="programs.enrollment.reject.refused").count() == 1


def test_the_page_of_a_decision_that_cannot_be_taken_leads_back_and_says_why(officer, enrollment):
    officer.post(address("approve", enrollment), {"version": enrollment.version})
    response = officer.get(address("reject", enrollment), follow=True)
    assert response.redirect_chain[0][0] == address("file", enrollment)
    assert list(response.context["messages"])


def test_the_note_of_an_approval_is_kept_when_no_place_is_left(officer, enrollment):
    EnrollmentFactory(call=enrollment.call, state="approved")
    response = officer.post(address("approve", enrollment), {"version": enrollment.version, "note": "Muy buen plan."})
    assert response.status_code == 200
    assert "Muy buen plan." in response.content.decode()
    assert Enrollment.objects.get(pk=enrollment.pk).state == "in_review"


def test_the_page_of_an_approval_offers_no_form_while_the_call_is_full(officer, enrollment):
    assert 'name="note"' in officer.get(address("approve", enrollment)).content.decode()
    EnrollmentFactory(call=enrollment.call, state="approved")
    page = officer.get(address("approve", enrollment)).content.decode()
    assert 'name="note"' not in page
    assert address("waitlist", enrollment) in page


def test_the_file_of_a_refused_application_shows_its_reason_to_every_colleague(officer, enrollment):
    reason = DecisionReasonFactory(municipality=enrollment.municipality, text="El taller está en otra ciudad.")
    officer.post(address("reject", enrollment), {"version": enrollment.version, "reason": reason.code})
    assert "El taller está en otra ciudad." in officer.get(address("file", enrollment)).content.decode()


def test_the_reason_of_a_refused_document_is_sent_by_a_form_of_its_own(officer, enrollment):
    RequiredDocumentFactory(version=enrollment.call_version, code="constancia")
    document = DocumentFactory(vault=enrollment.enterprise.vault)
    EnrollmentDocumentFactory(enrollment=enrollment, requirement="constancia", document=document)
    page = officer.get(address("file", enrollment)).content.decode()
    form = next(part for part in page.split("<form") if 'name="note"' in part)
    assert 'value="accept"' not in form  # or Enter in the box would accept it


def test_a_rule_with_a_size_that_does_not_exist_is_not_published():
    version = CallFactory(draft=True).versions.get()
    RuleFactory(version=version, code="tamano", fact="size", operator="in", value=["chiquita"])
    assert any("chiquita" in fault for fault in faults_of(version))


def test_a_call_is_not_published_with_a_reviewer_of_another_place():
    call = CallFactory(draft=True)
    assert not faults_of(call.versions.get())
    call.reviewer = OrganizationFactory(municipality=None)
    call.save()
    assert len(faults_of(call.versions.get())) == 1
