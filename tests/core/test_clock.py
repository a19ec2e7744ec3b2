from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from portal.core import clock


def test_the_clock_stands_still_where_it_was_moved_and_goes_on_afterwards():
    instant = datetime(2026, 11, 28, 4, 30, tzinfo=UTC)
    with clock.moved_to(instant):
        assert clock.now() == instant
        assert clock.today(ZoneInfo("America/Mexico_City")).isoformat() == "2026-11-27"
        with clock.moved_to(instant.replace(day=29)):
            assert clock.now().day == 29
        assert clock.now() == instant
    assert clock.now() > instant.replace(year=2025)
    assert clock.now().tzinfo is UTC


def test_the_clock_refuses_an_instant_without_a_zone():
    with pytest.raises(ValueError, match="aware"), clock.moved_to(datetime(2026, 1, 1)):
        pass
