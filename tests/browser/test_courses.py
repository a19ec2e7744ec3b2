"""Juárez: an enterprise sends two technicians to a course, through each of the three ways of giving seats."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from portal.core import cities, clock
from portal.core.enums import Role
from portal.core.models import Municipality
from portal.organizations.actions import activate_agreement
from portal.organizations.models import Agreement
from tests.browser.visitor import Visitor
from tests.browser.watch import DESK
from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.enterprises import EnterpriseFactory, with_figures
from tests.factories.organizations import city_member, member_of
from trainings.actions import publish_session
from trainings.models import SeatRequest, Session
from trainings.tasks import advance_sessions

FILE = Path(__file__).parents[2] / "portal" / "cities" / "juarez.toml"
AT_ONCE, RANKED, BY_OFFICER = "metrologia-dimensional", "plc-basico", "soldadura-mig"
TECHNICIANS = ("Rosa Prueba Luna", "Iván Prueba Solís")


@pytest.fixture
def juarez(transactional_db: None) -> Municipality:
    """Ciudad Juárez as its file says: the agreement in force, and a session of each way published."""
    cities.load(FILE)
    city = Municipality.objects.get(slug="juarez")
    staff = city_member(city, Role.STAFF)
    agreement = Agreement.objects.get(municipality=city)
    activate_agreement(agreement, by=staff, signed_on=agreement.starts_on)
    for course in (AT_ONCE, RANKED, BY_OFFICER):
        publish_session(Session.objects.get(course__slug=course), by=staff)
    return city


def goes_to_ask(visitor: Visitor, course: str) -> None:
    """From the catalogue to the form."""
    visitor.opens("/juarez/capacitaciones/?fechas=abiertas")
    visitor.follows(Session.objects.get(course__slug=course).course.title)
    visitor.follows("Ask for seats")


def asked(course: str) -> SeatRequest:
    return SeatRequest.objects.get(session__course__slug=course)


def test_two_technicians_go_to_a_course_by_each_way_of_giving_seats(
    visit: Callable[..., Visitor], juarez: Municipality, newest_mail: Callable[[str], str]
) -> None:
    owner = UserFactory(full_name="Ana Prueba Ríos")
    enterprise = EnterpriseFactory(municipality=juarez, trade_name="Troquelados Prueba", owner=owner)
    with_figures(enterprise, workers=9, sales=2_000_000)

    # At once: she names two people who are not written down yet, and has their seats.
    ana = visit()
    goes_to_ask(ana, AT_ONCE)
    ana.fills(login=owner.email, password=PASSWORD)
    ana.presses("Log in")
    ana.sees("Your place in the order")
    ana.presses("Ask for seats")
    ana.sees("Say how many seats you ask for.")
    ana.fills(seats="2")
    for number, name in enumerate(TECHNICIANS, 1):
        ana.fills({f"name-{number}": name, f"position-{number}": "Técnica de proceso"})
    ana.presses("Ask for seats")
    ana.sees("Your seats are confirmed")
    ana.sees(TECHNICIANS[1])
    assert all(name in newest_mail(owner.email) for name in TECHNICIANS)

    # By rank: her request is gathered; when the window closes the seats are given in order. She names them later.
    goes_to_ask(ana, RANKED)
    ana.fills(seats="2-o-menos")
    ana.presses("Ask for seats")
    ana.sees("Received")
    ana.sees("Why you stand where you stand")
    session = asked(RANKED).session
    with clock.moved_to(session.priority_until + timedelta(minutes=5)):
        advance_sessions()
    ana.page.reload()
    ana.sees("Your seats are confirmed")
    ana.follows("Name who comes")
    people = {f"worker-{number}": str(each.public_id) for number, each in enumerate(enterprise.workers.all(), 1)}
    ana.fills(people)
    ana.presses("Keep the names")
    ana.sees("The names are kept.")
    ana.sees(TECHNICIANS[0])

    # By an officer: the chamber reads it in its queue and gives the seats.
    goes_to_ask(ana, BY_OFFICER)
    ana.fills({"seats": "2"} | people)
    ana.presses("Ask for seats")
    ana.sees("Received")
    request = asked(BY_OFFICER)
    officer = member_of(request.session.reviewer, Role.OFFICER, full_name="Óscar Prueba Villegas")
    oscar = visit(width=DESK)
    oscar.logs_in(officer.email, PASSWORD, to="/revision/")
    oscar.follows(request.folio)
    oscar.sees(TECHNICIANS[0])
    oscar.presses("Take this file")
    oscar.follows("Everybody who asked, in order")
    oscar.sees(request.folio)
    oscar.follows("Troquelados Prueba")
    oscar.follows("Do not approve")
    oscar.follows("Back to the file")
    oscar.follows("Give the seats")
    oscar.presses("Give the seats")
    oscar.sees("Given. The enterprise is told by mail.")
    oscar.opens("/revision/sesiones/")
    assert request.folio in newest_mail(owner.email)
    ana.page.reload()
    ana.sees("Your seats are confirmed")

    # She cannot send anybody after all.
    ana.follows("Withdraw the request")
    ana.presses("Withdraw the request")
    ana.sees("Your request was withdrawn.")
    ana.opens("/mi/capacitaciones/")
    assert SeatRequest.objects.holding().count() == 2
