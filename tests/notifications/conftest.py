import copy
from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def templates_of_the_greeting(settings) -> None:
    templates = copy.copy(settings.TEMPLATES)
    templates[0] = templates[0] | {"DIRS": [*templates[0]["DIRS"], Path(__file__).parent / "templates"]}
    settings.TEMPLATES = templates
