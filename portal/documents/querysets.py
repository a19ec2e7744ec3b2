from typing import Self

from portal.core.querysets import AnyUser, ScopedQuerySet
from portal.documents import scoping
from portal.documents.enums import DocumentState


class DocumentQuerySet(ScopedQuerySet):
    def visible_to(self, user: AnyUser) -> Self:
        """Documents that `user` may see: the union of what the owners of vaults registered."""
        return self.filter(scoping.q(user))

    def clean(self) -> Self:
        """Documents that passed the checks and were not withdrawn."""
        return self.filter(state=DocumentState.CLEAN, withdrawn_at__isnull=True)

    def current(self) -> Self:
        """Documents that no newer one has replaced, and that were not refused or withdrawn."""
        return self.exclude(state=DocumentState.REJECTED).filter(superseded_by__isnull=True, withdrawn_at__isnull=True)

    def kept(self) -> Self:
        """Documents that count for how much a vault may keep.

        What a newer one replaced stays as evidence, which its owner cannot remove: of each, the newest counts. What was
        refused or withdrawn does not.
        """
        return self.current().exclude(stored_name="")

    def in_quarantine(self) -> Self:
        """Documents that still wait for their check."""
        return self.filter(state=DocumentState.QUARANTINE, withdrawn_at__isnull=True)
