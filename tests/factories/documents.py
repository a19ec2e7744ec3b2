import hashlib
import uuid
from typing import Any

import factory

from portal.core import clock
from portal.documents import files
from portal.documents.enums import DocumentState
from portal.documents.models import Document, Vault
from tests.factories.accounts import UserFactory

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


class VaultFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Vault

    label = factory.Sequence(lambda n: f"Expediente {n}")


class DocumentFactory(factory.django.DjangoModelFactory):
    """A clean PDF whose file is there; `quarantine=True`, `rejected=True`; `content=b"…"` for other bytes."""

    class Meta:
        model = Document

    class Params:
        content = PDF
        quarantine = factory.Trait(state=DocumentState.QUARANTINE, checked_at=None, pages=None)
        rejected = factory.Trait(state=DocumentState.REJECTED, rejection_code="attachments", stored_name="", pages=None)

    public_id = factory.LazyFunction(uuid.uuid4)
    vault = factory.SubFactory(VaultFactory)
    kind = "tax_certificate"
    original_name = "constancia.pdf"
    content_type = "application/pdf"
    size = factory.LazyAttribute(lambda document: len(document.content))
    sha256 = factory.LazyAttribute(lambda document: hashlib.sha256(document.content).hexdigest())
    pages = 1
    state = DocumentState.CLEAN
    uploaded_by = factory.SubFactory(UserFactory)
    uploaded_at = factory.LazyFunction(clock.now)
    checked_at = factory.LazyFunction(clock.now)

    @factory.lazy_attribute
    def stored_name(self: Any) -> str:
        return files.write(self.content, self.public_id)
