"""Law and classification that ship with the portal, by country; see docs/howto/update-size-tables.md."""

from enterprises.reference.loading import load_reference

__all__ = ["load_reference"]
