"""What a template may ask of the roles that somebody holds."""

from typing import Any

from django import template

from portal.core.enums import Role
from portal.organizations.roles import has_role

register = template.Library()


@register.filter
def has_queue(user: Any) -> bool:
    """Whether `user` reviews for some organization: nobody else has a queue at /revision/, where it answers 404."""
    return has_role(user, Role.OFFICER)
