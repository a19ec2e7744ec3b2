"""The city's staff publish a call at their desk, and the public sees it."""

from portal.core import cities
from portal.core.enums import Role
from portal.core.models import Municipality
from tests.browser import journey
from tests.browser.conftest import LEON
from tests.browser.watch import DESK
from tests.factories.accounts import PASSWORD
from tests.factories.organizations import city_member

TITLE = "Proyectos con inversión conjunta"


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
    staff.presses("Publish")
    staff.page.locator("body").get_by_text("Publicada").first.wait_for()

    anybody.opens("/leon/convocatorias/")
    anybody.follows(TITLE)
    anybody.sees("Start my application")
    assert anybody.path == f"/leon/convocatorias/{journey.CALL}/"
