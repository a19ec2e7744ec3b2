import pytest
from django.urls import reverse

from enterprises.actions import accept_tax_document, attach_tax_document, update_enterprise
from portal.core.actions import Refused
from portal.documents.actions import store
from portal.documents.models import Document
from programs.demo_content import pdf_of
from tests.enterprises.test_people import accepted
from tests.factories.accounts import UserFactory
from tests.factories.core import MunicipalityFactory
from tests.factories.enterprises import EnterpriseFactory, EnterpriseMemberFactory
from tests.factories.organizations import city_member

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


@pytest.fixture
def sent(shoes, mariana):
    """The tax certificate of the shoes, a real file that passed its checks."""
    upload = pdf_of("Constancia", "Calzado Prueba")
    document = store(shoes.vault, by=mariana, upload=upload, kind="tax_certificate")
    attach_tax_document(shoes, by=mariana, document=document)
    return document


def test_the_desk_opens_the_certificate_from_the_list_before_it_accepts_it(client, shoes, sent, staff):
    address = reverse("admin:enterprises_enterprise_certificate", args=[shoes.pk])
    client.force_login(staff)
    assert address in client.get(reverse("admin:enterprises_enterprise_changelist")).content.decode()
    assert address in client.get(reverse("admin:enterprises_enterprise_change", args=[shoes.pk])).content.decode()
    answer = client.get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert answer.content.startswith(b"%PDF")
    without = EnterpriseFactory(municipality=shoes.municipality)
    assert client.get(reverse("admin:enterprises_enterprise_certificate", args=[without.pk])).status_code == 404


def test_the_desk_of_another_city_and_who_has_no_desk_open_no_certificate(client, shoes, sent):
    address = reverse("admin:enterprises_enterprise_certificate", args=[shoes.pk])
    client.force_login(city_member(MunicipalityFactory()))
    assert client.get(address).status_code == 404
    client.force_login(UserFactory())
    assert client.get(address).status_code in (302, 403)


def test_the_members_open_the_certificate_they_sent_and_nobody_else(client, shoes, mariana, sent, staff):
    address = reverse("enterprises:tax_document_file", args=[shoes.public_id])
    client.force_login(mariana)
    assert address in client.get(reverse("enterprises:detail", args=[shoes.public_id])).content.decode()
    assert client.get(address).content.startswith(b"%PDF")
    for user in (UserFactory(), staff):
        client.force_login(user)
        assert client.get(address).status_code == 404
