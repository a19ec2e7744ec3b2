"""Where allauth meets the portal: its mails go through our outbox, and people start where their roles lead."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from axes.handlers.proxy import AxesProxyHandler
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from portal.accounts import landing
from portal.accounts.city_choice import city_of
from portal.accounts.forms import page_language
from portal.accounts.models import User
from portal.accounts.notifications import account_mail
from portal.core.models import Municipality
from portal.notifications.actions import notify


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "incorrect_code": _("This is not the code. Write the one of our newest mail, or ask for another code."),
    }

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write the mail to the outbox; the worker sends it. Known and unknown addresses cost the same."""
        user = User.objects.filter(email=email.lower()).first()
        mail = account_mail(
            template_prefix,
            email,
            language=user.language if user else page_language(),
            municipality=city_of(self.request),
            user=user,
            code=context.get("code", ""),
        )
        with transaction.atomic():
            notify(mail)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Stop what comes too fast for axes, which counts a failure only after looking at the password.

        The cache takes the attempt before the password is looked at, so that of many at once only as many as
        ACCOUNT_RATE_LIMITS["login_failed"] says are evaluated. The answer is the one that axes gives.
        """
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            AxesProxyHandler.update_request(request)
            vars(request).update(axes_locked_out=True, axes_credentials=credentials)
            raise

    def is_safe_url(self, url: str | None) -> bool:
        """Whether `?next=` may lead there. What is no address at all is not safe, and no error of ours either."""
        try:
            return super().is_safe_url(url)
        except ValueError:
            return False

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Open where a city is; each city's page closes itself while it has no privacy notice in force."""
        return Municipality.objects.filter(is_published=True).exists()

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return landing.url_for(request.user)

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        return landing.url_for(request.user)
