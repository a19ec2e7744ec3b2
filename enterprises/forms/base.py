"""What the forms of the enterprises share."""

from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError

from portal.core.actions import Refused

P = ParamSpec("P")
R = TypeVar("R")


class CalmForm(forms.Form):
    """A form that the server checks, so that no browser stops a person with a message of its own."""

    use_required_attribute = False
    refusals: dict[str, str] = {}
    """Code of a refusal → the field beside which its message stands; others stand in the summary."""

    def attempt(self, action: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R | None:
        """Run `action`. What it refuses becomes an error of this form, with all that was typed, and None is given."""
        try:
            return action(*args, **kwargs)
        except Refused as refused:
            self.add_error(self.refusals.get(refused.code), refused.message)
        except ValidationError as error:
            for name, messages in _by_field(error).items():
                for message in messages:
                    self.add_error(name if name in self.fields else None, message)
        return None


def _by_field(error: ValidationError) -> dict[str, list[Any]]:
    return error.message_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.messages}
