"""Charts: drawn for those who see them, told to those who do not, in any language and without inline style."""

import re
from decimal import Decimal

import pytest
from django.utils import translation

from portal.reports.charts import Bar, Chart, draw


def chart(**values) -> Chart:
    given = {"code": "c", "title": "Título", "description": "Lo más importante.", "bars": [Bar("A", (3,), "3")]}
    return Chart(**given | values)


def widths(html: str, series: int = 1) -> list[str]:
    return re.findall(rf'<rect class="chart-{series}" x="[^"]+" y="\d+" width="([^"]+%)"', html)


def test_a_screen_reader_is_told_title_and_description():
    html = draw(chart())
    assert 'role="img"' in html
    assert 'aria-labelledby="c-title c-desc"' in html
    assert '<title id="c-title">Título</title>' in html
    assert '<desc id="c-desc">Lo más importante.</desc>' in html


def test_widths_are_shares_of_the_longest_bar_and_parts_add_up():
    bars = [Bar("A", (3, 1), "4"), Bar("B", (0, 1), "1")]
    html = draw(chart(bars=bars, series=("sí", "no")))
    assert widths(html) == ["75.00%"]  # nothing is drawn for zero
    assert widths(html, 2) == ["25.00%", "25.00%"]


def test_a_bar_towards_a_goal_has_a_scale_of_its_own():
    html = draw(chart(bars=[Bar("A", (12,), "12 de 150", goal=Decimal(150)), Bar("B", (300,), "300 de 150", goal=150)]))
    assert widths(html) == ["8.00%", "100.00%"]
    assert re.findall(r'chart-track" x="0" y="\d+" width="([^"]+)"', html) == ["100.00%", "50.00%"]


def test_each_series_is_told_by_a_pattern_and_not_by_colour_alone():
    html = draw(chart(bars=[Bar("A", (1, 1, 1, 1), "4")], series=("a", "b", "c", "d")))
    assert {number for number in "234" if f'fill="url(#c-p{number})"' in html} == set("234")
    assert {number for number in "234" if f'<pattern id="c-p{number}"' in html} == set("234")
    assert html.count("<li>") == 4


def test_what_is_drawn_is_the_same_in_both_languages_and_clean():
    pages = []
    for language in ("es", "en"):
        with translation.override(language):
            pages.append(draw(chart(bars=[Bar("<b>Uno & dos</b>", (Decimal("1.5"),), "1.5"), Bar("B", (4,), "4")])))
    assert pages[0] == pages[1]
    assert "style=" not in pages[0]
    assert "<b>" not in pages[0]
    assert "37.50%" in pages[0]


def test_long_words_are_wrapped_so_that_a_phone_shows_them():
    html = draw(chart(bars=[Bar("Servicios de apoyo a los negocios y manejo de residuos", (3,), "3")]))
    lines = re.findall(r'<text x="0"[^>]*>([^<]+)<', html)
    assert len(lines) == 2
    assert max(map(len, lines)) <= 38


def test_nothing_is_drawn_of_nothing():
    assert draw(chart(bars=[])) == ""
    assert widths(draw(chart(bars=[Bar("A", (0,), "0")]))) == []


def test_more_series_than_patterns_are_refused():
    with pytest.raises(ValueError, match="at most 4"):
        chart(bars=[Bar("A", (1,) * 5, "5")], series=tuple("abcde"))
    with pytest.raises(ValueError, match="one part per series"):
        chart(bars=[Bar("A", (1, 2), "3")])
