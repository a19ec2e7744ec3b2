"""What a mended answer newly asks is open in the correction, and nothing that it does not ask holds it back."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from portal.accounts.models import User
from portal.documents.enums import DocumentState
from portal.documents.models import Document
from programs.actions import Point, attach_document, request_changes, resubmit, save_page
from programs.demo_content import pdf_of
from programs.enums import CorrectionKind
from programs.form_schema import Schema
from programs.models import Call, Enrollment
from programs.refusals import Incomplete, NotMended, NotToCorrect
from tests.factories.documents import DocumentFactory
from tests.factories.programs import CallFactory, EnrollmentDocumentFactory, RequiredDocumentFactory
from tests.programs.conftest import S, in_state, owner_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

ANSWER = CorrectionKind.ANSWER


def when(question: str, value: Any) -> dict[str, Any]:
    return {"show_if": {"question": question, "is": value}}


CHANNELS = [{"value": value, "label": value.capitalize()} for value in ("tienda", "internet", "otro")]
SCHEMA: dict[str, Any] = {
    "project": "none",
    "pages": [
        {
            "code": "empleo",
            "title": "Empleo",
            "questions": [
                {"code": "vacantes", "kind": "yes_no", "label": "¿Tiene vacantes?"},
                {"code": "cuantas", "kind": "number", "label": "¿Cuántas vacantes?"} | when("vacantes", True),
                {"code": "canal", "kind": "choice", "label": "¿Dónde vende?", "choices": CHANNELS},
                {"code": "cual", "kind": "text", "label": "¿Cuál?"} | when("canal", "otro"),
            ],
        },
        {
            "code": "puesto",
            "title": "El puesto",
            "questions": [
                {"code": "formal", "kind": "yes_no", "label": "¿Con contrato?"} | when("vacantes", True),
                {"code": "meses", "kind": "number", "label": "¿De cuántos meses?"} | when("formal", True),
                {"code": "perfil", "kind": "file", "label": "Perfil del puesto"} | when("vacantes", True),
            ],
        },
    ],
}
ANSWERS = {"vacantes": False, "canal": "tienda"}


@pytest.fixture
def call(db: None) -> Call:
    return CallFactory(schema=SCHEMA)


def fresh(enrollment: Enrollment) -> Enrollment:
    return Enrollment.objects.get(pk=enrollment.pk)


def asked(call: Call, officer: User, *codes: str, answers: dict[str, Any] = ANSWERS) -> Enrollment:
    enrollment = in_state(call, S.IN_REVIEW, answers=answers)
    points = [Point(ANSWER, code, "Corrija.") for code in codes]
    return request_changes(enrollment, by=officer, items=points, note="Casi está.")


def save(enrollment: Enrollment, page: str = "empleo", **answers: Any) -> None:
    save_page(enrollment, by=owner_of(enrollment), page=page, answers=answers)


def at(page: str, enrollment: Enrollment, *more: Any) -> str:
    return reverse(f"programs:{page}", args=[enrollment.public_id, *more])


def listed(client: Client, enrollment: Enrollment) -> dict[str, bool]:
    return {task["label"]: task["is_done"] for task in client.get(at("correction", enrollment)).context["tasks"]}


def test_what_a_mended_answer_newly_asks_is_asked_listed_and_shown_to_the_officer(
    client: Client, call: Call, officer: User
) -> None:
    enrollment = asked(call, officer, "vacantes")
    client.force_login(owner_of(enrollment))
    page = at("page", enrollment, "empleo")
    assert list(client.get(page).context["form"].fields) == ["vacantes", "cuantas"]
    assert listed(client, enrollment) == {"¿Tiene vacantes?": False}
    assert client.get(at("page", enrollment, "puesto")).status_code == 302  # nothing there is open yet
    client.post(page, {"vacantes": "yes"})
    assert listed(client, enrollment) == {
        "¿Tiene vacantes?": True,
        "¿Cuántas vacantes?": False,
        "¿Con contrato?": False,
        "Perfil del puesto": False,
    }
    assert (
        "It follows from your answer to “¿Tiene vacantes?”."
        in client.get(at("correction", enrollment)).content.decode()
    )
    client.post(at("correction", enrollment))
    assert fresh(enrollment).state == S.CHANGES_REQUESTED
    client.post(page, {"vacantes": "yes", "cuantas": "3"})
    assert list(client.get(at("page", enrollment, "puesto")).context["form"].fields) == ["formal", "meses"]
    client.post(at("page", enrollment, "puesto"), {"formal": "yes", "meses": "6"})
    client.post(at("upload", enrollment, "perfil"), {"file": pdf_of("Perfil", "Empresa")})
    assert all(listed(client, enrollment).values())
    client.post(at("correction", enrollment))
    sent = fresh(enrollment)
    assert (sent.state, sent.answers) == (
        S.IN_REVIEW,
        ANSWERS | {"vacantes": True, "cuantas": "3", "formal": True, "meses": "6"},
    )
    client.force_login(officer)
    [(_correction, changes)] = client.get(sent.case.get_absolute_url()).context["corrections"]
    assert [(each.code, each.before, each.after) for each in changes[:3]] == [
        ("vacantes", "No", "Yes"),
        ("cuantas", "It was not asked", "3"),
        ("formal", "It was not asked", "Yes"),
    ]
    assert [each.code for each in changes[3:]] == ["meses", "perfil"]
    assert changes[4].after.endswith(".pdf")


def test_what_a_mended_answer_asks_no_more_is_closed_again_and_holds_nobody_back(
    client: Client, call: Call, officer: User
) -> None:
    enrollment = asked(call, officer, "canal")
    save(enrollment, canal="otro")
    with pytest.raises(Incomplete, match="¿Cuál\\?"):
        resubmit(fresh(enrollment), by=owner_of(enrollment))
    save(enrollment, canal="internet", cual="Lo que quedó escrito")
    assert "cual" not in fresh(enrollment).answers
    client.force_login(owner_of(enrollment))
    assert listed(client, enrollment) == {"¿Dónde vende?": True}
    assert resubmit(fresh(enrollment), by=owner_of(enrollment)).state == S.IN_REVIEW


def test_only_what_is_newly_asked_is_open(call: Call, officer: User) -> None:
    enrollment = asked(call, officer, "canal", answers=ANSWERS | {"canal": "otro", "cual": "Tianguis"})
    with pytest.raises(NotToCorrect):
        save(enrollment, canal="otro", cual="Otra cosa")  # it was asked before, and the officer did not name it
    with pytest.raises(NotToCorrect):
        save(enrollment, vacantes=True, cuantas=2)


def test_a_point_that_no_longer_applies_is_no_point(client: Client, call: Call, officer: User) -> None:
    enrollment = asked(call, officer, "canal", "cual", answers=ANSWERS | {"canal": "otro", "cual": "Tianguis"})
    with pytest.raises(NotMended):
        resubmit(fresh(enrollment), by=owner_of(enrollment))
    save(enrollment, canal="internet")
    client.force_login(owner_of(enrollment))
    assert listed(client, enrollment) == {"¿Dónde vende?": True, "¿Cuál?": True}
    assert resubmit(fresh(enrollment), by=owner_of(enrollment)).state == S.IN_REVIEW


def test_a_named_follow_up_alone_is_shown_without_the_answer_it_depends_on(
    client: Client, call: Call, officer: User
) -> None:
    enrollment = asked(call, officer, "cual", answers=ANSWERS | {"canal": "otro", "cual": "Tianguis"})
    client.force_login(owner_of(enrollment))
    page = client.get(at("page", enrollment, "empleo"))
    assert list(page.context["form"].fields) == ["cual"]
    assert "data-show-if" not in page.content.decode()  # the script would hide it: the other is not on the page


def test_an_answer_left_behind_by_a_question_that_does_not_apply_asks_nothing() -> None:
    meses = Schema.read(SCHEMA).question("meses")
    assert meses is not None
    assert not meses.is_asked({"vacantes": False, "formal": True})
    assert meses.is_asked({"vacantes": True, "formal": True})


def test_a_document_that_the_check_refused_meanwhile_can_be_given_again(
    client: Client, call: Call, officer: User
) -> None:
    RequiredDocumentFactory(version=call.current_version, code="constancia", name="Constancia")
    enrollment = in_state(call, S.IN_REVIEW, answers=ANSWERS)
    document = DocumentFactory(vault=enrollment.enterprise.vault)
    EnrollmentDocumentFactory(enrollment=enrollment, requirement="constancia", document=document)
    request_changes(enrollment, by=officer, items=[Point(ANSWER, "canal", "Corrija.")], note="Casi.")
    client.force_login(owner_of(enrollment))
    assert listed(client, enrollment) == {"¿Dónde vende?": False}
    Document.objects.filter(pk=document.pk).update(state=DocumentState.REJECTED, rejection_code="virus")
    assert listed(client, enrollment) == {"¿Dónde vende?": False, "Constancia": False}
    save(enrollment, canal="internet")
    upload = pdf_of("Constancia", "Empresa")
    attach_document(enrollment, by=owner_of(enrollment), requirement="constancia", upload=upload)
    assert listed(client, enrollment) == {"¿Dónde vende?": True, "Constancia": True}
    assert resubmit(fresh(enrollment), by=owner_of(enrollment)).state == S.IN_REVIEW
