"""The pages of questions at the telephone: a correction answered by hand, two devices, questions that do not apply."""

import pytest
from playwright.sync_api import expect

from programs.actions import Point, request_changes, start_draft, take_case
from programs.enums import CorrectionKind
from programs.models import Call, Enrollment
from tests.browser import journey
from tests.browser.applications import fresh, sent
from tests.browser.watch import DESK
from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.enterprises import EnterpriseFactory


@pytest.fixture
def draft(leon) -> Enrollment:
    """A draft of a call with a question that depends on another of its page."""
    call = next(call for call in Call.objects.order_by("pk") if _depending(call))
    owner = UserFactory(full_name="Ximena Prueba")
    return start_draft(call, by=owner, enterprise=EnterpriseFactory(municipality=leon, owner=owner))


def _depending(call: Call) -> str:
    """The page that has the question "otro-apoyo", or nothing."""
    for page in call.current_version.form_schema["pages"]:
        if any(question["code"] == "otro-apoyo-detalle" for question in page["questions"]):
            return page["code"]
    return ""


def test_an_answer_is_corrected_by_hand_and_nothing_else_opens(visit, leon, officer):
    enrollment = sent(Call.objects.get(slug=journey.CALL), "Ximena")
    take_case(fresh(enrollment).case, by=officer)
    point = Point(CorrectionKind.ANSWER, "monto-solicitado", "Escriba el importe sin IVA.")
    request_changes(fresh(enrollment), by=officer, items=[point], note="Falta poco.")
    answers = fresh(enrollment).answers

    ximena = visit()
    ximena.logs_in(enrollment.applicant.email, PASSWORD, to=f"/mi/solicitudes/{enrollment.public_id}/correccion/")
    ximena.sees("Escriba el importe sin IVA.")
    correction = ximena.path
    pages = [page["code"] for page in enrollment.call_version.form_schema["pages"]]
    own = next(code for code in pages if _asks(enrollment, code, "monto-solicitado"))
    other = next(code for code in pages if code != own)

    # Another page leads back to the points.
    ximena.opens(f"/mi/solicitudes/{enrollment.public_id}/pagina/{other}/")
    assert ximena.path == correction
    ximena.sees("Nothing on that page is to be corrected. These are the points that can be changed.")

    # The page of the point has that one question, and the same amount written otherwise mends nothing.
    ximena.opens(f"/mi/solicitudes/{enrollment.public_id}/pagina/{own}/")
    expect(ximena.page.locator("main form .field")).to_have_count(1)
    ximena.presses("Save and continue")
    ximena.presses("Send the corrections")
    assert fresh(enrollment).state == "changes_requested"

    ximena.opens(f"/mi/solicitudes/{enrollment.public_id}/pagina/{own}/")
    ximena.fills({"monto-solicitado": "6,100.50"})
    ximena.presses("Save and continue")
    ximena.presses("Send the corrections")
    mended = fresh(enrollment)
    assert mended.state == "in_review"
    assert mended.answers == answers | {"monto-solicitado": "6100.50"}


def _asks(enrollment: Enrollment, page: str, code: str) -> bool:
    pages = enrollment.call_version.form_schema["pages"]
    return any(question["code"] == code for one in pages if one["code"] == page for question in one["questions"])


def test_a_question_that_does_not_apply_is_hidden_and_without_scripts_says_when_it_does(visit, draft):
    address = f"/mi/solicitudes/{draft.public_id}/pagina/{_depending(draft.call)}/"
    phone = visit()
    phone.logs_in(draft.applicant.email, PASSWORD, to=address)
    detail = phone.page.locator('[name="otro-apoyo-detalle"]')
    expect(detail).to_be_hidden()
    phone.fills({"otro-apoyo": "yes"})
    expect(detail).to_be_visible()
    phone.fills({"otro-apoyo": "no"})
    expect(detail).to_be_hidden()

    plain = visit(scripts=False)
    plain.logs_in(draft.applicant.email, PASSWORD, to=address)
    expect(plain.page.locator('[name="otro-apoyo-detalle"]')).to_be_visible()
    plain.sees("Solo si respondió “Sí”")


def test_of_two_devices_both_texts_are_shown_and_autosave_overwrites_nothing(visit, draft):
    address = f"/mi/solicitudes/{draft.public_id}/pagina/{_depending(draft.call)}/"
    phone, desk = visit(), visit(width=DESK)
    for one in (phone, desk):
        one.logs_in(draft.applicant.email, PASSWORD, to=address)
    phone.fills({"otro-apoyo": "yes", "otro-apoyo-detalle": "Crédito de la cámara"})
    desk.fills({"otro-apoyo": "yes", "otro-apoyo-detalle": "Apoyo del estado"})
    desk.presses("Save and leave")
    phone.presses("Save and leave")
    phone.sees("Crédito de la cámara")
    phone.sees("Apoyo del estado")
    assert fresh(draft).answers["otro-apoyo-detalle"] == "Apoyo del estado"
    phone.page.locator("label[for='keep-otro-apoyo-detalle-theirs']").click()
    phone.presses("Save and leave")
    assert fresh(draft).answers["otro-apoyo-detalle"] == "Apoyo del estado"
    assert phone.path == f"/mi/solicitudes/{draft.public_id}/"
