from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import translation

from portal.accounts.models import User
from portal.core.enums import Role
from programs import declarations
from programs.actions import submit
from programs.enums import EnrollmentState
from programs.models import Call, Enrollment
from tests.factories.organizations import city_member, member_of
from tests.factories.programs import CallFactory, EnrollmentFactory, member

S = EnrollmentState


@pytest.fixture
def call(db: None) -> Call:
    return CallFactory(places=2)


@pytest.fixture
def officer(call: Call) -> User:
    return member_of(call.reviewer, Role.OFFICER)


@pytest.fixture
def staff(call: Call) -> User:
    return city_member(call.municipality, Role.STAFF)


def owner_of(enrollment: Enrollment) -> User:
    return member(enrollment.enterprise)


def send(enrollment: Enrollment, by: Any = None) -> Enrollment:
    return submit(enrollment, by=by or owner_of(enrollment), declaration=declarations.VERSION)


def in_state(call: Call, state: str, **values: Any) -> Enrollment:
    return EnrollmentFactory(call=call, state=state, **values)


@pytest.fixture
def english() -> Iterator[None]:
    """For tests that read a message: msgids are English, and the catalogue may reword its Spanish."""
    with translation.override("en"):
        yield
