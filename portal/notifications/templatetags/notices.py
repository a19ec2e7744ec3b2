"""What the pages of someone logged in say of the inbox."""

from typing import Any

from django import template

from portal.notifications.models import OutboxMessage

register = template.Library()

MOST = 99


@register.simple_tag
def unread_notices(user: Any) -> str:
    """Return how many notices the account has not opened, as it stands beside the link: "", "3" or "99+".

    One bounded query per request, however often the link is drawn: the answer is kept on the account's instance.
    """
    if not user.is_authenticated:
        return ""
    if not hasattr(user, "_unread_notices"):
        user._unread_notices = OutboxMessage.objects.inbox_of(user).unread()[: MOST + 1].count()
    unread: int = user._unread_notices
    if not unread:
        return ""
    return f"{MOST}+" if unread > MOST else str(unread)
