"""The state of things at the top of the administration: `{% load desk %}{% waiting user as parts %}`."""

from typing import Any

from django import template

from portal.core.overview import Line, Text, overview

register = template.Library()


@register.simple_tag
def waiting(user: Any) -> list[tuple[Text, list[Line]]]:
    return overview(user)
