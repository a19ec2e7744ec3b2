"""A correction opens what it names, for the days of the call, and the legal clock waits for it."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from portal.core import clock
from portal.core.actions import Refused
from portal.documents import files
from portal.documents.models import Document
from portal.notifications.models import OutboxMessage
from programs.actions import (
    Point,
    accept_document,
    approve,
    attach_document,
    choose_project,
    reject_document,
    request_changes,
    resubmit,
    reuse_document,
    save_page,
    start_review,
    withdraw,
)
from programs.actions.corrections import fingerprint
from programs.demo_content import pdf_of
from programs.enums import CorrectionKind, ReviewState
from programs.models import Call, Case, CorrectionItem, Enrollment, RequiredDocument
from programs.refusals import NothingAsked, NotMended, NotToCorrect
from programs.tasks import expire_corrections
from tests.factories.documents import DocumentFactory
from tests.factories.enterprises import ProjectFactory
from tests.factories.organizations import member_of
from tests.factories.programs import SCHEMA, CallFactory, EnrollmentFactory, RequiredDocumentFactory
from tests.programs.conftest import S, owner_of, send

pytestmark = pytest.mark.usefixtures("english")

ANSWER, DOCUMENT, PROJECT = CorrectionKind.ANSWER, CorrectionKind.DOCUMENT, CorrectionKind.PROJECT
ZONE = ZoneInfo("America/Mexico_City")


def reload(enrollment: Enrollment) -> Enrollment:
    return Enrollment.objects.get(pk=enrollment.pk)


@pytest.fixture
def reviewed(call: Call, officer: Any) -> Enrollment:
    """An application in review with one document."""
    RequiredDocumentFactory(version=call.current_version, code="constancia", name="Constancia")
    RequiredDocumentFactory(version=call.current_version, code="foto", name="Foto", required=False)
    draft = EnrollmentFactory(call=call)
    attach_document(draft, by=owner_of(draft), requirement="constancia", upload=pdf_of("Constancia", "Empresa"))
    return start_review(send(draft), by=officer)


def asked(enrollment: Enrollment, officer: Any, *points: Point) -> Enrollment:
    return request_changes(enrollment, by=officer, items=points, note="Falta poco.")


def test_the_same_amount_written_otherwise_is_not_mended(reviewed: Enrollment, officer: Any) -> None:
    owner = owner_of(reviewed)
    # As it was stored before amounts had one way to be written: the digest of the correction is of that text.
    Enrollment.objects.filter(pk=reviewed.pk).update(answers=reviewed.answers | {"ventas": "52000.0"})
    asked(reload(reviewed), officer, Point(ANSWER, "ventas", "Escriba las ventas de un mes."))
    CorrectionItem.objects.update(before=fingerprint("52000.0"))
    for same in ("52000", "52000.00", "+52000.000"):
        save_page(reviewed, by=owner, page="negocio", answers={"ventas": Decimal(same)})
        with pytest.raises(NotMended):
            resubmit(reload(reviewed), by=owner)
    save_page(reviewed, by=owner, page="negocio", answers={"ventas": Decimal("48000")})
    assert resubmit(reload(reviewed), by=owner).answers["ventas"] == "48000.00"


def test_only_the_named_answer_can_be_changed_and_it_must_change(reviewed: Enrollment, officer: Any) -> None:
    owner = owner_of(reviewed)
    asked(reviewed, officer, Point(ANSWER, "ventas", "Escriba las ventas de un mes."))
    with pytest.raises(NotToCorrect):
        save_page(reviewed, by=owner, page="negocio", answers={"que-vende": "Otra cosa"})
    with pytest.raises(NotToCorrect):
        save_page(reviewed, by=owner, page="negocio", answers={}, unfinished={"ventas": "muchas"})
    with pytest.raises(NotToCorrect):
        attach_document(reviewed, by=owner, requirement="constancia", upload=pdf_of("Otra", "Empresa"))
    # A page sent whole with the rest unchanged is what a form does, and no harm.
    same = {"que-vende": "Zapato escolar", "ventas": Decimal("52000.00"), "exporta": False}
    save_page(reviewed, by=owner, page="negocio", answers=same)
    with pytest.raises(NotMended):
        resubmit(reload(reviewed), by=owner)
    save_page(reviewed, by=owner, page="negocio", answers=same | {"ventas": Decimal("48000")})
    sent = resubmit(reload(reviewed), by=owner)
    assert (sent.state, sent.correction_due_at) == (S.IN_REVIEW, None)
    assert sent.receipt["folio"] == sent.folio
    assert "corrected_at" in sent.receipt
    assert OutboxMessage.objects.filter(event="programs.correction_answered", user=officer).count() == 1


def test_a_rejected_document_is_replaced_and_reviewed_anew(reviewed: Enrollment, officer: Any) -> None:
    item = reviewed.documents.get()
    reject_document(item, by=officer, note="No se lee.")
    asked(reviewed, officer, Point(DOCUMENT, "constancia", "Adjunte una legible."))
    owner = owner_of(reviewed)
    with pytest.raises(NotMended):
        resubmit(reload(reviewed), by=owner)
    attach_document(reviewed, by=owner, requirement="constancia", upload=pdf_of("Constancia 2", "Empresa"))
    resubmit(reload(reviewed), by=owner)
    new = reviewed.documents.get(removed_at=None)
    assert (reviewed.documents.count(), new.state) == (2, ReviewState.PENDING)
    with pytest.raises(Refused, match="not complete"):
        approve(reload(reviewed), by=officer)
    accept_document(new, by=officer)
    assert approve(reload(reviewed), by=officer).state == S.APPROVED


@pytest.mark.parametrize("is_rejected", [True, False])
def test_the_very_file_that_was_to_be_changed_mends_nothing(
    client: Client, reviewed: Enrollment, officer: Any, is_rejected: bool
) -> None:
    RequiredDocument.objects.filter(code="constancia").update(reusable_kind="constancia")
    item, owner = reviewed.documents.get(), owner_of(reviewed)
    if is_rejected:
        reject_document(item, by=officer, note="No se lee.")
    asked(reviewed, officer, Point(DOCUMENT, "constancia", "Ya venció."))
    client.force_login(owner)
    upload = reverse("programs:upload", args=[reviewed.public_id, "constancia"])
    assert client.get(upload).context["reusable"] == []
    reuse = reverse("programs:reuse", args=[reviewed.public_id, "constancia", item.document.public_id])
    same = files.read(item.document)
    for response in (
        client.post(upload, {"file": SimpleUploadedFile("otro nombre.pdf", same)}),
        client.post(reuse, follow=True),
    ):
        assert "This is the same file that you were asked to change." in response.content.decode()
    assert Document.objects.filter(vault=reviewed.enterprise.vault).count() == 1
    assert reviewed.documents.get() == item
    with pytest.raises(NotMended):
        resubmit(reload(reviewed), by=owner)
    another = DocumentFactory(vault=reviewed.enterprise.vault, kind="constancia")
    assert client.get(upload).context["reusable"] == [another]
    reuse_document(reviewed, by=owner, requirement="constancia", document=another)
    assert resubmit(reload(reviewed), by=owner).state == S.IN_REVIEW


@pytest.mark.django_db
@pytest.mark.parametrize("changes_the_project_itself", [True, False])
def test_a_project_is_mended_on_its_own_page_or_by_choosing_another(changes_the_project_itself: bool) -> None:
    call = CallFactory(schema=SCHEMA | {"project": "required"})
    officer = member_of(call.reviewer)
    draft = EnrollmentFactory(call=call)
    draft.project = ProjectFactory(enterprise=draft.enterprise)
    draft.save()
    reviewed = start_review(send(draft), by=officer)
    asked(reviewed, officer, Point(PROJECT, "", "Diga para qué es el presupuesto."))
    owner = owner_of(reviewed)
    with pytest.raises(NotMended):
        resubmit(reload(reviewed), by=owner)
    if changes_the_project_itself:
        draft.project.goal = "Comprar una máquina de coser."
        draft.project.save()
    else:
        choose_project(reviewed, by=owner, project=ProjectFactory(enterprise=draft.enterprise))
    assert resubmit(reload(reviewed), by=owner).state == S.IN_REVIEW


def test_a_point_that_the_call_does_not_ask_is_refused(reviewed: Enrollment, officer: Any) -> None:
    for point in (Point(ANSWER, "otra", "x"), Point(DOCUMENT, "otro", "x"), Point(PROJECT, "", "x")):
        with pytest.raises(NothingAsked):
            asked(reviewed, officer, point)
    with pytest.raises(Refused):
        asked(reviewed, officer)
    assert reload(reviewed).state == S.IN_REVIEW


def test_the_legal_clock_stands_still_while_the_correction_is_pending(call: Call, officer: Any) -> None:
    call.municipality.settings = {"review_days": {"value": 10}}
    call.municipality.save()
    call.closes_at = datetime(2027, 1, 1, tzinfo=ZONE)
    call.opens_at = datetime(2026, 1, 1, tzinfo=ZONE)
    call.save()
    draft = EnrollmentFactory(call=call)

    def at(month: int, day: int) -> Any:
        return clock.moved_to(datetime(2026, month, day, 10, tzinfo=ZONE))

    def due() -> Any:
        value = Case.objects.get(enrollment=draft).due_at
        return value and value.astimezone(ZONE).date().isoformat()

    with at(6, 1):  # a Monday: ten business days end on Monday the 15th
        sent = send(draft)
    assert due() == "2026-06-15"
    with at(6, 5):
        start_review(sent, by=officer)
        asked(reload(draft), officer, Point(ANSWER, "ventas", "Corrija."))
    assert due() is None
    assert Case.objects.get(enrollment=draft).days_left == 6
    assert reload(draft).correction_due_at.astimezone(ZONE).date().isoformat() == "2026-06-12"
    with at(6, 11):
        save_page(draft, by=owner_of(draft), page="negocio", answers={"ventas": Decimal(1)})
        resubmit(reload(draft), by=owner_of(draft))
    assert due() == "2026-06-19"


def test_a_correction_that_is_not_sent_in_time_expires_the_application(reviewed: Enrollment, officer: Any) -> None:
    sent = asked(reviewed, officer, Point(ANSWER, "ventas", "Corrija."))
    with clock.moved_to(sent.correction_due_at - timedelta(seconds=1)):
        assert expire_corrections() == 0
    with clock.moved_to(sent.correction_due_at):
        assert expire_corrections() == 1
    assert reload(reviewed).state == S.EXPIRED
    assert Case.objects.get(enrollment=reviewed).state == S.EXPIRED


def test_an_application_under_correction_can_be_withdrawn(reviewed: Enrollment, officer: Any) -> None:
    asked(reviewed, officer, Point(ANSWER, "ventas", "Corrija."))
    assert withdraw(reviewed, by=owner_of(reviewed)).state == S.WITHDRAWN
