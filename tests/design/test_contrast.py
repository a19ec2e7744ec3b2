"""The colours of the stylesheet against WCAG 2.2 AA: 4.5 for text (1.4.3), 3 for what draws a control (1.4.11)."""

import re

import pytest
from django.conf import settings

CSS = settings.BASE_DIR / "static" / "css"

TEXT = [
    ("ink", "paper"),
    ("ink", "paper-2"),
    ("ink", "neutral-soft"),
    ("ink", "brand-soft"),
    ("muted", "paper"),
    ("muted", "paper-2"),
    ("on-brand", "brand"),
    ("on-brand", "brand-dark"),
    ("brand", "paper"),
    ("brand", "paper-2"),
    ("brand", "brand-soft"),
    ("brand-dark", "brand-soft"),
    ("accent", "paper"),
    ("ok", "paper"),
    ("ok", "ok-soft"),
    ("warn", "paper"),
    ("warn", "warn-soft"),
    ("error", "paper"),
    ("error", "error-soft"),
    ("info", "info-soft"),
    ("ink", "ok-soft"),
    ("ink", "warn-soft"),
    ("ink", "error-soft"),
    ("ink", "info-soft"),
]
DRAWN = [
    ("field", "paper"),
    ("field", "paper-2"),
    ("error", "paper"),
    ("ink", "focus"),  # the ring, against its halo
    ("focus", "brand"),  # the halo, on the band
    *((f"chart-{n}", "paper") for n in range(1, 6)),
]


def tokens() -> dict[str, str]:
    """The colours of the layer `tokens`, name without dashes → #rrggbb."""
    css = (CSS / "portal.css").read_text()
    layer = css[css.index("@layer tokens {") : css.index("@layer reset {")]
    found = dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{3,6});", layer))
    return {
        name: "#" + "".join(c * 2 for c in value[1:]) if len(value) == 4 else value for name, value in found.items()
    }


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_black_on_white_is_twenty_one_to_one() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize(("text", "ground"), TEXT)
def test_text_can_be_read_on_its_ground(text: str, ground: str) -> None:
    colours = tokens()
    assert contrast(colours[text], colours[ground]) >= 4.5


@pytest.mark.parametrize(("line", "ground"), DRAWN)
def test_what_draws_a_control_stands_out(line: str, ground: str) -> None:
    colours = tokens()
    assert contrast(colours[line], colours[ground]) >= 3


def test_the_admin_uses_only_colours_of_the_tokens() -> None:
    known = set(tokens().values()) | {"#000000", "#8c1d17"}  # loud text, and a darker red under the pointer
    used = re.findall(r"#[0-9a-f]{6}\b|#[0-9a-f]{3}\b", (CSS / "admin.css").read_text())
    full = {"#" + "".join(c * 2 for c in colour[1:]) if len(colour) == 4 else colour for colour in used}
    assert full <= known
