from uuid import uuid4

import pytest
from django.urls import reverse

from enterprises.models import StrategicLine
from portal.core.enums import Role
from portal.core.models import LedgerEntry
from tests.enterprises.test_people import accepted
from tests.factories.accounts import UserFactory
from tests.factories.enterprises import EnterpriseFactory, JoinRequestFactory, YearlyFiguresFactory
from tests.factories.organizations import city_member

pytestmark = pytest.mark.django_db


def page(name, *args):
    return reverse(f"admin:enterprises_{name}", args=args)


@pytest.fixture
def desk(client, staff):
    client.force_login(staff)
    return client


def test_the_desk_lists_its_own_city_and_the_others_row_is_not_there(desk, shoes):
    abroad = EnterpriseFactory(trade_name="Lejana")
    html = desk.get(page("enterprise_changelist")).content.decode()
    assert shoes.display_name in html
    assert "Lejana" not in html
    for name in ("change", "merge"):
        assert desk.get(page(f"enterprise_{name}", abroad.pk)).status_code in (302, 404)
    assert desk.post(page("enterprise_reveal", abroad.pk)).status_code == 404


def test_the_tax_id_is_masked_until_it_is_asked_for_and_the_look_is_written_down(desk, shoes, staff):
    YearlyFiguresFactory(enterprise=shoes)
    assert shoes.tax_id not in desk.get(page("enterprise_change", shoes.pk)).content.decode()
    assert desk.get(page("enterprise_reveal", shoes.pk)).status_code == 302
    assert not LedgerEntry.objects.filter(action="enterprises.tax_id.reveal").exists()
    assert shoes.tax_id in desk.post(page("enterprise_reveal", shoes.pk)).content.decode()
    assert LedgerEntry.objects.get(action="enterprises.tax_id.reveal").by_id == staff.pk


def test_an_auditor_reads_and_reveals_nothing(client, leon, shoes):
    client.force_login(city_member(leon, Role.AUDITOR))
    assert client.get(page("enterprise_change", shoes.pk)).status_code == 200
    assert client.post(page("enterprise_reveal", shoes.pk)).status_code == 403
    assert client.get(page("enterprise_merge", shoes.pk)).status_code == 403


def test_staff_accept_a_certificate_after_opening_it_and_never_a_newer_one_unseen(desk, leon, shoes):
    accepted(shoes)
    shoes.tax_document_accepted_at = None
    shoes.save()
    address, seen = page("enterprise_accept", shoes.pk), shoes.tax_document.public_id
    assert page("enterprise_certificate", shoes.pk) in desk.get(address).content.decode()
    assert desk.post(address, {"document": seen}).context["form"].errors["looked"]
    answer = desk.post(address, {"document": uuid4(), "looked": "on"}, follow=True)
    assert [message.level_tag for message in answer.context["messages"]] == ["error"]
    shoes.refresh_from_db()
    assert not shoes.is_proven
    desk.post(address, {"document": seen, "looked": "on"})
    shoes.refresh_from_db()
    assert shoes.is_proven
    without = EnterpriseFactory(municipality=leon)
    assert desk.get(page("enterprise_accept", without.pk))["Location"] == page("enterprise_change", without.pk)


def test_staff_merge_from_the_page_of_the_one_that_goes(desk, leon, shoes):
    double = EnterpriseFactory(municipality=leon)
    wrong = desk.post(page("enterprise_merge", double.pk), {"into": EnterpriseFactory().public_id, "confirm": "on"})
    assert wrong.context["form"].errors["into"]
    answer = desk.post(page("enterprise_merge", double.pk), {"into": shoes.public_id, "confirm": "on"})
    assert answer["Location"] == page("enterprise_change", shoes.pk)
    double.refresh_from_db()
    assert double.merged_into == shoes


def test_staff_answer_the_requests_made_in_their_city(desk, leon, shoes):
    asked = JoinRequestFactory(enterprise=EnterpriseFactory(), municipality=leon)
    elsewhere = JoinRequestFactory()
    assert desk.get(page("joinrequest_decide", elsewhere.pk)).status_code == 404
    html = desk.get(page("joinrequest_changelist")).content.decode()
    assert asked.user.full_name in html
    assert elsewhere.user.full_name not in html
    assert desk.get(page("joinrequest_change", asked.pk)).status_code == 200
    assert desk.get(page("joinrequest_decide", asked.pk)).status_code == 200
    desk.post(page("joinrequest_decide", asked.pk), {"decision": "accept"})
    asked.refresh_from_db()
    assert asked.state == "accepted"


def test_staff_name_and_publish_a_line_of_their_city_with_a_row_in_the_ledger(desk, leon, line):
    address = page("strategicline_change", line.pk)
    assert desk.get(address).status_code == 200
    desk.post(address, {"name": "Turismo", "slug": "turismo", "is_published": "on", "description": ""})
    assert StrategicLine.objects.get(pk=line.pk).name == "Turismo"
    row = LedgerEntry.objects.of_object(line).get(action__startswith="admin.")
    assert "name" in row.data["fields"]
    assert desk.get(page("sizerule_changelist")).status_code == 200
    assert desk.get(page("project_changelist")).status_code == 200


def test_the_law_is_changed_by_the_installation_alone(desk, client, law):
    assert desk.get(page("referencevalue_add")).status_code == 403
    client.force_login(UserFactory(superuser=True))
    value = {
        "country": "CO",
        "code": "uvt",
        "name": "UVT 2027",
        "value": "55000",
        "valid_from": "2027-01-01",
        "source": "DIAN",
    }
    answer = client.post(page("referencevalue_add"), value | {"valid_until": ""})
    assert answer.status_code == 302
    assert LedgerEntry.objects.filter(object_type="enterprises.referencevalue").exists()


@pytest.mark.parametrize("name", ["enterprise_changelist", "joinrequest_changelist", "project_changelist"])
def test_the_lists_of_the_desk_do_not_grow_in_queries(desk, leon, name, django_assert_max_num_queries):
    counts = []
    for _ in range(2):
        for _ in range(3):
            JoinRequestFactory(enterprise=EnterpriseFactory(municipality=leon))
        desk.get(page(name))
        with django_assert_max_num_queries(40) as captured:
            desk.get(page(name))
        counts.append(len(captured.captured_queries))
    assert counts[0] == counts[1]
