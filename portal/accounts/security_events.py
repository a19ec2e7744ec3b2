"""Log-ins, lock-outs and changes of what keeps an account safe, for the ledger.

Django's and allauth's own signals are the only place where these are known: they are read here for that, and nowhere
for effects of the domain.
"""

from typing import Any

from allauth.account import signals as account
from allauth.mfa import signals as second_factor
from axes.helpers import get_cool_off
from axes.signals import user_locked_out
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.core.cache import cache
from django.db import transaction
from django.dispatch import receiver
from django.http import HttpRequest

from portal.accounts.models import User
from portal.core import ledger


def record(event: str, user: User | None, **data: Any) -> None:
    """One ledger row on the account of `user`, in a transaction of its own where none is open."""
    with transaction.atomic():
        ledger.append(f"accounts.{event}", by=user, obj=user, data=data)


@receiver(user_logged_in, dispatch_uid="ledger")
def record_login(sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
    record("login", user)


@receiver(user_logged_out, dispatch_uid="ledger")
def record_logout(sender: Any, request: HttpRequest, user: User | None, **kwargs: Any) -> None:
    if user is not None:
        record("logout", user)


@receiver(user_locked_out, dispatch_uid="ledger")
def record_lockout(sender: Any, request: HttpRequest, username: str | None, ip_address: str, **kwargs: Any) -> None:
    """Once per account and address while the lock lasts, with digests in place of both: they may be anybody's."""
    account_digest, address_digest = ledger.digest(username or ""), ledger.digest(ip_address or "")
    seconds = int(get_cool_off(request).total_seconds())
    if cache.add(f"lockout:{account_digest}:{address_digest}", 1, timeout=seconds):
        with transaction.atomic():
            ledger.append("accounts.lockout", by=None, data={"account": account_digest, "address": address_digest})


@receiver(account.password_changed, dispatch_uid="ledger")
def record_password_change(sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
    record("password.change", user)


@receiver(account.password_set, dispatch_uid="ledger")
def record_password_set(sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
    record("password.set", user)


@receiver(account.password_reset, dispatch_uid="ledger")
def record_password_reset(sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
    record("password.reset", user)


@receiver(account.email_confirmed, dispatch_uid="ledger")
def record_email_confirmed(sender: Any, request: HttpRequest, email_address: Any, **kwargs: Any) -> None:
    record("email.confirm", email_address.user, email=ledger.digest(email_address.email))


@receiver(account.email_changed, dispatch_uid="ledger")
def record_email_change(sender: Any, request: HttpRequest, user: User, to_email_address: Any, **kwargs: Any) -> None:
    record("email.change", user, email=ledger.digest(to_email_address.email))


@receiver(second_factor.authenticator_added, dispatch_uid="ledger")
def record_factor_added(sender: Any, request: HttpRequest, user: User, authenticator: Any, **kwargs: Any) -> None:
    record("second_factor.add", user, kind=str(authenticator.type))


@receiver(second_factor.authenticator_removed, dispatch_uid="ledger")
def record_factor_removed(sender: Any, request: HttpRequest, user: User, authenticator: Any, **kwargs: Any) -> None:
    record("second_factor.remove", user, kind=str(authenticator.type))


@receiver(second_factor.authenticator_reset, dispatch_uid="ledger")
def record_factor_reset(sender: Any, request: HttpRequest, user: User, authenticator: Any, **kwargs: Any) -> None:
    record("second_factor.reset", user, kind=str(authenticator.type))


@receiver(second_factor.authentication_failed, dispatch_uid="ledger")
def record_factor_failed(sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
    record("second_factor.fail", user)
