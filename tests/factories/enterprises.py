import datetime
from decimal import Decimal
from typing import Any

import factory
from stdnum.co import nit
from stdnum.mx import rfc

from enterprises.actions.sizing import resize
from enterprises.enums import MemberRole, PersonType, RegistrationState
from enterprises.models import (
    Enterprise,
    EnterpriseInvitation,
    EnterpriseMember,
    JoinRequest,
    MercantileRegistration,
    Project,
    SectorCode,
    StrategicLine,
    Worker,
    YearlyFigures,
)
from enterprises.reference import load_reference
from enterprises.tax_ids import tax_id_index
from portal.core import clock
from portal.documents.models import Vault
from tests.factories.accounts import UserFactory
from tests.factories.core import MunicipalityFactory
from tests.factories.organizations import OrganizationFactory, member_of


def synthetic_rfc(number: int, person_type: str = PersonType.LEGAL) -> str:
    """An RFC with a right check digit for the `number`-th enterprise of a test."""
    letters = "ZZ" if person_type == PersonType.LEGAL else "ZZX"
    day = datetime.date(2000, 1, 1) + datetime.timedelta(days=number % 9000)
    base = f"{letters}{chr(65 + number // 9000 % 26)}{day:%y%m%d}{'ABCDEFGHJK'[number % 10]}1"
    return base + rfc.calc_check_digit(base)


def synthetic_nit(number: int, person_type: str = PersonType.LEGAL) -> str:
    """A NIT with its digit for the `number`-th enterprise of a test."""
    base = str(999_000_000 + number if person_type == PersonType.LEGAL else 1_065_900_000 + number)
    return f"{base}-{nit.calc_check_digit(base)}"


class EnterpriseFactory(factory.django.DjangoModelFactory):
    """An enterprise with a tax id and no members.

    `EnterpriseFactory(idea=True)` has no tax id; `owner=user` makes that user its owner; `natural=True` is an
    individual; the country is that of the city.
    """

    class Meta:
        model = Enterprise
        skip_postgeneration_save = True

    class Params:
        idea = factory.Trait(tax_id="")
        natural = factory.Trait(person_type=PersonType.NATURAL)
        number = factory.Sequence(lambda n: n)

    municipality = factory.SubFactory(MunicipalityFactory)
    country = factory.SelfAttribute("municipality.country")
    person_type = PersonType.LEGAL
    legal_name = factory.Sequence(lambda n: f"Empresa Prueba {n}, S.A. de C.V.")
    trade_name = factory.Sequence(lambda n: f"Empresa Prueba {n}")
    tax_id = factory.LazyAttribute(
        lambda row: (synthetic_nit if row.country == "CO" else synthetic_rfc)(row.number, row.person_type)
    )
    tax_id_index = factory.LazyAttribute(lambda row: tax_id_index(row.country, row.tax_id) if row.tax_id else None)
    activity = "Calzado de piel"
    founded_on = datetime.date(2019, 3, 4)
    registered_at = factory.LazyFunction(clock.now)
    vault = factory.LazyAttribute(lambda row: Vault.objects.create(municipality=row.municipality))

    @factory.post_generation
    def owner(self, create: bool, extracted: Any, **kwargs: Any) -> None:
        if create and extracted is not None:
            EnterpriseMemberFactory(enterprise=self, user=extracted)


class EnterpriseMemberFactory(factory.django.DjangoModelFactory):
    """An owner; `role=MemberRole.COLLABORATOR` for the other kind."""

    class Meta:
        model = EnterpriseMember

    enterprise = factory.SubFactory(EnterpriseFactory)
    user = factory.SubFactory(UserFactory)
    role = MemberRole.OWNER
    since = factory.LazyFunction(clock.now)


class EnterpriseInvitationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = EnterpriseInvitation

    enterprise = factory.SubFactory(EnterpriseFactory)
    email = factory.Sequence(lambda n: f"invitada{n}@mail.example")
    token_digest = factory.Sequence(lambda n: f"{n:064d}")
    invited_by = factory.SubFactory(UserFactory)
    created_at = factory.LazyFunction(clock.now)
    expires_at = factory.LazyAttribute(lambda row: row.created_at + datetime.timedelta(days=7))


class JoinRequestFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = JoinRequest

    enterprise = factory.SubFactory(EnterpriseFactory)
    user = factory.SubFactory(UserFactory)
    municipality = factory.SelfAttribute("enterprise.municipality")
    created_at = factory.LazyFunction(clock.now)
    due_at = factory.LazyAttribute(lambda row: row.created_at + datetime.timedelta(days=2))


class YearlyFiguresFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = YearlyFigures

    enterprise = factory.SubFactory(EnterpriseFactory)
    year = factory.LazyFunction(lambda: clock.now().year - 1)
    workers = 10
    sales = Decimal(4_000_000)
    recorded_at = factory.LazyFunction(clock.now)


class WorkerFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Worker

    enterprise = factory.SubFactory(EnterpriseFactory)
    full_name = factory.Sequence(lambda n: f"Trabajadora Prueba {n}")


class StrategicLineFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = StrategicLine

    municipality = factory.SubFactory(MunicipalityFactory)
    number = factory.Sequence(lambda n: n + 1)
    name = factory.Sequence(lambda n: f"Línea {n + 1}")
    slug = factory.Sequence(lambda n: f"linea-{n + 1}")
    is_published = True


class ProjectFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Project

    enterprise = factory.SubFactory(EnterpriseFactory)
    line = factory.SubFactory(StrategicLineFactory, municipality=factory.SelfAttribute("..enterprise.municipality"))
    title = factory.Sequence(lambda n: f"Proyecto Prueba {n}")
    goal = "Reducir el consumo de agua en el teñido."
    budget = Decimal(250_000)
    created_at = factory.LazyFunction(clock.now)


class SectorCodeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = SectorCode
        django_get_or_create = ("country", "code")

    country = "MX"
    code = "31-33"
    name = "Industrias manufactureras"
    stratum = "industry"
    source = "SCIAN México 2023"


def reference(*countries: str) -> None:
    """Load the law of the countries, as a city file does; Mexico's where none is named."""
    for country in countries or ("MX",):
        load_reference(country)


def with_figures(enterprise: Enterprise, *, workers: int, sales: int, sector: str = "31-33") -> Enterprise:
    """Give an enterprise its sector and last year's figures, and compute its size. Needs the reference data."""
    enterprise.sector_code = sector
    YearlyFiguresFactory(enterprise=enterprise, workers=workers, sales=Decimal(sales))
    resize(enterprise)
    enterprise.save()
    return enterprise


class MercantileRegistrationFactory(factory.django.DjangoModelFactory):
    """A matrícula that waits for its chamber; `confirmed=True` is one that an officer of the chamber confirmed."""

    class Meta:
        model = MercantileRegistration

    class Params:
        confirmed = factory.Trait(
            state=RegistrationState.CONFIRMED,
            renewed_on=factory.LazyAttribute(lambda row: datetime.date(row.renewed_year, 3, 20)),
            decided_by=factory.LazyAttribute(lambda row: member_of(row.chamber)),
            decided_at=factory.LazyFunction(clock.now),
        )

    enterprise = factory.SubFactory(EnterpriseFactory, municipality__colombia=True)
    chamber = factory.SubFactory(OrganizationFactory, municipality=factory.SelfAttribute("..enterprise.municipality"))
    number = factory.Sequence(lambda n: f"{150000 + n}")
    renewed_year = factory.LazyFunction(lambda: clock.now().year)
    declared_at = factory.LazyFunction(clock.now)
