"""The chamber's side: a file from the queue to the approval, and the waiting list when the places are out."""

from io import BytesIO

from pypdf import PdfReader

from programs.actions import approve
from programs.models import Call
from tests.browser import journey
from tests.browser.applications import fresh, reviewed, sent
from tests.browser.watch import DESK
from tests.factories.accounts import PASSWORD

TAX, IDENTITY, ADDRESS = "Constancia de Situación Fiscal", "Identificación oficial", "Comprobante de domicilio"


def test_the_officer_asks_for_a_correction_the_entrepreneur_mends_only_that_and_is_approved(
    visit, leon, officer, newest_mail, tmp_path
):
    enrollment = sent(Call.objects.get(slug=journey.CALL), "Ximena")
    owner = enrollment.applicant

    # From the queue to the file: what serves, what does not, and what to mend.
    oscar = visit(width=DESK)
    oscar.opens("/revision/")
    oscar.fills(login=officer.email, password=PASSWORD)
    oscar.presses("Log in")
    oscar.sees("Cámara Nacional de la Industria de Transformación, delegación León")
    oscar.follows(enrollment.folio)
    oscar.presses("Take this file")
    oscar.presses("Accept", of=TAX)
    oscar.page.locator("li", has_text=IDENTITY).last.locator("summary").click()
    oscar.page.locator("li", has_text=IDENTITY).last.locator("[name=note]").fill("Falta el reverso.")
    oscar.presses("Does not serve", of=IDENTITY)
    oscar.follows("Approve")
    oscar.sees("The review is not complete")
    oscar.follows(enrollment.folio)
    oscar.follows("Ask for a correction")
    oscar.presses("Ask for the correction")
    oscar.sees("Write a sentence to the applicant.")
    oscar.fills(note="Solo falta un documento.")
    oscar.presses("Ask for the correction")
    oscar.sees("The applicant was told what to correct. The term is paused until they answer.")

    # The entrepreneur is told, and can change that one document alone.
    assert "Solo falta un documento." in newest_mail(owner.email)
    ximena = visit()
    ximena.logs_in(owner.email, PASSWORD)
    ximena.follows("Proyectos con inversión conjunta")
    ximena.follows("See what to correct")
    ximena.sees("Falta el reverso.")
    ximena.presses("Send the corrections")
    ximena.sees("Falta el reverso.")
    ximena.follows("Identificación oficial")
    ximena.fills(file=journey.pdf(tmp_path, "credencial por ambos lados.pdf"))
    ximena.presses("Send the file")
    ximena.presses("Send the corrections")
    ximena.sees(enrollment.folio)

    # The officer finds it again, accepts what is left, and approves.
    oscar.opens("/revision/")
    oscar.follows(enrollment.folio)
    oscar.presses("Take this file")
    oscar.sees("credencial por ambos lados.pdf")
    oscar.presses("Accept", of=IDENTITY)
    oscar.presses("Accept", of=ADDRESS)
    oscar.follows("Approve")
    oscar.presses("Approve")
    oscar.sees("Approved. The applicant is told by mail.")

    # The decision, its letter and its mail.
    assert enrollment.folio in newest_mail(owner.email)
    ximena.page.reload()
    letter = PdfReader(BytesIO(ximena.fetches("Decision letter (PDF)")))
    assert enrollment.folio in "".join(page.extract_text() for page in letter.pages)


def test_without_places_one_waits_and_the_place_of_whoever_withdraws_is_offered(visit, leon, officer, newest_mail):
    call = Call.objects.get(slug="capacitacion-laboral-en-la-empresa-2026")
    Call.objects.filter(pk=call.pk).update(places=1)
    call.refresh_from_db()
    first, second = reviewed(call, "Ana", by=officer), reviewed(call, "Berta", by=officer)
    approve(first, by=officer)

    oscar = visit(width=DESK)
    oscar.logs_in(officer.email, PASSWORD, to="/revision/")
    oscar.follows(second.folio)
    oscar.follows("Put on the waiting list")
    oscar.presses("Put on the waiting list")
    oscar.sees("On the waiting list. The applicant is told by mail.")

    berta = visit()
    berta.logs_in(second.applicant.email, PASSWORD)
    berta.follows(call.title)
    berta.sees("1")

    ana = visit()
    ana.logs_in(first.applicant.email, PASSWORD)
    ana.follows(call.title)
    ana.follows("Withdraw the application")
    ana.presses("Withdraw the application")

    assert second.folio in newest_mail(second.applicant.email)
    berta.opens("/mi/")
    berta.follows(call.title)
    berta.follows("Answer the offer")
    berta.presses("Accept the place")
    assert fresh(second).state == "approved"
    assert fresh(first).state == "withdrawn"
