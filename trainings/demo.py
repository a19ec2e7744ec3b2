"""The trainings' part of the demo: Juárez's agreement, and sessions that give their seats in each of the three ways.

It runs the actions on a moved clock, in the order of their instants, so that folios, lists and ledger are as they would
have been.
"""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

from enterprises.actions import add_worker
from enterprises.models import ClusterMembership, Enterprise
from portal.accounts.models import User
from portal.core import clock
from portal.core.demo import demo
from portal.core.models import Municipality
from portal.organizations.actions import activate_agreement
from portal.organizations.models import Agreement, Organization
from programs.actions import take_case
from trainings.actions import (
    approve_request,
    ask_for_seats,
    complete_session,
    publish_session,
    withdraw_request,
)
from trainings.models import SeatRequest, Session
from trainings.tasks import advance_sessions

CITY, STAFF, OFFICER, COMPANY = "juarez", "personal@juarez.example", "camara@juarez.example", "empresa@juarez.example"
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
Act = tuple[datetime, Callable[[], Any]]


@demo("trainings", order=40)
def trainings() -> str:
    """Put the agreement in force, publish the sessions, and let enterprises ask for their seats."""
    city = Municipality.objects.filter(slug=CITY).first()
    if city is None or not User.objects.filter(email=OFFICER).exists():
        return "no city with courses"
    Stage(city).play()
    return f"{Session.objects.count()} sessions, {SeatRequest.objects.count()} requests for seats"


class Stage:
    """Who plays: the demo's accounts, and the enterprises of the city, the account's own one first."""

    def __init__(self, city: Municipality) -> None:
        self.city, self.now = city, clock.now()
        self.staff, self.officer = User.objects.get(email=STAFF), User.objects.get(email=OFFICER)
        own = Enterprise.objects.of_member(User.objects.get(email=COMPANY)).order_by("pk")
        local = Enterprise.objects.standing().filter(municipality=city, tax_id_index__isnull=False).order_by("pk")
        self.companies = [*own, *local.exclude(pk__in=own.values("pk"))]
        self.sessions = {session.course.slug: session for session in Session.objects.filter(municipality=city)}
        self.asked: dict[tuple[str, int], SeatRequest] = {}

    def play(self) -> None:
        agreement = Agreement.objects.filter(municipality=self.city).get()
        with clock.moved_to(self.now - 60 * DAY):
            activate_agreement(agreement, by=self.staff, signed_on=agreement.starts_on)
            self._join_cluster()
        for instant, act in sorted(self._acts(), key=lambda each: each[0]):
            with clock.moved_to(instant):
                act()

    def _join_cluster(self) -> None:
        cluster = Organization.objects.get(municipality=self.city, slug="cluster-manufactura-avanzada")
        for company in self.companies[1:3]:
            ClusterMembership.objects.create(
                enterprise=company, organization=cluster, since=clock.today(self.city.zone)
            )

    def _acts(self) -> Iterator[Act]:
        for session in self.sessions.values():
            yield session.opens_at - DAY, lambda session=session: publish_session(session, by=self.staff)
        yield from self._asks("seguridad-en-maquinas", (1, 2, 3, 4, 5), seats=(1, 2, 1, 2, 1))
        yield self.sessions["seguridad-en-maquinas"].ends_at + HOUR, self._hold
        yield from self._asks("metrologia-dimensional", (1, 2, 3, 4, 5, 6), seats=(2, 1, 2, 1, 2, 1))
        yield from self._asks("plc-basico", (0, 3, 5, 6), seats=(2, 1, 2, 1))
        yield from self._asks("soldadura-mig", (0, 2, 4), seats=(1, 2, 1))
        yield self.sessions["metrologia-dimensional"].opens_at + 8 * DAY, self._leave
        yield self.sessions["soldadura-mig"].opens_at + 3 * DAY, self._approve
        yield self.now, advance_sessions

    def _asks(self, course: str, companies: tuple[int, ...], seats: tuple[int, ...]) -> Iterator[Act]:
        """Let the companies, by their number, ask one after the other from the opening on."""
        opens_at = self.sessions[course].opens_at
        for turn, (number, wanted) in enumerate(zip(companies, seats, strict=True)):
            if number < len(self.companies):
                yield opens_at + (turn + 1) * 3 * HOUR, lambda n=number, w=wanted: self._ask(course, n, w)

    def _ask(self, course: str, number: int, seats: int) -> None:
        company = self.companies[number]
        owner = company.members.owners().select_related("user").order_by("pk")[0].user
        people = list(company.workers.current().order_by("pk")[:seats])
        for count in range(len(people), seats):
            name = f"Técnica Prueba {number + 1}-{count + 1}"
            people.append(add_worker(company, by=owner, full_name=name, position="Operación"))
        session = Session.objects.get(pk=self.sessions[course].pk)
        least = 1 if number % 2 else seats
        self.asked[course, number] = ask_for_seats(session, company, by=owner, seats=seats, people=people, least=least)

    def _hold(self) -> None:
        """The session was held; one person did not come."""
        session = Session.objects.get(pk=self.sessions["seguridad-en-maquinas"].pk)
        absent = session.seats.held().order_by("-pk")[:1]
        complete_session(session, by=self.officer, absent=list(absent))

    def _leave(self) -> None:
        request = self.asked["metrologia-dimensional", 2]
        withdraw_request(request, by=request.applicant, note="No podemos enviar a nadie ese día.")

    def _approve(self) -> None:
        request = self.asked["soldadura-mig", 2]
        take_case(request.case, by=self.officer)
        approve_request(request, by=self.officer)
