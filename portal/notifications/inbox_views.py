"""`/mi/avisos/`: the notices of an account, and which mails it wants."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.core.scoping import get_visible_or_404
from portal.notifications.inbox import mark_read
from portal.notifications.models import OutboxMessage
from portal.notifications.reminders.forms import PreferencesForm
from portal.notifications.reminders.leaving import choose, leave, read_token
from portal.notifications.rendering import render_in_portal

PAGE_SIZE = 20


@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """List the notices to the account, newest first."""
    rows = OutboxMessage.objects.inbox_of(request.user).select_related("municipality", "user")
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    page.object_list = [(message, render_in_portal(message)) for message in page.object_list]
    unread = OutboxMessage.objects.inbox_of(request.user).unread().count()
    return render(request, "notices/inbox.html", {"page": page, "unread": unread})


@require_safe
def detail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show one notice, as it was written."""
    message = _own(request, public_id)
    return render(request, "notices/detail.html", {"message": message, "shown": render_in_portal(message)})


@require_POST
def open_notice(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Mark one as read and show it."""
    message = _own(request, public_id)
    with transaction.atomic():
        mark_read(request.user, message)
    return redirect("notices:detail", message.public_id)


@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    with transaction.atomic():
        mark_read(request.user)
    return redirect("notices:inbox")


@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    """Choose which reminders come by mail."""
    form = PreferencesForm(request.POST or None, user=request.user, is_sent=request.method == "POST")
    if request.method == "POST" and form.is_valid():
        choose(request.user, by=request.user, wanted=form.cleaned_data["wanted"])
        messages.success(request, _("Your choice was saved."))
        return redirect("notices:preferences")
    return render(request, "notices/preferences.html", {"form": form})


# A mail program posts here by itself (RFC 8058), without a page before it or a session: the signed address is all the
# right there is, and a stranger's page that knew it could do nothing that opening the mail could not.
@csrf_exempt
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def leave_mails(request: HttpRequest, token: str) -> HttpResponse:
    """Stop the mails that the link names: asked on a page, done by its button."""
    user, families = read_token(token)
    if request.method == "POST":
        leave(user, by=None, codes={family.code for family in families})
    return render(request, "notices/leave.html", {"families": families, "done": request.method == "POST"})


def _own(request: HttpRequest, public_id: UUID) -> OutboxMessage:
    rows = OutboxMessage.objects.select_related("municipality", "user")
    return get_visible_or_404(rows, request.user, public_id=public_id)
