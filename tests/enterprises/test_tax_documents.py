import pytest

from enterprises.actions import accept_tax_document, attach_tax_document, update_enterprise
from portal.core.actions import Refused
from portal.documents.models import Document
from tests.enterprises.test_people import accepted
from tests.factories.enterprises import EnterpriseMemberFactory

pytestmark = pytest.mark.django_db


def certificate(enterprise, state="clean"):
    """A tax certificate in the enterprise's vault that is attached to nothing."""
    row = Document.objects.get(pk=accepted(enterprise).tax_document_id)
    row.state = state
    row.save()
    type(enterprise).objects.filter(pk=enterprise.pk).update(tax_document=None, tax_document_accepted_at=None)
    enterprise.refresh_from_db()
    return row


def test_a_newer_certificate_leaves_the_identity_proven_until_the_city_accepts_it(shoes, staff):
    newer = certificate(shoes)
    first = accepted(shoes).tax_document
    member = EnterpriseMemberFactory(enterprise=shoes, role="collaborator").user
    shoes = attach_tax_document(shoes, by=member, document=newer)
    assert (shoes.tax_document, shoes.is_proven, shoes.pending_tax_document) == (first, True, newer)
    with pytest.raises(Refused) as refused:
        update_enterprise(shoes, by=member, legal_name="Otra Prueba, S.A. de C.V.")
    assert refused.value.code == "identity_proven"
    before = shoes.tax_document_accepted_at
    shoes = accept_tax_document(shoes, by=staff)
    assert (shoes.tax_document, shoes.pending_tax_document) == (newer, None)
    assert shoes.tax_document_accepted_at > before
    with pytest.raises(Refused) as refused:
        accept_tax_document(shoes, by=staff)
    assert refused.value.code == "already_accepted"


def test_a_newer_certificate_that_was_not_checked_leaves_the_accepted_one(shoes, staff):
    newer = certificate(shoes, state="quarantine")
    accepted(shoes)
    shoes = attach_tax_document(shoes, by=shoes.members.get().user, document=newer)
    with pytest.raises(Refused) as refused:
        accept_tax_document(shoes, by=staff)
    assert refused.value.code == "not_checked"
    shoes.refresh_from_db()
    assert shoes.is_proven
