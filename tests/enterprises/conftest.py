import pytest

from portal.core.enums import Role
from tests.factories.accounts import UserFactory
from tests.factories.core import MunicipalityFactory
from tests.factories.enterprises import EnterpriseFactory, StrategicLineFactory, reference
from tests.factories.organizations import city_member


@pytest.fixture
def leon(db):
    return MunicipalityFactory(leon=True)


@pytest.fixture
def law(db):
    """The size tables and sectors of both countries."""
    reference("MX", "CO")


@pytest.fixture
def line(leon):
    return StrategicLineFactory(municipality=leon, number=1, slug="economia-circular")


@pytest.fixture
def mariana(db):
    return UserFactory(email="mariana@mail.example", full_name="Mariana Prueba")


@pytest.fixture
def staff(leon):
    return city_member(leon, Role.STAFF)


@pytest.fixture
def shoes(leon, mariana):
    """Mariana's enterprise."""
    return EnterpriseFactory(municipality=leon, owner=mariana, legal_name="Calzado Prueba, S.A. de C.V.", trade_name="")
