"""Small groups in public statistics: none under five is shown, nor can it be worked out from the others.

Applied to one list of groups that add up to a known total. Zero is shown: it says that there is nobody, of nobody.
"""

from collections.abc import Sequence

SMALLEST = 5  # people or enterprises of the smallest group that may be shown


def shown(counts: Sequence[int]) -> tuple[list[int | None], int | None]:
    """`counts` and their total, None where it must not be shown.

    Groups of one to four are hidden. While only one is hidden, or the hidden ones together are under five, the smallest
    of the others is hidden too: the difference to the total then stands for several groups. A total under five is
    hidden with all its groups.
    """
    total = sum(counts)
    if 0 < total < SMALLEST:
        return [None if count else 0 for count in counts], None
    hidden = {place for place, count in enumerate(counts) if 0 < count < SMALLEST}
    others = sorted((place for place, count in enumerate(counts) if count >= SMALLEST), key=lambda place: counts[place])
    while hidden and others and (len(hidden) < 2 or sum(counts[place] for place in hidden) < SMALLEST):
        hidden.add(others.pop(0))
    return [None if place in hidden else count for place, count in enumerate(counts)], total
