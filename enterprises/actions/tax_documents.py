"""The tax certificate that proves who an enterprise is, and the look at its whole tax id."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from enterprises.actions.refusals import CITY_WRITERS, MEMBER_OR_CITY, guard
from enterprises.models import Enterprise
from portal.core import clock, ledger
from portal.core.actions import Refused, action, locked
from portal.documents.enums import DocumentState

if TYPE_CHECKING:
    from uuid import UUID

    from portal.accounts.models import User
    from portal.documents.models import Document

KIND = "tax_certificate"


@action("enterprises.tax_document.attach")
def attach_tax_document(enterprise: Enterprise, *, by: "User", document: "Document") -> Enterprise:
    """Set the tax certificate, a document of the enterprise's own vault; the city looks at it.

    One that the city accepted keeps proving name and tax id until the city accepts this newer one.
    Raises NotAllowed, Refused ("other_vault", "no_tax_id").
    """
    enterprise = locked(enterprise)
    guard(enterprise, by, MEMBER_OR_CITY)
    if document.vault_id != enterprise.vault_id:
        raise Refused("other_vault", _("This document belongs to another file."))
    if enterprise.is_idea:
        raise Refused("no_tax_id", _("Please add the tax id first."))
    field = "pending_tax_document" if enterprise.is_proven else "tax_document"
    setattr(enterprise, field, document)
    enterprise.save(update_fields=[field])
    ledger.append("enterprises.tax_document.attach", by=by, obj=enterprise, data={"document": str(document.public_id)})
    return enterprise


@action("enterprises.tax_document.accept")
def accept_tax_document(enterprise: Enterprise, *, by: "User", seen: "UUID | None" = None) -> Enterprise:
    """Accept the tax certificate: name and tax id are proven from now on. A newer one takes the place of the accepted.

    For staff of the home city. `seen` is the public id of the document that they looked at; None does not ask.
    Raises NotAllowed, Refused ("no_document", "not_checked", "already_accepted", "newer_document").
    """
    enterprise = locked(enterprise)
    guard(enterprise, by, CITY_WRITERS)
    document = enterprise.tax_document_to_accept
    if document is None and enterprise.is_proven:
        raise Refused("already_accepted", _("The tax certificate was accepted already."))
    if document is None:
        raise Refused("no_document", _("The enterprise has not sent its tax certificate."))
    if seen is not None and document.public_id != seen:
        raise Refused("newer_document", _("A newer certificate was sent meanwhile. Please open that one."))
    if document.state != DocumentState.CLEAN:
        raise Refused("not_checked", _("The file has not passed its checks yet."))
    enterprise.tax_document, enterprise.pending_tax_document = document, None
    enterprise.tax_document_accepted_at = clock.now()
    enterprise.save(update_fields=["tax_document", "pending_tax_document", "tax_document_accepted_at"])
    ledger.append("enterprises.tax_document.accept", by=by, obj=enterprise, data={"document": str(document.public_id)})
    return enterprise


@action("enterprises.tax_id.reveal")
def reveal_tax_id(enterprise: Enterprise, *, by: "User") -> str:
    """Give the whole tax id to staff of the home city, and write down who looked. Raises NotAllowed."""
    guard(enterprise, by, CITY_WRITERS)
    ledger.append("enterprises.tax_id.reveal", by=by, obj=enterprise)
    return enterprise.tax_id
