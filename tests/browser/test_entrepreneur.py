"""The entrepreneur's journey on a telephone: from León's first page to the folio, with and without scripts."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from programs.models import Enrollment
from tests.browser import journey
from tests.browser.watch import tab_walk

CALL = f"/leon/convocatorias/{journey.CALL}/"


def folio_in(pdf: bytes) -> str:
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)
    folio = Enrollment.objects.get().folio
    assert folio in text
    return folio


def test_an_entrepreneur_finds_a_call_applies_from_two_devices_and_follows_the_application(
    visit, leon, newest_mail, tmp_path
):
    # On the telephone: the city's page, the call, and whether one meets its rules.
    phone = visit()
    phone.opens("/leon/")
    phone.follows("See the calls")
    phone.follows("Proyectos con inversión conjunta")
    phone.follows("Check these rules against your business")
    phone.presses("Continue")
    phone.sees("Answer, or say that you do not know.")
    phone.fills(size="micro")
    phone.presses("Continue")
    phone.fills(is_home_city="si")
    phone.presses("Continue")
    phone.fills(has_tax_id="si")
    phone.presses("Continue")
    phone.presses("I do not know")
    phone.sees("You seem to meet every rule.")
    phone.follows("Start my application")

    # An account, an enterprise, a project.
    journey.signs_up(phone, newest_mail)
    phone.sees("First register your enterprise")
    phone.follows("Register my enterprise")
    phone.fills(person_type="legal", tax_id="XAXX010101000", legal_name="Calzado Prueba")
    phone.presses("Save and continue")
    assert phone.value_of("legal_name") == "Calzado Prueba"
    journey.registers_the_enterprise(phone)
    phone.sees("7 × 10 %")
    phone.presses("Begin")
    phone.follows("Continue")
    journey.names_the_project(phone)
    phone.presses("Save and continue")

    # The first page; a wrong answer is told and kept. Then the person leaves.
    phone.fills({**journey.USE, "monto-solicitado": "siete mil"})
    phone.presses("Save and continue")
    assert phone.value_of("monto-solicitado") == "siete mil"
    phone.fills({"monto-solicitado": "7,200"})
    phone.presses("Save and leave")
    phone.sees("Saved. You can go on whenever you want, from any device.")

    # Days later, at another device.
    desk = visit(width=1280)
    desk.logs_in(journey.EMAIL, journey.PASSWORD)
    desk.follows("Proyectos con inversión conjunta")
    desk.follows("Continue")
    desk.fills(journey.RESULT)
    desk.presses("Save and continue")
    for code in journey.DOCUMENTS:
        journey.attaches(desk, code, journey.pdf(tmp_path))
    desk.opens(f"{desk.path.partition('documentos')[0]}revisar/")
    desk.sees("7,200")
    desk.sees("Escaneo número 1.pdf")
    desk.presses("Send the application")
    desk.sees("Read the declaration and accept it to send the application.")
    desk.fills(declaration=True)
    desk.presses_twice("Send the application")

    # One folio, its receipt, the mail, and one page to follow it.
    desk.sees("We received your application")
    folio = folio_in(desk.fetches("Download the receipt (PDF)"))
    desk.sees(folio)
    assert folio in newest_mail(journey.EMAIL)
    desk.follows("Follow my application")
    desk.sees(folio)
    phone.opens("/mi/")
    phone.sees(folio)
    phone.opens(f"/correo/?q={journey.EMAIL}")
    phone.follows(f"[{folio}]")
    phone.sees("Ximena Prueba Solís")


def test_without_scripts_all_of_it_works_and_two_tabs_send_one_application(visit, leon, newest_mail, tmp_path):
    ana = visit(scripts=False)
    ana.opens(CALL)
    ana.follows("Start my application")
    journey.signs_up(ana, newest_mail)
    ana.follows("Register my enterprise")
    journey.registers_the_enterprise(ana)
    journey.applies(ana, tmp_path)
    first, second = ana.page, ana.new_page()
    second.goto(first.url)
    for ana.page in (first, second):
        ana.fills(declaration=True)
        ana.presses("Send the application")
        ana.sees("We received your application")
        ana.sees(Enrollment.objects.get().folio)


@pytest.mark.parametrize("width", [360, 1280])
def test_the_keyboard_alone_reaches_the_content_and_shows_where_it_is(visit, leon, width):
    visitor = visit(width=width)
    visitor.opens(CALL)
    skip = tab_walk(visitor.page, 1)[0]
    assert not skip["hidden"]
    visitor.page.keyboard.press("Enter")
    assert visitor.page.evaluate("document.activeElement.id") == "main"
    for stop in tab_walk(visitor.page, 5):
        assert stop["outline"] >= 2, stop
        assert not stop["hidden"], stop


def test_an_error_takes_the_focus_to_its_summary_and_its_link_to_the_field(visit, leon):
    visitor = visit()
    visitor.opens("/cuenta/registro/?ciudad=leon")
    visitor.fills(full_name="Ximena Prueba", email="no es un correo")
    visitor.presses("Create my account")
    summary = visitor.page.locator(".error-summary")
    assert summary.evaluate("summary => summary === document.activeElement")
    assert visitor.page.title().startswith("Error")
    summary.get_by_role("link").first.click()
    assert visitor.page.evaluate("document.activeElement.name") == "email"
    assert visitor.value_of("full_name") == "Ximena Prueba"
