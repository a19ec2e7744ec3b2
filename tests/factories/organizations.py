from typing import Any

import factory

from portal.accounts.models import User
from portal.core import clock
from portal.core.enums import Role
from portal.core.models import Municipality
from portal.organizations.enums import OrganizationKind, UnitKind
from portal.organizations.models import Membership, Organization, Unit
from portal.organizations.permissions import ADMIN_ROLES
from tests.factories.accounts import UserFactory
from tests.factories.core import MunicipalityFactory


class OrganizationFactory(factory.django.DjangoModelFactory):
    """A chamber; `OrganizationFactory(city=True)` is the city's own organization."""

    class Meta:
        model = Organization

    class Params:
        city = factory.Trait(kind=OrganizationKind.CITY)

    municipality = factory.SubFactory(MunicipalityFactory)
    kind = OrganizationKind.CHAMBER
    name = factory.Sequence(lambda n: f"Organización {n}")
    slug = factory.Sequence(lambda n: f"organizacion-{n}")


class UnitFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Unit

    organization = factory.SubFactory(OrganizationFactory, city=True)
    kind = UnitKind.SECRETARIAT
    name = factory.Sequence(lambda n: f"Secretaría {n}")
    slug = factory.Sequence(lambda n: f"secretaria-{n}")


class MembershipFactory(factory.django.DjangoModelFactory):
    """A role that is held; the holder may enter the administration where the role asks for it."""

    class Meta:
        model = Membership
        skip_postgeneration_save = True

    user = factory.SubFactory(UserFactory)
    organization = factory.SubFactory(OrganizationFactory)
    role = Role.OFFICER
    granted_at = factory.LazyFunction(clock.now)

    @factory.post_generation
    def is_staff(self, create: bool, extracted: Any, **kwargs: Any) -> None:
        if create and self.role in ADMIN_ROLES and not self.user.is_staff:
            self.user.is_staff = True
            self.user.save(update_fields=["is_staff"])


def city_organization(municipality: Municipality) -> Organization:
    """The own organization of `municipality`, made where it has none."""
    own = Organization.objects.filter(municipality=municipality, kind=OrganizationKind.CITY).first()
    return own or OrganizationFactory(municipality=municipality, city=True, name=municipality.official_name)


def member_of(organization: Organization, role: Role = Role.OFFICER, **user: Any) -> User:
    """Somebody who holds `role` in `organization`."""
    return MembershipFactory(organization=organization, role=role, user=UserFactory(**user)).user


def city_member(municipality: Municipality, role: Role = Role.STAFF, **user: Any) -> User:
    """Somebody who holds `role` in the own organization of `municipality`."""
    return member_of(city_organization(municipality), role, **user)
