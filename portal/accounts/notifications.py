"""The mails of an account. Codes travel as secrets: encrypted in the outbox, wiped when sent, never in a subject."""

from collections.abc import Iterable
from typing import Any

from allauth.account.models import EmailAddress
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import User
from portal.core.models import Municipality
from portal.notifications.notices import Notice, Recipient


class AccountMail(Notice):
    """A mail about an account to one address, which may have no account at all."""

    audiences = ("person",)

    def __init__(
        self,
        email: str,
        *,
        language: str,
        municipality: Municipality | None = None,
        user: User | None = None,
        code: str = "",
    ) -> None:
        self.email = email
        self.language = language
        self.municipality = municipality
        self.user = user
        self.code = code

    def recipients(self) -> Iterable[Recipient]:
        # A name that anybody typed at sign-up is not said to an address that nobody confirmed: mails are no relay.
        own = EmailAddress.objects.filter(user=self.user, email__iexact=self.email, verified=True)
        name = self.user.full_name if self.user and own.exists() else ""
        yield Recipient("person", self.user, self.email, self.language, name)


class CodeMail(AccountMail):
    """Brings a code that is typed into the page that asked for it; valid for 15 minutes."""

    def facts(self) -> dict[str, Any]:
        return {"secret": {"code": self.code}}


class SignupCode(CodeMail):
    event = "accounts.signup_code"


class EmailCode(CodeMail):
    """To confirm another address of an account that exists."""

    event = "accounts.email_code"


class PasswordResetCode(CodeMail):
    event = "accounts.password_reset_code"


class AlreadyRegistered(AccountMail):
    """Somebody tried to sign up with the address of an account. The page told them nothing of it."""

    event = "accounts.already_registered"

    def facts(self) -> dict[str, Any]:
        return {"action_path": reverse("account_login"), "reset_path": reverse("account_reset_password")}


class UnknownAccount(AccountMail):
    """Somebody asked for a new password of an address without an account. The page told them nothing of it."""

    event = "accounts.unknown_account"

    def facts(self) -> dict[str, Any]:
        return {"action_path": reverse("account_signup")}


class SecurityChanged(AccountMail):
    """Something changed by which an account is kept safe; if it was not its owner, they should hear of it at once."""

    event = "accounts.security_changed"

    def __init__(self, email: str, *, change: str, **kwargs: Any) -> None:
        super().__init__(email, **kwargs)
        self.change = change

    def facts(self) -> dict[str, Any]:
        return {"change": CHANGES[self.change], "action_path": reverse("account_reset_password")}


CODE_MAILS: dict[str, type[AccountMail]] = {
    "account/email/email_confirmation_signup": SignupCode,
    "account/email/email_confirmation": EmailCode,
    "account/email/password_reset_code": PasswordResetCode,
    "account/email/account_already_exists": AlreadyRegistered,
    "account/email/unknown_account": UnknownAccount,
}
"""allauth's name of a mail, and ours."""

CHANGES: dict[str, Promise] = {
    "account/email/password_changed": _("Your password was changed."),
    "account/email/password_set": _("A password was set."),
    "account/email/password_reset": _("Your password was replaced by means of a code from the mail."),
    "account/email/email_changed": _("The e-mail by which you log in was changed."),
    "account/email/email_confirm": _("An e-mail of your account was confirmed."),
    "account/email/email_deleted": _("An e-mail was removed from your account."),
    "mfa/email/totp_activated": _("An application for codes was added as your second factor."),
    "mfa/email/totp_deactivated": _("The application for codes was removed: your account has no second factor now."),
    "mfa/email/recovery_codes_generated": _("New recovery codes were made; the earlier ones no longer work."),
}
"""allauth's name of a notice about safety, and what we say."""


def account_mail(
    template_prefix: str,
    email: str,
    *,
    language: str,
    municipality: Municipality | None,
    user: User | None,
    code: str = "",
) -> AccountMail:
    """Our notice for a mail that allauth wants sent. Raises KeyError for one that no text was written for."""
    who = {"language": language, "municipality": municipality, "user": user}
    if mail := CODE_MAILS.get(template_prefix):
        return mail(email, code=code, **who)
    if template_prefix in CHANGES:
        return SecurityChanged(email, change=template_prefix, **who)
    raise KeyError(f"There is no text for the mail {template_prefix!r}.")
