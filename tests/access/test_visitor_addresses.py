"""Every address, as those who never enter the administration."""

import pytest

from tests.access.each_role import EachRole

pytestmark = pytest.mark.django_db


class TestVisitors(EachRole):
    roles = ("anonymous", "suspended", "citizen", "owner", "other owner", "officer", "other officer")
