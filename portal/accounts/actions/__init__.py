from portal.accounts.actions.consents import give_consent, record_consent, withdraw_consent
from portal.accounts.actions.people import (
    is_unconfirmed,
    purge_unfinished_signups,
    reactivate_user,
    sign_up,
    suspend_user,
    update_profile,
)

__all__ = [
    "give_consent",
    "is_unconfirmed",
    "purge_unfinished_signups",
    "reactivate_user",
    "record_consent",
    "sign_up",
    "suspend_user",
    "update_profile",
    "withdraw_consent",
]
