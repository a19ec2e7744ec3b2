"""Mails that could not be sent: for the installation's administrator."""

from collections.abc import Iterator

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.core.overview import Desk, Line, listed, part
from portal.notifications.enums import MessageState
from portal.notifications.models import OutboxMessage


@part(gettext_lazy("The installation"), order=91)
def mails(desk: Desk) -> Iterator[Line]:
    if not desk.user.is_superuser:
        return
    said = {MessageState.DEAD: _("Mails that were given up"), MessageState.FAILED: _("Mails that will be tried again")}
    stuck = OutboxMessage.objects.filter(state__in=said).order_by().values_list("state").annotate(n=Count("pk"))
    for state, count in sorted(stuck):
        yield Line(said[state], count, listed("notifications_outboxmessage", state__exact=state))
