from portal.documents.actions.intake import keep, store, supersede, withdraw
from portal.documents.actions.verdicts import check, check_waiting

__all__ = ["check", "check_waiting", "keep", "store", "supersede", "withdraw"]
