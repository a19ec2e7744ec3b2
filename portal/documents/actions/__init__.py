from portal.documents.actions.check import check, check_waiting
from portal.documents.actions.store import keep, store, supersede, withdraw

__all__ = ["check", "check_waiting", "keep", "store", "supersede", "withdraw"]
