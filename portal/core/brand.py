"""The colours of a city, and the contrast that they must keep (WCAG 2.2, 1.4.3: 4.5:1 for text)."""

import re
from collections.abc import Iterator

TEXT_CONTRAST = 4.5
WHITE, INK = "#ffffff", "#1b2327"
_HEX = re.compile(r"#[0-9a-fA-F]{6}")


def _channels(color: str) -> tuple[int, int, int]:
    if not _HEX.fullmatch(color):
        raise ValueError(f"a colour is written #rrggbb, not {color!r}")
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)


def _luminance(color: str) -> float:
    def linear(channel: int) -> float:
        share = channel / 255
        return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(channel) for channel in _channels(color))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours written #rrggbb, from 1 to 21. Raises ValueError on another form."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def mix(color: str, other: str, share: float) -> str:
    """`color` with `share` (0 to 1) of `other` mixed in."""
    pairs = zip(_channels(color), _channels(other), strict=True)
    return "#" + "".join(f"{round(a * (1 - share) + b * share):02x}" for a, b in pairs)


def nearest(color: str, text: str) -> str:
    """The tone of `color` that is nearest to it and lets `text` be read on it: darker for white, lighter for ink."""
    towards = WHITE if _luminance(text) < _luminance(color) or text != WHITE else "#000000"
    return next(tone for step in range(101) if contrast(tone := mix(color, towards, step / 100), text) >= TEXT_CONTRAST)


def derived(brand: str) -> tuple[str, str]:
    """The dark and the soft companion of a brand colour, for a city that gives only one."""
    return mix(brand, "#000000", 0.3), mix(brand, WHITE, 0.9)


def faults(brand: str, dark: str, soft: str) -> Iterator[tuple[str, str]]:
    """The field and the reason of each colour that people could not read well."""
    pairs = [
        ("brand_color", brand, WHITE, "white text on it"),
        ("brand_dark", dark, WHITE, "white text on it"),
        ("brand_soft", soft, INK, "dark text on it"),
        ("brand_soft", soft, brand, "the brand colour on it"),
    ]
    for name, color, text, what in pairs:
        try:
            ratio = contrast(color, text)
        except ValueError as error:
            yield name, str(error)
            continue
        if ratio < TEXT_CONTRAST:
            yield name, f"{what} has a contrast of {ratio:.2f}:1, it needs {TEXT_CONTRAST}:1"
