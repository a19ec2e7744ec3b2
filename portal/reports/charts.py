"""Charts drawn on the server, without a library and without inline style: bars, stacked bars, and bars towards a goal.

Widths are percentages and the SVG has no viewBox, so that a chart fits 320 px as well as a desk while its words keep
their size. What each part means is told by pattern and words, never by colour alone: they print, and read, in grey. To
a screen reader a chart is one image with a title and a description; the table beside it has the numbers.
"""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

Size = int | Decimal

SERIES = 4  # patterns that can be told apart: solid, stripes, dots, empty
LINE, BAR, GAP = 22, 22, 16  # pixels: a line of words, a bar, and the room below it
LETTERS = 38  # of a line of words, at 320 px
DIGIT = Decimal("3.5")  # percent of the narrowest chart that one digit inside a bar takes
FULL = Decimal(100)


@dataclass(frozen=True)
class Bar:
    """One bar with its words above it.

    `parts` has a size per series of the chart, one where it has none; `text` is the amount as people read it. `goal` is
    what is to be reached: the bar is then drawn on a scale of its own, in an empty one that ends there.
    """

    label: str
    parts: Sequence[Size]
    text: str
    goal: Size | None = None

    @property
    def total(self) -> Size:
        return sum(self.parts)


@dataclass(frozen=True)
class Chart:
    """What is drawn. `code` names its parts in the page and must be the only one of that name there.

    Raises ValueError where there are more series than patterns, or a bar has another number of parts.
    """

    code: str
    title: str
    description: str
    bars: Sequence[Bar]
    series: Sequence[str] = field(default=())

    def __post_init__(self) -> None:
        if len(self.series) > SERIES:
            raise ValueError(f"at most {SERIES} series can be told apart, not {len(self.series)}")
        if any(len(bar.parts) != max(len(self.series), 1) for bar in self.bars):
            raise ValueError("each bar has one part per series")


def draw(chart: Chart) -> SafeString:
    """The chart as HTML: its legend and its SVG; nothing where it has no bars."""
    if not chart.bars:
        return SafeString("")
    most = max((bar.total for bar in chart.bars if bar.goal is None), default=0)
    top, rows = 0, []
    for bar in chart.bars:
        rows.append(_row(bar, bar.total if bar.goal is not None else most, top))
        top = rows[-1]["bottom"]
    context = {
        "chart": chart,
        "rows": rows,
        "height": top - GAP + 1,
        "legend": [{"series": number, "label": label} for number, label in enumerate(chart.series, 1)],
        "patterns": range(2, len(chart.series) + 1),
    }
    return SafeString(render_to_string("components/chart.html", context))


def _row(bar: Bar, most: Size, top: int) -> dict[str, Any]:
    lines = textwrap.wrap(f"{bar.label}: {bar.text}", LETTERS) or [""]
    if bar.goal is not None:
        most = max(most, bar.goal)
    below = top + LINE * len(lines)
    room = BAR if bar.total or bar.goal is not None else 0  # where nothing is drawn, its words stand alone
    parts, left = [], Decimal(0)
    for series, size in enumerate(bar.parts, 1):
        width = FULL * size / most if most else Decimal(0)
        if width:
            parts.append(_part(series, size, left, width))
        left += width
    return {
        "lines": [{"text": line, "y": top + LINE * number - 6} for number, line in enumerate(lines, 1)],
        "bar": below,
        "middle": below + BAR - 6,
        "parts": parts if len(bar.parts) > 1 else [part | {"text": ""} for part in parts],
        "track": _percent(FULL * bar.goal / most) if bar.goal is not None else "",
        "bottom": below + room + GAP,
    }


def _part(series: int, size: Size, left: Decimal, width: Decimal) -> dict[str, Any]:
    text = str(size)
    has_room = width > DIGIT * len(text) + 2
    return {
        "series": series,
        "x": _percent(left),
        "width": _percent(width),
        "centre": _percent(left + width / 2),
        "text": text if has_room else "",
    }


def _percent(value: Decimal) -> str:
    """As an attribute of SVG wants it, whatever the language of the page."""
    return f"{value:.2f}%"
