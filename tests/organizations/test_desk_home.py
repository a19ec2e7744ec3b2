"""The first page of the administration: what waits, for whom, since when; each reader sees no more than their lists."""

from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from enterprises.models import Enterprise
from portal.core import clock
from portal.core.actions import Refused
from portal.core.enums import Role
from portal.core.models import LedgerEntry
from portal.organizations.actions.unlocking import unlock_account
from programs.enums import EnrollmentState as S
from tests.factories.accounts import UserFactory
from tests.factories.core import MunicipalityFactory
from tests.factories.documents import DocumentFactory
from tests.factories.enterprises import EnterpriseFactory, JoinRequestFactory
from tests.factories.notifications import OutboxMessageFactory
from tests.factories.organizations import OrganizationFactory, city_member, member_of
from tests.factories.programs import CallFactory, EnrollmentFactory, ProgramFactory
from tests.factories.reports import ImportRunFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.fixture
def city():
    return MunicipalityFactory()


@pytest.fixture
def chamber(city):
    return OrganizationFactory(municipality=city, name="Cámara de Prueba")


def home(client, user) -> str:
    client.force_login(user)
    return client.get(reverse("admin:index"), headers={"accept-language": "en"}).content.decode()


def fill(city, chamber) -> None:
    """One of each thing that may wait."""
    call = CallFactory(program=ProgramFactory(municipality=city), reviewer=chamber)
    for state in (S.SUBMITTED, S.CHANGES_REQUESTED, S.OFFERED):
        EnrollmentFactory(call=call, state=state)
    late = EnrollmentFactory(call=call, state=S.IN_REVIEW).case
    late.due_at = clock.now() - timedelta(days=3)
    late.save(update_fields=["due_at"])
    enterprise = EnterpriseFactory(municipality=city)
    Enterprise.objects.filter(pk=enterprise.pk).update(tax_document=DocumentFactory(vault=enterprise.vault))
    JoinRequestFactory(enterprise=enterprise, municipality=city)
    ImportRunFactory(municipality=city, state="checked")
    CallFactory(program=call.program, reviewer=chamber, draft=True)


def test_the_staff_reads_what_waits_for_whom_and_what_is_late(client, city, chamber):
    fill(city, chamber)
    page = home(client, city_member(city, Role.STAFF))
    for said in (
        "<strong>2</strong> · Cámara de Prueba owes an answer",
        "<strong>1</strong> · Corrections that enterprises owe",
        "<strong>1</strong> · Offered places that wait for an answer",
        "<strong>1</strong> · Requests to join an enterprise",
        "<strong>1</strong> · Tax certificates to be looked at",
        "<strong>1</strong> · Checked files that wait for your yes",
        "<strong>1</strong> · Calls that are being prepared",
        "1 past its term",
    ):
        assert said in page, said
    assert "Recent actions" not in page


def test_each_line_leads_to_its_list(client, city, chamber):
    fill(city, chamber)
    page = home(client, city_member(city, Role.STAFF))
    addresses = [part.split('"')[0].replace("&amp;", "&") for part in page.split('<li>\n              <a href="')[1:]]
    assert len(addresses) >= 7
    for address in addresses:
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert "e=1" not in answer.request["QUERY_STRING"], address


def test_nobody_reads_of_another_city_and_the_installation_reads_no_case(client, city, chamber):
    fill(MunicipalityFactory(), OrganizationFactory(name="Cámara Ajena"))
    assert "Nothing waits." in home(client, city_member(city, Role.STAFF))
    fill(city, chamber)
    OutboxMessageFactory(municipality=city, dead=True)
    page = home(client, UserFactory(superuser=True))
    assert "owes an answer" not in page
    assert "Requests to join an enterprise" not in page
    assert "Mails that were given up" in page
    assert "Mails that were given up" not in home(client, city_member(city, Role.AUDITOR))


def test_the_page_takes_as_many_queries_for_much_as_for_little(client, city, chamber):
    user = city_member(city, Role.STAFF)
    fill(city, chamber)
    home(client, user)
    counts = []
    for _turn in range(2):
        with CaptureQueriesContext(connection) as made:
            home(client, user)
        counts.append(len(made))
        for number in range(3):
            fill(city, OrganizationFactory(municipality=city, name=f"Cámara {number}"))
    assert counts[0] == counts[1]


def test_an_account_is_unlocked_by_the_administrator_of_its_city_alone(client, city, chamber):
    officer = member_of(chamber, Role.OFFICER)
    AccessAttempt.objects.create(username=officer.email, ip_address="192.0.2.1", failures_since_start=9)
    with pytest.raises(Refused):
        unlock_account(officer, by=city_member(MunicipalityFactory(), Role.CITY_ADMIN))
    client.force_login(city_member(city, Role.STAFF))
    asked = {"action": "unlock", "_selected_action": [officer.pk]}
    client.post(reverse("admin:accounts_user_changelist"), asked)
    assert AccessAttempt.objects.exists()
    client.force_login(city_member(city, Role.CITY_ADMIN))
    client.post(reverse("admin:accounts_user_changelist"), asked)
    assert not AccessAttempt.objects.exists()
    assert LedgerEntry.objects.filter(action="accounts.unlock", object_id=officer.pk).exists()
