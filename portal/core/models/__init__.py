from portal.core.models.bases import LoadedRow, PublicIdModel, TransitionRow
from portal.core.models.folios import FolioCounter
from portal.core.models.ledger import LedgerEntry, Seal
from portal.core.models.municipality import Municipality, NonWorkingDay

__all__ = [
    "FolioCounter",
    "LedgerEntry",
    "LoadedRow",
    "Municipality",
    "NonWorkingDay",
    "PublicIdModel",
    "Seal",
    "TransitionRow",
]
