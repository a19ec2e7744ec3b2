"""The outbox, to be looked at: what was told to whom, what waits, what was given up and why."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from portal.core.actions import Refused
from portal.core.admin import OutsideIsGoneMixin
from portal.core.admin_lookups import PlainLookupsMixin, ScopedRelatedFilter
from portal.notifications.actions import send_again
from portal.notifications.enums import MessageState
from portal.notifications.models import OutboxMessage


@admin.register(OutboxMessage)
class OutboxMessageAdmin(PlainLookupsMixin, OutsideIsGoneMixin):
    """Read-only but for sending again; facts and secrets are not shown, they are the recipient's."""

    list_display = ("created_at", "event", "audience", "email", "state", "attempts", "sent_at")
    list_filter = ("state", "event", ("municipality", ScopedRelatedFilter))
    search_fields = ("email", "message_id")
    date_hierarchy = "created_at"
    show_full_result_count = False
    list_select_related = ("municipality",)
    fields = readonly_fields = (
        "event",
        "audience",
        "email",
        "recipient_name",
        "municipality",
        "language",
        "state",
        "attempts",
        "created_at",
        "due_at",
        "lease_until",
        "sent_at",
        "message_id",
        "last_error",
    )
    actions = ("send_again_selected",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_send_permission(self, request: HttpRequest) -> bool:
        return self.has_change_permission(request)

    @admin.action(description=_("Send again what was given up"), permissions=["send"])
    def send_again_selected(self, request: HttpRequest, queryset: QuerySet[OutboxMessage]) -> None:
        sent = 0
        for message in queryset.filter(state=MessageState.DEAD).order_by("pk"):
            try:
                send_again(message, by=request.user)
            except Refused as refusal:
                messages.warning(request, refusal.message)
            else:
                sent += 1
        text = ngettext("%(count)s message will be sent again.", "%(count)s messages will be sent again.", sent)
        messages.info(request, text % {"count": sent})
