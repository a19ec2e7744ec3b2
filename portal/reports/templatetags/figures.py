"""Who is shown the way to the dashboard: `{% load figures %}`."""

from django import template

from portal.core.querysets import AnyUser
from portal.reports.dashboard import reads_figures as may_read

register = template.Library()


@register.filter
def reads_figures(user: AnyUser) -> bool:
    return may_read(user)
