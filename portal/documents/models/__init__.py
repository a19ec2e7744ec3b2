from portal.documents.models.document import Document
from portal.documents.models.vault import Vault

__all__ = ["Document", "Vault"]
