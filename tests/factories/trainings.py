from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import factory

from enterprises.models import Enterprise, Worker
from portal.core import clock
from portal.core.models import Municipality
from portal.organizations.enums import AgreementState, OrganizationKind, PartyRole
from portal.organizations.models import Agreement, AgreementParty
from tests.factories.accounts import UserFactory
from tests.factories.core import MunicipalityFactory
from tests.factories.enterprises import EnterpriseFactory, WorkerFactory
from tests.factories.organizations import OrganizationFactory
from trainings.actions import ask_for_seats
from trainings.enums import RequestState, SeatMode, SessionState, ThematicArea
from trainings.models import Course, Meeting, PriorityRule, SeatRequest, Session, Venue

DAY = timedelta(days=1)


class AgreementFactory(factory.django.DjangoModelFactory):
    """An agreement in force, with two parties; `AgreementFactory(draft=True)` is not signed yet."""

    class Meta:
        model = Agreement
        skip_postgeneration_save = True

    class Params:
        draft = factory.Trait(state=AgreementState.DRAFT, signed_on=None)

    municipality = factory.SubFactory(MunicipalityFactory)
    slug = factory.Sequence(lambda n: f"convenio-{n}")
    title = factory.Sequence(lambda n: f"Convenio de capacitación {n}")
    led_by = factory.SubFactory(OrganizationFactory, municipality=factory.SelfAttribute("..municipality"))
    starts_on = factory.LazyFunction(lambda: clock.now().date() - 100 * DAY)
    ends_on = factory.LazyFunction(lambda: clock.now().date() + 265 * DAY)
    signed_on = factory.LazyAttribute(lambda row: row.starts_on)
    state = AgreementState.IN_FORCE

    @factory.post_generation
    def parties(self, create: bool, extracted: Any, **kwargs: Any) -> None:
        other = OrganizationFactory(municipality=self.municipality, kind=OrganizationKind.TRAINING_PROVIDER)
        for organization, role in ((self.led_by, PartyRole.LEADS), (other, PartyRole.TRAINS)):
            AgreementParty.objects.create(agreement=self, organization=organization, role=role)


class VenueFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Venue

    municipality = factory.SubFactory(MunicipalityFactory)
    organization = factory.SubFactory(OrganizationFactory, municipality=factory.SelfAttribute("..municipality"))
    slug = factory.Sequence(lambda n: f"sala-{n}")
    name = factory.Sequence(lambda n: f"Sala {n}")
    address = "Avenida de Prueba 100"
    capacity = 30


class CourseFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Course

    municipality = factory.SubFactory(MunicipalityFactory)
    agreement = factory.SubFactory(AgreementFactory, municipality=factory.SelfAttribute("..municipality"))
    provider = factory.SubFactory(
        OrganizationFactory,
        municipality=factory.SelfAttribute("..municipality"),
        kind=OrganizationKind.TRAINING_PROVIDER,
    )
    slug = factory.Sequence(lambda n: f"curso-{n}")
    title = factory.Sequence(lambda n: f"Metrología {n}")
    hours = 20
    area = ThematicArea.PRODUCTION
    price_total = Decimal(1000)
    price_program = Decimal(600)
    price_partners = Decimal(0)
    price_company = Decimal(400)
    is_published = True


class SessionFactory(factory.django.DjangoModelFactory):
    """A published session with one meeting in ten days that gives seats at once, two per enterprise.

    `draft=True` is not published; `ranked=True` gathers requests for two days; `by_officer=True` is given one by one.
    """

    class Meta:
        model = Session
        skip_postgeneration_save = True

    class Params:
        draft = factory.Trait(state=SessionState.DRAFT)
        ranked = factory.Trait(
            seat_mode=SeatMode.RANKED, priority_until=factory.LazyFunction(lambda: clock.now() + 2 * DAY)
        )
        by_officer = factory.Trait(seat_mode=SeatMode.BY_OFFICER)

    municipality = factory.SubFactory(MunicipalityFactory)
    course = factory.SubFactory(CourseFactory, municipality=factory.SelfAttribute("..municipality"))
    venue = factory.SubFactory(VenueFactory, municipality=factory.SelfAttribute("..municipality"))
    reviewer = factory.SelfAttribute("course.agreement.led_by")
    code = factory.Sequence(lambda n: f"sesion-{n}")
    state = SessionState.PUBLISHED
    capacity = 4
    opens_at = factory.LazyFunction(lambda: clock.now() - DAY)
    closes_at = factory.LazyFunction(lambda: clock.now() + 8 * DAY)
    starts_at = factory.LazyFunction(lambda: clock.now() + 10 * DAY)
    ends_at = factory.LazyAttribute(lambda row: row.starts_at + timedelta(hours=5))

    @factory.post_generation
    def meetings(self, create: bool, extracted: Sequence[tuple[datetime, datetime]] | None, **kwargs: Any) -> None:
        for starts_at, ends_at in extracted or [(self.starts_at, self.ends_at)]:
            Meeting.objects.create(session=self, starts_at=starts_at, ends_at=ends_at)


class PriorityRuleFactory(factory.django.DjangoModelFactory):
    """Local enterprises first: twenty points, and the window opens for them alone."""

    class Meta:
        model = PriorityRule

    municipality = factory.SubFactory(MunicipalityFactory)
    code = factory.Sequence(lambda n: f"local-{n}")
    fact = "is_home_city"
    operator = "is"
    value = True
    points = 20
    is_local = True
    message = "Tiene su domicilio en la ciudad"


class SeatRequestFactory(factory.django.DjangoModelFactory):
    """A request on the waiting list, for one seat without a name; `ask` makes one by the action itself."""

    class Meta:
        model = SeatRequest

    session = factory.SubFactory(SessionFactory)
    enterprise = factory.SubFactory(EnterpriseFactory, municipality=factory.SelfAttribute("..session.municipality"))
    applicant = factory.SubFactory(UserFactory)
    folio = factory.Sequence(lambda n: f"LUG-2026-{n:05d}-0")
    state = RequestState.WAITLISTED
    seats_wanted = 1
    submitted_at = factory.LazyFunction(clock.now)
    waiting_key = factory.Sequence(lambda n: f"99999.{n:08d}")


def company(municipality: Municipality, *, workers: int = 2, **values: Any) -> Enterprise:
    """An enterprise with an owner and some workers."""
    enterprise = EnterpriseFactory(municipality=municipality, owner=UserFactory(), **values)
    for _ in range(workers):
        WorkerFactory(enterprise=enterprise)
    return enterprise


def owner_of(enterprise: Enterprise) -> Any:
    return enterprise.members.owners().order_by("pk").first().user


def workers_of(enterprise: Enterprise) -> list[Worker]:
    return list(enterprise.workers.order_by("pk"))


def ask(session: Session, enterprise: Enterprise | None = None, **values: Any) -> SeatRequest:
    """Ask for a seat by the owner of an enterprise, a new one of the city where none is given."""
    enterprise = enterprise or company(session.municipality)
    return ask_for_seats(session, enterprise, by=owner_of(enterprise), **{"seats": 1, **values})


def today(city: Municipality) -> date:
    return clock.today(city.zone)
