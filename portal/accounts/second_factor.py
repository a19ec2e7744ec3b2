"""The second factor: secrets encrypted at rest, and ten wrong codes in a quarter of an hour at most."""

from datetime import timedelta

from allauth.mfa.adapter import DefaultMFAAdapter

from portal.accounts.models import User
from portal.core import clock
from portal.core.encryption import open_text, seal_text
from portal.core.models import LedgerEntry

WRONG_CODES = 10
WITHIN = timedelta(minutes=15)
FAILURE = "accounts.second_factor.fail"

_AAD = "allauth.mfa.authenticator"


class SecondFactorAdapter(DefaultMFAAdapter):
    """Set by MFA_ADAPTER. allauth hands over bare text, so the ciphertext is bound to its kind and not to its row."""

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
