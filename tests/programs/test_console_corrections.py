"""A correction that came back: seen in the queue, and compared in the file with what was there."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from portal.accounts.models import User
from programs.actions import Point, request_changes, resubmit, save_page, take_case
from programs.enums import CorrectionKind
from programs.models import Call, Case, CorrectionItem, Enrollment
from tests.factories.organizations import member_of
from tests.factories.programs import CallFactory
from tests.programs.conftest import S, in_state, owner_of
from tests.programs.test_console_reveals import CURP, SCHEMA

pytestmark = pytest.mark.django_db

QUEUE = reverse("console:queue")


@pytest.fixture
def call(db: None) -> Call:
    return CallFactory(schema=SCHEMA)


@pytest.fixture
def desk(client: Client, officer: User) -> Client:
    client.force_login(officer)
    return client


@pytest.fixture
def asked(call: Call, officer: User) -> Enrollment:
    private = f'{{"curp": "{CURP}"}}'
    enrollment = in_state(call, S.IN_REVIEW, answers={"que-vende": "Zapato"}, private_answers=private)
    points = [
        Point(CorrectionKind.ANSWER, "que-vende", "Diga de qué material."),
        Point(CorrectionKind.ANSWER, "curp", "No coincide con su identificación."),
    ]
    return request_changes(enrollment, by=officer, items=points, note="Dos cosas.")


def corrected(enrollment: Enrollment, **answers: Any) -> Enrollment:
    owner = owner_of(enrollment)
    saved = save_page(enrollment, by=owner, page="quien", answers=answers)
    return resubmit(Enrollment.objects.get(pk=saved.pk), by=owner)


def changes(desk: Client, enrollment: Enrollment) -> list[list[tuple[str, Any, Any]]]:
    shown = desk.get(enrollment.case.get_absolute_url()).context["corrections"]
    return [[(each.code, each.before, each.after) for each in of_one] for _correction, of_one in shown]


def test_the_queue_says_that_a_correction_came_back_until_the_file_is_decided_or_asked_again(
    desk: Client, call: Call, asked: Enrollment, officer: User
) -> None:
    in_state(call, S.IN_REVIEW)
    assert desk.get(QUEUE, {"vista": "corrected"}).context["rows"] == []
    again = corrected(asked, **{"que-vende": "Zapato de piel", "curp": "PRBX800101MGTRRN17"})
    response = desk.get(QUEUE, {"vista": "corrected"})
    assert [row["case"].enrollment_id for row in response.context["rows"]] == [asked.pk]
    assert next(view["count"] for view in response.context["views"] if view["name"] == "corrected") == 1
    take_case(again.case, by=officer)
    assert Case.objects.get(enrollment=asked).returned_at is not None
    request_changes(
        Enrollment.objects.get(pk=asked.pk),
        by=officer,
        items=[Point(CorrectionKind.ANSWER, "que-vende", "¿Y la suela?")],
        note="Una más.",
    )
    assert Case.objects.get(enrollment=asked).returned_at is None


def test_the_officer_sees_what_was_there_and_what_came_personal_ids_masked(
    desk: Client, asked: Enrollment, officer: User
) -> None:
    assert [(code, before is None, after) for code, before, after in changes(desk, asked)[0]] == [
        ("que-vende", False, None),
        ("curp", False, None),
    ]
    again = corrected(asked, **{"que-vende": "Zapato de piel", "curp": "PRBX800101MGTRRN17"})
    text, private = changes(desk, asked)[0]
    assert text == ("que-vende", "Zapato", "Zapato de piel")
    assert CURP not in str(private)
    assert CURP not in desk.get(again.case.get_absolute_url()).content.decode()
    # What came of the first round stays what it was, whatever the second one brings.
    point = Point(CorrectionKind.ANSWER, "que-vende", "¿Y la suela?")
    second = request_changes(again, by=officer, items=[point], note="Una más.")
    corrected(second, **{"que-vende": "Zapato de piel con suela de hule", "curp": "PRBX800101MGTRRN17"})
    newest, first = changes(desk, asked)
    assert newest == [("que-vende", "Zapato de piel", "Zapato de piel con suela de hule")]
    assert first[0] == ("que-vende", "Zapato", "Zapato de piel")


def test_what_was_there_lies_encrypted(asked: Enrollment) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT former FROM programs_correctionitem ORDER BY id")
        stored = [row[0] for row in cursor.fetchall()]
    assert len(stored) == 2
    assert not any("Zapato" in text or CURP in text for text in stored)
    assert CURP in CorrectionItem.objects.get(code="curp").former


def test_a_file_is_given_to_a_colleague_who_can_then_open_it(
    desk: Client, call: Call, officer: User, other_client: Client
) -> None:
    colleague = member_of(call.reviewer, full_name="Ana Revisora")
    case = take_case(in_state(call, S.SUBMITTED).case, by=officer)
    address = reverse("console:assign", args=[case.public_id])
    assert "Ana Revisora" in desk.get(case.get_absolute_url()).content.decode()
    for nobody in ("", "x", member_of(CallFactory().reviewer).public_id):
        desk.post(address, {"to": nobody})
    case.refresh_from_db()
    assert case.assignee == officer
    desk.post(address, {"to": colleague.public_id})
    case.refresh_from_db()
    assert (case.assignee, case.locked_by) == (colleague, None)
    other_client.force_login(colleague)
    assert other_client.get(case.get_absolute_url()).context["can_review"]
