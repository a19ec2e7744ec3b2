"""The second factor: secrets encrypted at rest, and ten wrong codes in a quarter of an hour at most."""

import time
from datetime import timedelta

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import User
from portal.core import clock
from portal.core.encryption import open_text, seal_text
from portal.core.models import LedgerEntry

WRONG_CODES = 10
WITHIN = timedelta(minutes=15)
FAILURE = "accounts.second_factor.fail"

AFTER_SETTING_UP = "after_second_factor"
"""Where, in the session, the page stands that was wanted by whoever was led to set up a second factor."""

_AAD = "allauth.mfa.authenticator"


class SecondFactorAdapter(DefaultMFAAdapter):
    """Set by MFA_ADAPTER. allauth hands over bare text, so the ciphertext is bound to its kind and not to its row."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("This is not the code. Write the one that your app shows now."),
    }

    def encrypt(self, text: str) -> str:
        return seal_text(text, _AAD)

    def decrypt(self, encrypted_text: str) -> str:
        return open_text(encrypted_text, _AAD)


def seconds_locked(user: User) -> int:
    """How long `user` must wait until another code is looked at; 0 for not at all.

    The failures are counted where they are recorded, in the ledger: a cache that is down, or a process that starts
    anew, forgets none.
    """
    failures = LedgerEntry.objects.filter(by_id=user.pk, action=FAILURE, at__gt=clock.now() - WITHIN).order_by("-pk")
    recent = list(failures.values_list("at", flat=True)[:WRONG_CODES])
    if len(recent) < WRONG_CODES:
        return 0
    return max(1, int((recent[-1] + WITHIN - clock.now()).total_seconds()))


def count_the_log_in(request: HttpRequest) -> None:
    """Let the password that was typed to log in count for setting up the first second factor, and nothing later.

    allauth would ask for it again seconds after the log-in; it does so where that was ACCOUNT_REAUTHENTICATION_TIMEOUT
    ago, and always where there already is a second factor.
    """
    if not request.user.is_authenticated or is_mfa_enabled(request.user):
        return
    proofs = get_authentication_records(request, request.user)
    if proofs and time.time() - proofs[0]["at"] < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT:
        record_authentication(request, request.user, method=proofs[0]["method"], reauthenticated=True)
