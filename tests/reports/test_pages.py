"""The pages of the reports: who sees what, asking, waiting, downloading."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.core import clock
from portal.core.actions import Refused
from portal.core.enums import Role
from portal.core.models import LedgerEntry
from portal.reports.actions import claim, record_download, run_due
from portal.reports.enums import RunState
from portal.reports.models import ReportRun, ReportSchedule
from tests.factories.accounts import UserFactory
from tests.factories.core import MunicipalityFactory
from tests.factories.organizations import OrganizationFactory, city_member, member_of
from tests.factories.reports import ReportRunFactory, ReportScheduleFactory

LIST = "/gestion/reportes/"
PERIOD = {"since": "2020-01-01", "until": "2100-01-01"}


def request_url(city, slug="extracto-de-bitacora") -> str:
    return f"{LIST}{city.slug}/{slug}/"


def run_url(run, verb="") -> str:
    return f"{LIST}corridas/{run.public_id}/{verb}"


@pytest.mark.django_db
class TestWho:
    def test_a_report_is_offered_to_its_roles_alone(self, client):
        city = MunicipalityFactory()
        for role, offered in ((Role.AUDITOR, True), (Role.CITY_ADMIN, True), (Role.STAFF, False)):
            client.force_login(city_member(city, role))
            assert (request_url(city) in client.get(LIST).content.decode()) is offered
            assert client.get(request_url(city)).status_code == (200 if offered else 404)

    def test_entrepreneurs_and_strangers_get_404_or_the_log_in(self, client):
        city = MunicipalityFactory()
        assert client.get(LIST).status_code == 302
        client.force_login(UserFactory())
        assert client.get(LIST).status_code == 404
        assert client.get(request_url(city)).status_code == 404

    def test_an_officer_is_offered_what_officers_may_run(self, client):
        chamber = OrganizationFactory()
        client.force_login(member_of(chamber, Role.OFFICER))
        page = client.get(LIST).content.decode()
        assert request_url(chamber.municipality, "carga-y-tiempos-de-revision") in page
        assert "extracto-de-bitacora" not in page
        assert "padron" not in page

    def test_another_city_is_404_at_every_address(self, client):
        run = ReportRunFactory()
        schedule = ReportScheduleFactory(municipality=run.municipality)
        client.force_login(city_member(MunicipalityFactory(), Role.CITY_ADMIN))
        assert client.get(request_url(run.municipality)).status_code == 404
        assert client.get(run_url(run)).status_code == 404
        assert client.get(run_url(run, "estado.json")).status_code == 404
        for verb in ("cancelar/", "repetir/", "archivo/"):
            assert client.post(run_url(run, verb)).status_code == 404
        assert client.post(f"{LIST}programados/{schedule.public_id}/terminar/").status_code == 404
        assert run.requested_by.full_name not in client.get(LIST).content.decode()

    def test_the_desk_sees_what_others_of_the_desk_asked_for_and_may_run_itself(self):
        run = ReportRunFactory()
        same = city_member(run.municipality, Role.CITY_ADMIN)
        staff = city_member(run.municipality, Role.STAFF)
        assert list(ReportRun.objects.visible_to(same)) == [run]
        assert not ReportRun.objects.visible_to(staff).exists(), "staff may not run the ledger extract"

    def test_officers_see_their_own_alone(self):
        chamber = OrganizationFactory()
        one, other = member_of(chamber, Role.OFFICER), member_of(chamber, Role.OFFICER)
        run = ReportRunFactory(municipality=chamber.municipality, requested_by=one, slug="carga-y-tiempos-de-revision")
        assert list(ReportRun.objects.visible_to(one)) == [run]
        assert not ReportRun.objects.visible_to(other).exists()

    def test_a_role_that_ended_takes_the_files_away(self, client):
        run = ReportRunFactory()
        client.force_login(run.requested_by)
        assert client.get(run_url(run)).status_code == 200
        run.requested_by.memberships.update(ended_at=clock.now())
        assert client.get(run_url(run)).status_code == 404


@pytest.mark.django_db
def test_a_period_that_ends_before_it_begins_is_said(client):
    city = MunicipalityFactory()
    client.force_login(city_member(city, Role.AUDITOR))
    answer = client.post(
        request_url(city), {"since": "2026-02-01", "until": "2026-01-01", "format": "csv", "every": "once"}
    )
    assert answer.status_code == 200
    assert "error-summary" in answer.content.decode()
    assert not ReportRun.objects.exists()


@pytest.mark.django_db
def test_asking_every_month_makes_a_schedule_that_the_page_can_end(client):
    city = MunicipalityFactory()
    client.force_login(city_member(city, Role.AUDITOR))
    client.post(request_url(city), PERIOD | {"format": "csv", "every": "month"})
    schedule = ReportSchedule.objects.get()
    assert schedule.filters == {}
    end = f"{LIST}programados/{schedule.public_id}/terminar/"
    assert end in client.get(LIST).content.decode()
    client.post(end)
    assert end not in client.get(LIST).content.decode()


@pytest.mark.django_db
def test_the_queue_is_told_and_can_be_left(client):
    first = ReportRunFactory()
    run = ReportRunFactory(municipality=first.municipality, requested_by=first.requested_by)
    client.force_login(run.requested_by)
    assert client.get(run_url(run, "estado.json")).json()["open"] is True
    with_place = client.get("/en" + run_url(run)).content.decode()
    assert "number 2 in the queue" in with_place
    assert "js/report.js" in with_place
    assert 'http-equiv="refresh"' not in with_place
    assert client.get(run_url(run, "cancelar/")).status_code == 405
    client.post(run_url(run, "cancelar/"))
    run.refresh_from_db()
    assert run.state == RunState.CANCELLED
    client.post(run_url(run, "repetir/"))
    run.refresh_from_db()
    assert run.state == RunState.QUEUED


@pytest.mark.django_db
def test_a_running_report_says_its_percentage_and_the_quarter_aloud(client):
    run = ReportRunFactory(state=RunState.RUNNING, rows_done=410, rows_total=1000)
    client.force_login(run.requested_by)
    facts = client.get("/en" + run_url(run, "estado.json")).json()
    assert (facts["percent"], facts["said"]) == (41, "25 percent done")
    assert "410 of 1,000" in facts["label"]
    assert 'value="41"' in client.get(run_url(run)).content.decode()


@pytest.mark.django_db(transaction=True)
def test_from_the_form_to_the_file(client):
    city = MunicipalityFactory()
    auditor = city_member(city, Role.AUDITOR)
    client.force_login(auditor)
    answer = client.post(request_url(city), PERIOD | {"format": "csv", "every": "once"}, follow=True)
    run = ReportRun.objects.get()
    assert answer.redirect_chain == [(run_url(run), 302)]
    run_due()
    run.refresh_from_db()
    page = client.get(run_url(run)).content.decode()
    assert run.sha256 in page.replace("<wbr>", "")
    assert auditor.full_name in page
    assert client.get(run_url(run, "archivo/")).status_code == 405, "taking a file is written down: a POST"
    download = client.post(run_url(run, "archivo/"))
    content = b"".join(download.streaming_content)
    assert len(content) == run.size == int(download["Content-Length"])
    assert content.startswith(b"\xef\xbb\xbf")
    assert f"extracto-de-bitacora-{city.slug}-" in download["Content-Disposition"]
    assert download["Content-Security-Policy"] == "default-src 'none'; sandbox"
    entry = LedgerEntry.objects.get(action="reports.run.download")
    assert (entry.by_id, entry.data["rows"], entry.data["filters"]) == (auditor.pk, run.rows, PERIOD)


@pytest.mark.django_db(transaction=True)
def test_a_large_file_asks_for_the_password_again(client):
    run = ReportRunFactory()
    run_due()
    ReportRun.objects.update(rows=1001)
    client.force_login(run.requested_by)
    answer = client.post(run_url(run, "archivo/"))
    assert answer.status_code == 302
    assert (
        "reautenticar" in answer["Location"] or "reauthenticate" in answer["Location"] or "cuenta" in answer["Location"]
    )
    assert not LedgerEntry.objects.filter(action="reports.run.download").exists()


@pytest.mark.django_db
def test_a_file_that_is_no_longer_kept_is_said(client):
    run = ReportRunFactory(state=RunState.EXPIRED)
    client.force_login(run.requested_by)
    assert client.get(run_url(run)).status_code == 200
    assert client.post(run_url(run, "archivo/"), follow=True).status_code == 200


@pytest.mark.django_db
def test_the_list_asks_no_more_of_the_database_for_more_runs(client):
    run = ReportRunFactory()
    client.force_login(run.requested_by)

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            client.get(LIST)
        return len(captured)

    queries()
    few = queries()
    ReportRunFactory.create_batch(6, municipality=run.municipality)
    assert queries() == few


@pytest.mark.django_db
def test_each_state_of_a_run_has_its_page(client):
    city = MunicipalityFactory()
    auditor = city_member(city, Role.AUDITOR)
    client.force_login(auditor)
    for state in set(RunState) - {RunState.DONE}:
        run = ReportRunFactory(municipality=city, requested_by=auditor, state=state)
        assert client.get(run_url(run)).status_code == 200
        assert client.get("/en" + run_url(run)).status_code == 200
    assert client.get(LIST).status_code == 200
    assert claim() is not None
    with pytest.raises(Refused) as refused:
        record_download(run, by=auditor)
    assert refused.value.code == "no_file"
