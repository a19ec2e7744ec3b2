"""Every address, as those who enter the administration."""

import pytest

from tests.access.each_role import EachRole

pytestmark = pytest.mark.django_db


class TestTheDesk(EachRole):
    roles = ("staff", "other staff", "city admin", "auditor", "finance", "installation")
