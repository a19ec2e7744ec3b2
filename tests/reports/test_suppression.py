"""No group under five is shown, and none can be worked out from the others."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.reports.suppression import SMALLEST, shown


@pytest.mark.parametrize(
    ("counts", "seen", "total"),
    [
        ([12, 9, 0], [12, 9, 0], 21),
        ([12, 3, 9], [12, None, None], 24),  # with 3 alone hidden, 24 - 12 - 9 would tell it
        ([20, 1, 1, 7], [20, None, None, None], 29),  # 1 + 1 = 2 would tell both
        ([3, 4, 11], [None, None, 11], 18),
        ([3, 0, 0], [None, 0, 0], None),
        ([2, 2], [None, None], None),
        ([5, 0], [5, 0], 5),
        ([], [], 0),
    ],
)
def test_small_groups_are_hidden_with_another(counts, seen, total):
    assert shown(counts) == (seen, total)


@given(st.lists(st.integers(0, 40), max_size=8))
def test_no_hidden_group_can_be_worked_out(counts):
    seen, total = shown(counts)
    assert all(count is None or count == 0 or count >= SMALLEST for count in seen)
    assert all(count in (None, true) for count, true in zip(seen, counts, strict=True))
    hidden = [true for count, true in zip(seen, counts, strict=True) if count is None]
    if total is None:
        assert 0 < sum(counts) < SMALLEST
    elif hidden:
        # Of a hidden group one knows that it is at least 1; there must be room to move one from it to another.
        assert len(hidden) >= 2
        assert sum(hidden) > len(hidden)
