"""The mails of the demo, for whoever tries it; anywhere else these addresses answer 404."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from portal.notifications.models import DemoMail

PAGE_SIZE = 25
LONGEST_SEARCH = 200
# The mail runs no script and loads nothing; its link opens beside it.
HTML_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    "sandbox allow-popups allow-popups-to-escape-sandbox"
)

View = Callable[..., HttpResponse]


def demo_only(view: View) -> View:
    """Answer 404 outside a demo, whoever asks; inside one, anybody may read the mails."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not settings.DEMO:
            raise Http404
        return view(request, *args, **kwargs)

    return login_not_required(require_safe(answer))


@demo_only
def mail_list(request: HttpRequest) -> HttpResponse:
    search = request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST_SEARCH]
    mails = DemoMail.objects.to_address(search).defer("text", "html")
    page = Paginator(mails, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"page": page, "search": search, "query": urlencode({"q": search}) if search else ""}
    return render(request, "mailbox/list.html", context)


@demo_only
def mail_detail(request: HttpRequest, public_id: object) -> HttpResponse:
    return render(request, "mailbox/detail.html", {"mail": get_object_or_404(DemoMail, public_id=public_id)})


@demo_only
def mail_html(request: HttpRequest, public_id: object) -> HttpResponse:
    """The formatted text alone, as a mail program shows it, under a policy of its own."""
    mail = get_object_or_404(DemoMail, public_id=public_id)
    return HttpResponse(mail.html, headers={"Content-Security-Policy": HTML_POLICY})
