"""The entrepreneur's pages of an application: nothing typed is lost, one folio, and only what is asked changes."""

import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal.accounts.models import User
from portal.core import clock
from portal.documents.models import Document
from portal.notifications.models import OutboxMessage
from programs.actions import Point, request_changes
from programs.demo_content import pdf_of
from programs.enums import CorrectionKind
from programs.models import Call, Enrollment
from tests.factories.accounts import UserFactory
from tests.factories.documents import DocumentFactory
from tests.factories.enterprises import EnterpriseFactory, EnterpriseMemberFactory, ProjectFactory
from tests.factories.programs import (
    ANSWERS,
    CallFactory,
    EnrollmentDocumentFactory,
    EnrollmentFactory,
    ProgramFactory,
    RequiredDocumentFactory,
)
from tests.programs.conftest import S, in_state, owner_of

pytestmark = pytest.mark.django_db

WHOLE = {"que-vende": "Zapato escolar", "ventas": "52,000.00", "exporta": "no", "pais": ""}


@pytest.fixture
def draft(call: Call) -> Enrollment:
    return EnrollmentFactory(call=call, answers={})


@pytest.fixture
def mine(client: Client, draft: Enrollment) -> Client:
    client.force_login(owner_of(draft))
    return client


def at(page: str, enrollment: Enrollment, *more: Any) -> str:
    return reverse(f"programs:{page}", args=[enrollment.public_id, *more])


def fresh(enrollment: Enrollment) -> Enrollment:
    return Enrollment.objects.get(pk=enrollment.pk)


def value_shown(page: str, name: str, value: str) -> bool:
    return f'name="{name}" value="{value}"' in page


def close(call: Call) -> None:
    Call.objects.filter(pk=call.pk).update(closes_at=clock.now() - timedelta(seconds=1))


# --- Beginning -------------------------------------------------------------------------------------------------------
def test_an_application_begins_once_however_often_the_button_is_pressed(client: Client, call: Call) -> None:
    owner = EnterpriseMemberFactory(enterprise=EnterpriseFactory(municipality=call.municipality)).user
    client.force_login(owner)
    start = reverse("programs:start", args=[call.public_id])
    enterprise = owner.enterprise_memberships.get().enterprise
    answers = [client.post(start, {"enterprise": str(enterprise.public_id)})["Location"] for _ in range(2)]
    assert answers == [at("overview", Enrollment.objects.get())] * 2


def test_who_has_no_enterprise_is_led_to_register_one_and_back(client: Client, call: Call) -> None:
    client.force_login(UserFactory())
    start = reverse("programs:start", args=[call.public_id])
    response = client.get(start)
    assert response.context["has_enterprise"] is False
    city = call.municipality.slug
    assert response.context["new_enterprise_url"].startswith(f"{reverse('enterprises:new')}?ciudad={city}&next=")


def test_the_enterprise_of_somebody_else_cannot_be_chosen(client: Client, call: Call, draft: Enrollment) -> None:
    client.force_login(EnterpriseMemberFactory(enterprise=EnterpriseFactory(municipality=call.municipality)).user)
    start = reverse("programs:start", args=[call.public_id])
    for chosen in (str(draft.enterprise.public_id), "1", "x", ""):
        assert client.post(start, {"enterprise": chosen}).context["form"].errors.keys() == {"enterprise"}
    assert Enrollment.objects.get() == draft


@pytest.mark.parametrize("when", ["draft", "later", "over", "cancelled"])
def test_a_call_that_is_not_open_begins_no_application(client: Client, when: str) -> None:
    now = clock.now()
    call = {
        "draft": lambda: CallFactory(draft=True),
        "later": lambda: CallFactory(opens_at=now + timedelta(days=1)),
        "over": lambda: CallFactory(closes_at=now - timedelta(seconds=1)),
        "cancelled": lambda: CallFactory(state="cancelled"),
    }[when]()
    enterprise = EnterpriseFactory(municipality=call.municipality)
    client.force_login(EnterpriseMemberFactory(enterprise=enterprise).user)
    response = client.post(reverse("programs:start", args=[call.public_id]), {"enterprise": str(enterprise.public_id)})
    assert response.status_code in (302, 404)
    assert not Enrollment.objects.exists()


# --- Answering -------------------------------------------------------------------------------------------------------
def test_a_page_that_is_right_leads_on_and_shows_its_answers_again(mine: Client, draft: Enrollment) -> None:
    page = at("page", draft, "negocio")
    assert mine.post(page, WHOLE)["Location"] == at("review", draft)
    assert fresh(draft).answers == ANSWERS
    shown = mine.get(page).content.decode()
    assert value_shown(shown, "que-vende", "Zapato escolar")


@pytest.mark.parametrize("typed", ["muchas", "52.000.0", "-5", "NaN", "1e9"])
def test_what_is_no_amount_is_kept_told_and_shown_again(mine: Client, draft: Enrollment, typed: str) -> None:
    page = at("page", draft, "negocio")
    response = mine.post(page, WHOLE | {"ventas": typed})
    assert response.context["form"].errors.keys() == {"ventas"}
    draft = fresh(draft)
    assert (draft.answers.get("que-vende"), draft.unfinished) == ("Zapato escolar", {"ventas": typed})
    assert value_shown(mine.get(page).content.decode(), "ventas", typed)
    # It is owed until it is an answer, and sending says so.
    missing = mine.get(at("review", draft)).context["missing"]
    assert [item.code for item in missing] == ["ventas"]


def test_leaving_keeps_the_page_and_another_device_goes_on(
    mine: Client, draft: Enrollment, other_client: Client
) -> None:
    left = mine.post(at("page", draft, "negocio"), {"que-vende": "Zapato", "ventas": "doce", "leave": "1"})
    assert left["Location"] == at("overview", draft)
    other_client.force_login(owner_of(draft))
    shown = other_client.get(at("page", draft, "negocio")).content.decode()
    assert value_shown(shown, "que-vende", "Zapato")
    assert value_shown(shown, "ventas", "doce")
    tasks = other_client.get(at("overview", draft)).context["tasks"]
    assert [task["is_done"] for task in tasks] == [False, False]


def test_autosave_keeps_half_an_answer_and_says_so(mine: Client, draft: Enrollment) -> None:
    response = mine.post(at("autosave", draft, "negocio"), {"que-vende": "Zap", "ventas": "5x"})
    assert response.json()["saved"] is True
    assert (fresh(draft).answers, fresh(draft).unfinished) == ({"que-vende": "Zap"}, {"ventas": "5x"})


FIRST_SALE = {
    "project": "none",
    "pages": [
        {
            "code": "p",
            "title": "P",
            "questions": [
                {"code": "venta", "kind": "date", "label": "¿Cuándo hizo su primera venta?", "max": "today"},
                {"code": "otro", "kind": "yes_no", "label": "¿Tiene otro apoyo?"},
                {
                    "code": "cual",
                    "kind": "money",
                    "label": "¿De cuánto?",
                    "show_if": {"question": "otro", "is": True},
                },
            ],
        }
    ],
}


def test_the_first_sale_cannot_be_in_the_future_of_the_city(mine: Client) -> None:
    draft = EnrollmentFactory(call=CallFactory(schema=FIRST_SALE), answers={})
    mine.force_login(owner_of(draft))
    page = at("page", draft, "p")
    # Nine in the evening in León is tomorrow in UTC: the day is the city's.
    with time_machine.travel(datetime(2026, 11, 22, 3, tzinfo=UTC), tick=False):
        Call.objects.update(opens_at=clock.now() - timedelta(days=1), closes_at=clock.now() + timedelta(days=9))
        shown = mine.post(page, {"venta": "2026-11-22", "otro": "no"})
        assert "21/11/2026" in shown.context["form"].errors["venta"][0]
        assert fresh(draft).unfinished == {"venta": "2026-11-22"}
        assert 'max="2026-11-21"' in shown.content.decode()
        assert mine.post(page, {"venta": "2026-11-21", "otro": "no"}).status_code == 302


def test_a_mistake_in_a_question_that_does_not_apply_holds_nobody_back(mine: Client) -> None:
    draft = EnrollmentFactory(call=CallFactory(schema=FIRST_SALE), answers={})
    mine.force_login(owner_of(draft))
    page = at("page", draft, "p")
    shown = mine.get(page).content.decode()
    assert 'data-show-if="otro"' in shown
    assert "¿Tiene otro apoyo?" in shown.split("¿De cuánto?")[1]  # the hint for who has no JavaScript
    assert mine.post(page, {"venta": "2020-01-01", "otro": "no", "cual": "mucho"}).status_code == 302
    assert (fresh(draft).answers, fresh(draft).unfinished) == ({"venta": "2020-01-01", "otro": False}, {})
    refused = mine.post(page, {"venta": "2020-01-01", "otro": "yes", "cual": "mucho"})
    assert refused.context["form"].errors.keys() == {"cual"}


def _seen(page: str) -> str:
    return re.search(r'name="seen" value="([^"]*)"', page)[1]  # type: ignore[index]


@pytest.fixture
def phone(other_client: Client, draft: Enrollment) -> Client:
    """The same person on another device."""
    other_client.force_login(owner_of(draft))
    return other_client


def test_of_two_devices_the_later_save_hides_nothing_and_the_person_chooses(
    mine: Client, phone: Client, draft: Enrollment
) -> None:
    page = at("page", draft, "negocio")
    mine.post(page, WHOLE)
    old = _seen(mine.get(page).content.decode())
    phone.post(page, WHOLE | {"que-vende": "Bota de trabajo", "seen": _seen(phone.get(page).content.decode())})
    typed = WHOLE | {"que-vende": "Sandalia", "ventas": "60,000.00", "seen": old}
    shown = mine.post(page, typed)
    both = shown.context["both"]
    assert [(each.code, each.mine, each.theirs) for each in both] == [("que-vende", "Sandalia", "Bota de trabajo")]
    assert "Bota de trabajo" in shown.content.decode()
    assert value_shown(shown.content.decode(), "ventas", "60,000.00")
    assert fresh(draft).answers["que-vende"] == "Bota de trabajo"
    # Sent again without a choice, it asks again; with one, that answer stays, and the rest of the page is saved.
    typed["seen"] = _seen(shown.content.decode())
    assert mine.post(page, typed).context["both"]
    assert mine.post(page, typed | {"keep-que-vende": f"mine:{both[0].digest}"}).status_code == 302
    assert (fresh(draft).answers["que-vende"], fresh(draft).answers["ventas"]) == ("Sandalia", "60000.00")


def test_the_answer_of_the_other_device_can_be_the_one_that_stays(
    mine: Client, phone: Client, draft: Enrollment
) -> None:
    page = at("page", draft, "negocio")
    old = _seen(mine.get(page).content.decode())
    phone.post(page, WHOLE | {"ventas": "muchas"})
    shown = mine.post(page, WHOLE | {"seen": old})
    assert [each.theirs for each in shown.context["both"]] == ["muchas"]
    chosen = {"keep-ventas": f"theirs:{shown.context['both'][0].digest}", "seen": old}
    # A third text saved meanwhile is not the one that was chosen.
    phone.post(page, WHOLE | {"ventas": "bastantes"})
    again = mine.post(page, WHOLE | chosen)
    assert [each.theirs for each in again.context["both"]] == ["bastantes"]
    assert mine.post(page, WHOLE | chosen | {"keep-ventas": f"theirs:{again.context['both'][0].digest}"})
    assert fresh(draft).unfinished == {"ventas": "bastantes"}


def test_what_only_the_other_device_changed_stays_and_needs_no_choice(
    mine: Client, phone: Client, draft: Enrollment
) -> None:
    page = at("page", draft, "negocio")
    mine.post(page, WHOLE)
    old = _seen(mine.get(page).content.decode())
    phone.post(page, WHOLE | {"que-vende": "Bota de trabajo"})
    assert mine.post(page, WHOLE | {"ventas": "60,000.00", "seen": old}).status_code == 302
    assert (fresh(draft).answers["que-vende"], fresh(draft).answers["ventas"]) == ("Bota de trabajo", "60000.00")


def test_autosave_writes_over_no_newer_answer_and_goes_on_from_its_own(
    mine: Client, phone: Client, draft: Enrollment
) -> None:
    page, autosave = at("page", draft, "negocio"), at("autosave", draft, "negocio")
    seen = _seen(mine.get(page).content.decode())
    for typed in ("Za", "Zapa", "Zapato"):
        answer = mine.post(autosave, {"que-vende": typed, "seen": seen})
        seen = answer.json()["seen"]
    phone.post(page, WHOLE | {"que-vende": "Bota de trabajo"})
    answer = mine.post(autosave, {"que-vende": "Zapato escolar", "ventas": "52,000.00", "exporta": "no", "seen": seen})
    assert (answer.status_code, answer.json()["saved"]) == (409, False)
    assert fresh(draft).answers["que-vende"] == "Bota de trabajo"


def test_what_a_page_was_made_from_says_nothing_of_the_answers(mine: Client, draft: Enrollment) -> None:
    page = at("page", draft, "negocio")
    empty = _seen(mine.get(page).content.decode())
    other = EnrollmentFactory(call=draft.call, answers={})
    mine.force_login(owner_of(other))
    assert set(empty.split(",")).isdisjoint(_seen(mine.get(at("page", other, "negocio")).content.decode()).split(","))


def test_an_answer_can_be_taken_back(mine: Client, draft: Enrollment) -> None:
    page = at("page", draft, "negocio")
    mine.post(page, WHOLE)
    mine.post(page, WHOLE | {"que-vende": ""})
    assert "que-vende" not in fresh(draft).answers


def test_posted_fields_that_are_not_asked_change_nothing(mine: Client, draft: Enrollment) -> None:
    before = Enrollment.objects.values().get(pk=draft.pk)
    hostile = {
        "state": "approved", "folio": "LEO-2026-00001-1", "enterprise": "1", "applicant": "1", "call": "1",
        "version": "9", "decided_at": "2026-01-01", "waiting_key": "0", "answers": "{}", "otra": "x",
    }  # fmt: skip
    for name in ("page", "autosave"):
        mine.post(at(name, draft, "negocio"), WHOLE | hostile)
    after = Enrollment.objects.values().get(pk=draft.pk)
    assert {key for key in after if after[key] != before[key]} == {"answers", "draft_page", "saved_at"}
    assert after["answers"] == ANSWERS


def test_the_project_is_one_of_the_enterprises_own(mine: Client, call: Call, draft: Enrollment) -> None:
    version = call.current_version
    version.form_schema = version.form_schema | {"project": "required"}
    version.save()
    own, foreign = ProjectFactory(enterprise=draft.enterprise), ProjectFactory()
    page = at("project", draft)
    assert mine.post(page, {"project": foreign.pk}).context["form"].errors
    assert fresh(draft).project is None
    assert mine.post(page, {"project": own.pk}).status_code == 302
    assert fresh(draft).project == own


# --- Documents -------------------------------------------------------------------------------------------------------
@pytest.fixture
def with_document(call: Call, draft: Enrollment) -> Enrollment:
    RequiredDocumentFactory(version=call.current_version, code="acta", name="Acta", reusable_kind="acta")
    return draft


@pytest.mark.parametrize(
    "upload",
    [
        SimpleUploadedFile("vacio.pdf", b""),
        SimpleUploadedFile("programa.pdf", b"MZ\x90\x00 no es un PDF"),
        SimpleUploadedFile("foto.png", b"\x89PNG\r\n\x1a\n"),
        None,
    ],
    ids=["empty", "another kind", "not accepted", "none"],
)
def test_a_refused_file_is_told_beside_the_field_and_loses_nothing(
    mine: Client, with_document: Enrollment, upload: Any
) -> None:
    earlier = EnrollmentDocumentFactory(
        enrollment=with_document,
        requirement="acta",
        document=DocumentFactory(vault=with_document.enterprise.vault, original_name="anterior.pdf"),
    )
    if upload:
        upload.seek(0)
    response = mine.post(at("upload", with_document, "acta"), {"file": upload} if upload else {})
    assert response.status_code == 200
    assert response.context["form"].errors.keys() == {"file"}
    assert "anterior.pdf" in response.content.decode()
    assert with_document.documents.get(removed_at=None) == earlier


def test_a_file_is_given_replaced_taken_off_and_used_again(mine: Client, with_document: Enrollment) -> None:
    page = at("upload", with_document, "acta")
    for name in ("primera", "segunda"):
        assert mine.post(page, {"file": pdf_of(name, "Empresa")}).status_code == 302
    given = with_document.documents.get(removed_at=None)
    assert mine.get(at("document", with_document, "acta"))["Content-Type"] == "application/pdf"
    mine.post(at("detach", with_document, "acta"))
    assert mine.get(at("document", with_document, "acta")).status_code == 404
    assert given.document in mine.get(page).context["reusable"]
    mine.post(at("reuse", with_document, "acta", given.document.public_id))
    assert with_document.documents.get(removed_at=None).document == given.document
    foreign = DocumentFactory(kind="acta")
    assert mine.post(at("reuse", with_document, "acta", foreign.public_id)).status_code == 404


def test_a_requirement_that_the_call_does_not_make_is_404(mine: Client, draft: Enrollment) -> None:
    assert mine.get(at("upload", draft, "no-hay-tal")).status_code == 404
    assert mine.post(at("upload", draft, "no-hay-tal"), {"file": pdf_of("x", "y")}).status_code == 404
    assert not Document.objects.exists()


# --- Sending ---------------------------------------------------------------------------------------------------------
@pytest.fixture
def ready(call: Call, client: Client) -> Enrollment:
    draft = EnrollmentFactory(call=call)
    client.force_login(owner_of(draft))
    return draft


def test_sending_twice_gives_one_folio_one_receipt_and_one_mail(client: Client, ready: Enrollment) -> None:
    pages = [client.post(at("review", ready), {"declaration": "on"})["Location"] for _ in range(3)]
    assert pages == [at("confirmation", ready)] * 3
    sent = fresh(ready)
    assert sent.folio in client.get(pages[0]).content.decode()
    assert client.get(at("receipt", ready)).content.startswith(b"%PDF")
    mails = OutboxMessage.objects.filter(event="programs.enrollment_submitted", audience="applicant")
    assert mails.count() == 1
    assert Enrollment.objects.exclude(folio=None).count() == 1


def test_without_the_declaration_nothing_is_sent(client: Client, ready: Enrollment) -> None:
    response = client.post(at("review", ready), {})
    assert response.context["form"].errors.keys() == {"declaration"}
    assert fresh(ready).is_draft


def test_what_is_missing_is_named_with_its_page(mine: Client, draft: Enrollment) -> None:
    page = mine.get(at("review", draft)).content.decode()
    assert f"{at('page', draft, 'negocio')}#id_ventas" in page
    response = mine.post(at("review", draft), {"declaration": "on"}, follow=True)
    assert [message.level_tag for message in response.context["messages"]] == ["error"]
    assert fresh(draft).is_draft


def test_a_call_that_closes_while_the_page_is_open_says_so_and_keeps_the_answers(
    client: Client, ready: Enrollment, call: Call
) -> None:
    client.get(at("page", ready, "negocio"))
    close(call)
    for response in (
        client.post(at("page", ready, "negocio"), WHOLE | {"que-vende": "Bolsas"}),
        client.post(at("review", ready), {"declaration": "on"}, follow=True),
        client.post(at("upload", ready, "acta"), {}),
    ):
        assert response.status_code in (200, 404)
    page = client.post(at("page", ready, "negocio"), WHOLE | {"que-vende": "Bolsas"})
    assert [message.level_tag for message in page.context["messages"]] == ["error"]
    assert value_shown(page.content.decode(), "que-vende", "Bolsas")  # what was typed is still on the screen
    assert client.post(at("autosave", ready, "negocio"), WHOLE).status_code == 409
    assert (fresh(ready).answers, fresh(ready).state) == (ANSWERS, S.DRAFT)


def test_a_draft_can_be_deleted_after_a_question(mine: Client, draft: Enrollment) -> None:
    assert mine.get(at("discard", draft)).status_code == 200
    assert Enrollment.objects.exists()
    assert mine.post(at("discard", draft))["Location"] == reverse("programs:list")
    assert not Enrollment.objects.exists()


# --- Corrections -----------------------------------------------------------------------------------------------------
@pytest.fixture
def correcting(call: Call, officer: User, client: Client) -> Enrollment:
    enrollment = in_state(call, S.IN_REVIEW)
    point = Point(CorrectionKind.ANSWER, "ventas", "Las de un mes, por favor.")
    request_changes(enrollment, by=officer, items=[point], note="Casi está.")
    client.force_login(owner_of(enrollment))
    return fresh(enrollment)


def test_a_correction_opens_only_the_questions_that_it_names(client: Client, correcting: Enrollment) -> None:
    shown = client.get(at("correction", correcting)).content.decode()
    assert "Las de un mes, por favor." in shown
    page = at("page", correcting, "negocio")
    assert list(client.get(page).context["form"].fields) == ["ventas"]
    response = client.post(page, {"ventas": "48,000", "que-vende": "Otra cosa"})
    assert response["Location"] == at("correction", correcting)
    answers = fresh(correcting).answers
    assert (answers["que-vende"], Decimal(answers["ventas"])) == ("Zapato escolar", 48_000)
    assert client.post(at("correction", correcting)).status_code == 302
    assert fresh(correcting).state == S.IN_REVIEW


def test_a_correction_is_not_sent_before_all_is_mended(client: Client, correcting: Enrollment) -> None:
    response = client.post(at("correction", correcting), follow=True)
    assert [message.level_tag for message in response.context["messages"]] == ["error"]
    assert fresh(correcting).state == S.CHANGES_REQUESTED


def test_what_is_no_answer_in_a_correction_is_told_and_changes_nothing(client: Client, correcting: Enrollment) -> None:
    response = client.post(at("page", correcting, "negocio"), {"ventas": "muchas"})
    assert response.context["form"].errors.keys() == {"ventas"}
    assert value_shown(response.content.decode(), "ventas", "muchas")
    assert (fresh(correcting).answers, fresh(correcting).unfinished) == (ANSWERS, {})


# --- After sending ---------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("state", [state for state in S if state != S.DRAFT])
def test_a_sent_application_is_followed_on_one_page(client: Client, call: Call, state: str) -> None:
    sent = in_state(call, state)
    client.force_login(owner_of(sent))
    page = client.get(at("overview", sent))
    assert sent.folio in page.content.decode()
    assert (at("withdraw", sent) in page.content.decode()) == page.context["can_withdraw"]
    if state != S.CHANGES_REQUESTED:
        assert client.get(at("page", sent, "negocio")).status_code == 404


def test_an_offered_place_is_accepted_or_goes_to_the_next(client: Client, call: Call) -> None:
    offered, second = (in_state(call, S.OFFERED) for _ in range(2))
    waiting = in_state(call, S.WAITLISTED)
    client.force_login(owner_of(offered))
    client.post(at("offer", offered), {"accept": "1"})
    assert fresh(offered).state == S.APPROVED
    client.force_login(owner_of(second))
    client.post(at("offer", second), {})
    asks = client.get(at("offer", second), {"rechazar": ""}).content.decode()
    assert 'name="decline"' in asks
    assert 'name="decline"' not in client.get(at("offer", second)).content.decode()
    assert fresh(second).state == S.OFFERED  # nothing is declined by a page or an empty form
    client.post(at("offer", second), {"decline": "1"})
    assert (fresh(second).state, fresh(waiting).state) == (S.WITHDRAWN, S.OFFERED)


def test_a_withdrawal_says_what_it_means_and_is_final(client: Client, call: Call) -> None:
    sent = in_state(call, S.SUBMITTED)
    client.force_login(owner_of(sent))
    assert client.get(at("withdraw", sent)).status_code == 200
    client.post(at("withdraw", sent), {"note": "Cambiamos de giro."})
    assert fresh(sent).state == S.WITHDRAWN
    assert client.post(at("withdraw", sent), {})["Location"] == at("overview", sent)


# --- Lists -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("page", ["programs:list", "public:mine", "enterprises:list"])
def test_a_list_of_ones_own_takes_no_more_queries_for_more_rows(client: Client, page: str) -> None:
    owner = owner_of(EnrollmentFactory())
    client.force_login(owner)

    def add(rows: int) -> None:
        for state in list(S) * rows:
            program = ProgramFactory()
            enterprise = EnterpriseFactory(municipality=program.municipality, owner=owner)
            in_state(CallFactory(program=program), state, enterprise=enterprise)

    def queries() -> int:
        client.get(reverse(page))
        with CaptureQueriesContext(connection) as made:
            assert client.get(reverse(page)).status_code == 200
        return len(made)

    add(1)
    few = queries()
    add(1)
    assert queries() == few
