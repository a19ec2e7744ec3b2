"""A city's own sentence in a reminder. It may name what the kind declares, written {call_title}, and nothing else."""

import string
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

_formatter = string.Formatter()


def validate(text: str, variables: Mapping[str, Any]) -> None:
    """Raise ValidationError when `text` names something else than one of `variables`, or cannot be read."""
    known = ", ".join(f"{{{name}}}" for name in variables)
    try:
        parts = list(_formatter.parse(text))
    except ValueError:
        raise ValidationError(_("A brace is open or closed without its pair. Write names like {name}.")) from None
    for _literal, name, form, conversion in parts:
        if name is None:
            continue
        if name not in variables or form or conversion:
            raise ValidationError(
                _("“%(name)s” is not known here. These are: %(known)s."), params={"name": name, "known": known or "—"}
            )


def fill(text: str, facts: Mapping[str, Any]) -> str:
    """`text` with each name replaced by its fact. The text was validated when it was saved."""
    return "".join(
        literal + (str(facts.get(name, "")) if name is not None else "")
        for literal, name, _form, _conversion in _formatter.parse(text)
    )
