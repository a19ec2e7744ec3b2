from portal.notifications.actions.delivery import (
    MAX_ATTEMPTS,
    Delivered,
    bury_exhausted,
    claim,
    deliver,
    deliver_due,
    send_again,
    send_drained,
    wipe_old_secrets,
)
from portal.notifications.actions.notices import notify, notify_all

__all__ = [
    "MAX_ATTEMPTS",
    "Delivered",
    "bury_exhausted",
    "claim",
    "deliver",
    "deliver_due",
    "notify",
    "notify_all",
    "send_again",
    "send_drained",
    "wipe_old_secrets",
]
