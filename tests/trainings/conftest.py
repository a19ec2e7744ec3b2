from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import translation

from portal.accounts.models import User
from portal.core.enums import Role
from portal.core.models import Municipality
from tests.factories.core import MunicipalityFactory
from tests.factories.enterprises import reference
from tests.factories.organizations import city_member, member_of
from tests.factories.trainings import SessionFactory
from trainings.actions import holders
from trainings.models import SeatRequest, Session


@pytest.fixture
def juarez(db: Any) -> Municipality:
    reference("MX")
    return MunicipalityFactory(slug="juarez", name="Juárez", timezone="America/Ciudad_Juarez")


@pytest.fixture
def session(juarez: Municipality) -> Session:
    return SessionFactory(municipality=juarez)


@pytest.fixture
def staff(juarez: Municipality) -> User:
    return city_member(juarez, Role.STAFF)


@pytest.fixture
def english() -> Iterator[None]:
    """For tests that read a message: msgids are English, and the catalogue may reword its Spanish."""
    with translation.override("en"):
        yield


def officer_of(session: Session) -> User:
    return member_of(session.reviewer, Role.OFFICER)


def reload(request: SeatRequest) -> SeatRequest:
    return SeatRequest.objects.get(pk=request.pk)


def assert_counted(session: Session) -> None:
    session.refresh_from_db()
    assert session.taken == holders(session) <= session.capacity - session.social_seats
