"""The figures of a city in a browser: its staff narrow them, anybody reads what may be told; axe looks at each page."""

import csv
import io

from portal.core.enums import Role
from programs.enums import EnrollmentState as S
from programs.models import Call
from tests.browser.watch import DESK
from tests.factories.accounts import PASSWORD
from tests.factories.organizations import city_member
from tests.factories.programs import EnrollmentFactory


def test_staff_narrow_the_figures_and_anybody_reads_what_may_be_told(visit, leon):
    call, other = Call.objects.order_by("pk")[:2]
    for state, number in {S.APPROVED: 7, S.IN_REVIEW: 3, S.DRAFT: 2}.items():
        for _ in range(number):
            EnrollmentFactory(call=call, state=state)
    EnrollmentFactory(call=other, state=S.SUBMITTED)
    patricia = city_member(leon, Role.STAFF)

    staff = visit(width=DESK)
    staff.logs_in(patricia.email, PASSWORD, to="/gestion/")
    staff.fills(convocatoria=str(call.public_id))
    staff.presses("Filter")
    assert f"convocatoria={call.public_id}" in staff.path
    file = staff.page.get_by_role("link", name="CSV").nth(1).get_attribute("href")
    body = staff.context.request.get(f"{staff.site}{file}").body().decode("utf-8-sig")
    assert sum(int(row[1]) for row in list(csv.reader(io.StringIO(body)))[1:]) == 12

    anybody = visit(scripts=False)
    anybody.opens("/leon/transparencia/")
    anybody.sees("The portal does not record payments yet. Therefore it says nothing of what was spent.")
    anybody.sees("Not shown")  # the three in review
    reader = visit()
    for path in ("/leon/transparencia/", "/leon/datos/", "/leon/datos/padron-de-beneficiarios/", "/leon/datos/metas/"):
        reader.opens(path)
