"""For the tests: an undefined variable in a template of ours is an error, not an empty place on the page."""

import sys
from types import FrameType

from django.conf import settings
from django.template.base import FilterExpression, Node


class UndefinedVariable(AssertionError):
    """A template of the project used a name that its view did not give."""


class StrictUndefined(str):
    """Django's `string_if_invalid`: raises in the project's own templates, is the empty string in those of libraries.

    Django asks for its truth before it puts it in the place of a variable, and blocktranslate asks whether it contains
    "%s"; these two questions are where the name is found undefined. Library templates rely on undefined names.
    """

    def __bool__(self) -> bool:
        self._refuse_in_our_templates()
        return False

    def __contains__(self, text: object) -> bool:
        self._refuse_in_our_templates()
        return False

    def _refuse_in_our_templates(self) -> None:
        frame: FrameType | None = sys._getframe(2)
        name = frame.f_locals.get("key", "?") if frame else "?"  # blocktranslate asks by key
        while frame:
            node = frame.f_locals.get("self")
            if name == "?" and isinstance(node, FilterExpression):
                name = node.token
            if isinstance(node, Node) and (origin := getattr(node, "origin", None)) is not None:
                if str(origin.name).startswith(str(settings.BASE_DIR / "templates")):
                    raise UndefinedVariable(f"{name} is undefined in {origin.name}, line {node.token.lineno}")
                return
            frame = frame.f_back
