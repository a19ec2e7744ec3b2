from portal.documents.actions.intake import keep, store
from portal.documents.actions.verdicts import check, check_waiting

__all__ = ["check", "check_waiting", "keep", "store"]
