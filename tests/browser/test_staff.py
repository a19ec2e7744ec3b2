"""The city's staff prepare, publish and amend a call at their desk; the public and the applicants see it."""

from portal.core import cities
from portal.core.enums import Role
from portal.core.models import Municipality
from programs.actions import start_draft
from programs.models import Call
from tests.browser import journey
from tests.browser.conftest import LEON
from tests.browser.visitor import Visitor
from tests.browser.watch import DESK
from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.enterprises import EnterpriseFactory
from tests.factories.organizations import city_member

TITLE = "Proyectos con inversión conjunta"
LAST_YEARS = "academia-de-negocios-2026-2027"
NEXT = "Academia de negocios 2027-2028"


def publishes(staff: Visitor) -> None:
    """Publish what the desk shows, its warnings confirmed."""
    confirm = staff.page.locator('main [name="confirm"]')
    if confirm.count():
        confirm.first.check()
    staff.presses("Publish")
    staff.sees("The version is published.")


def test_staff_publish_a_call_of_their_city_and_the_public_sees_it(visit, transactional_db):
    cities.load(LEON)
    patricia = city_member(Municipality.objects.get(slug="leon"), Role.STAFF)
    anybody, staff = visit(), visit(width=DESK)
    anybody.opens("/leon/convocatorias/")
    anybody.does_not_see(TITLE)

    staff.logs_in(patricia.email, PASSWORD, to="/admin/")
    staff.opens("/admin/programs/call/")
    staff.follows("Publish, change", of=TITLE)
    staff.sees("Being prepared")
    publishes(staff)

    anybody.opens("/leon/convocatorias/")
    anybody.follows(TITLE)
    anybody.sees("Start my application")
    assert anybody.path == f"/leon/convocatorias/{journey.CALL}/"


def test_staff_copy_a_call_change_it_publish_it_and_amend_it(visit, leon, newest_mail):
    patricia, ximena = city_member(leon, Role.STAFF), UserFactory(full_name="Ximena Prueba")
    enterprise = EnterpriseFactory(municipality=leon, owner=ximena)
    call = Call.objects.get(slug=LAST_YEARS)
    staff = visit(width=DESK)
    staff.logs_in(patricia.email, PASSWORD, to="/admin/")

    # Last year's call is copied.
    staff.opens(f"/admin/programs/call/{call.pk}/mesa/")
    staff.follows("Copy this call")
    staff.fills(title=NEXT, opens_at_0="2026-01-12", opens_at_1="09:00", closes_at_0="2028-03-15", closes_at_1="18:00")
    staff.presses("Copy the call")
    copied = Call.objects.get(title=NEXT)
    assert staff.path == f"/admin/programs/call/{copied.pk}/mesa/"

    # A rule is changed and another one added.
    staff.follows("Rules")
    rule = copied.versions.get().rules.filter(fact="years_operating").first()
    staff.page.locator(f'main a[href$="codigo={rule.code}"]').click()
    staff.fills(value="3", message="La empresa opera desde hace tres años o más.")
    staff.presses("Save")
    staff.sees("La empresa opera desde hace tres años o más.")
    staff.follows("Add a rule")
    staff.follows("Is led by women")
    staff.fills(value="yes", message="La empresa es de mujeres.", severity="preferred", points="10")
    staff.presses("Save")
    staff.sees("La empresa es de mujeres.")
    staff.fills(years_operating="1")
    staff.presses("See what it says")
    staff.sees("By your answers, one of its rules is not met. Look below at which one and at what you can do.")

    # A question is added, and its page is seen as the entrepreneur gets it.
    staff.follows("Questions")
    staff.follows("Add a question")
    staff.follows("One choice")
    staff.fills(label="¿Dónde vende?", choices="En la ciudad\nEn otros países")
    staff.presses("Save")
    staff.sees("¿Dónde vende?")
    staff.follows("See it as the entrepreneur does")
    staff.sees("Preview: this is how the entrepreneur gets the page. Nothing that you write is kept.")
    staff.sees("En otros países")
    staff.presses("Try these answers")
    staff.follows("Back to the questions")

    # Documents, scores, and who would qualify.
    staff.follows("Documents")
    staff.follows("Add a document")
    staff.fills(name="Cotización del proveedor", max_mb="5")
    staff.presses("Save")
    staff.follows("Rubric")
    staff.fills({"criteria-0-name": "Viabilidad", "criteria-0-weight": "100"})
    staff.presses("Save")
    staff.follows("Who would qualify")
    staff.sees("La empresa es de mujeres.")
    staff.follows("Desk of the call")
    publishes(staff)

    # An entrepreneur sees it and begins.
    anybody = visit()
    anybody.opens(f"/leon/convocatorias/{copied.slug}/")
    anybody.sees("La empresa es de mujeres.")
    anybody.sees("Cotización del proveedor")
    start_draft(Call.objects.get(pk=copied.pk), by=ximena, enterprise=enterprise)

    # The call is amended, and whoever prepares an application is told what changed.
    amending = staff.page.locator("main form").filter(has=staff.page.locator('button[value="amend"]'))
    amending.locator('[name="note"]').fill("Se agrega una pregunta a petición de las cámaras.")
    staff.presses("Prepare the amendment")
    staff.follows("Questions")
    staff.follows("Add a question")
    staff.follows("Yes or no")
    staff.fills(label="¿Ha exportado antes?")
    staff.presses("Save")
    staff.follows("Desk of the call")
    staff.sees("¿Ha exportado antes?")
    publishes(staff)
    mail = newest_mail(ximena.email)
    assert "Se agrega una pregunta a petición de las cámaras." in mail
    assert "¿Ha exportado antes?" in mail
    anybody.opens(f"/leon/convocatorias/{copied.slug}/")
    anybody.sees("Se agrega una pregunta a petición de las cámaras.")
