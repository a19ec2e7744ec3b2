"""Bytes and calls that the content policy and a slow line would notice."""

import gzip
import re
from pathlib import Path

import pytest
from django.conf import settings

STATIC = settings.BASE_DIR / "static"
TEMPLATES = settings.BASE_DIR / "templates"

LIMITS = {
    "css/portal.css": 9,
    "css/console.css": 3,
    "js/app.js": 6,
    "js/console.js": 12,
    "img/hero.svg": 6,
    "img/icons.svg": 4,
    "img/illustrations.svg": 3,
}


@pytest.mark.parametrize(("name", "kilobytes"), LIMITS.items())
def test_each_file_stays_within_its_weight(name: str, kilobytes: int) -> None:
    assert len(gzip.compress((STATIC / name).read_bytes(), 9)) <= kilobytes * 1024


@pytest.mark.parametrize("path", sorted(STATIC.rglob("*.css")), ids=lambda path: path.name)
def test_the_stylesheets_load_nothing_from_elsewhere(path: Path) -> None:
    assert not re.findall(r"@import|url\(\s*[\"']?(?:https?:|//|data:)", path.read_text())


def icon_names() -> set[str]:
    return set(re.findall(r'<symbol id="([\w-]+)"', (STATIC / "img/icons.svg").read_text()))


def test_every_icon_that_a_template_names_is_in_the_sprite() -> None:
    named = {
        name
        for path in TEMPLATES.rglob("*.html")
        for name in re.findall(r'"components/icon\.html" with name="([\w-]+)"', path.read_text())
    }
    assert named <= icon_names()


def test_every_drawing_that_a_template_names_exists() -> None:
    drawn = set(re.findall(r'<symbol id="([\w-]+)"', (STATIC / "img/illustrations.svg").read_text()))
    named = {
        name for path in TEMPLATES.rglob("*.html") for name in re.findall(r'illustration="([\w-]+)"', path.read_text())
    }
    assert named <= drawn


@pytest.mark.parametrize("path", sorted((TEMPLATES / "components").glob("*.html")), ids=lambda path: path.stem)
def test_every_component_states_its_parameters_first(path: Path) -> None:
    assert re.match(r"\{# .*([Pp]arameters|Needs the whole context).* #\}", path.read_text().splitlines()[0])
