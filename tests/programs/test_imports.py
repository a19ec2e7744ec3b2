"""The city's own lists: a dry run that writes nothing, then all rows or none; a taken tax id is linked, not shown."""

import os
import signal
import subprocess
import sys
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from stdnum.mx import rfc

from enterprises.facts import FactContext, values_for
from enterprises.imports import Enterprises
from enterprises.models import Enterprise, SectorCode, YearlyFigures
from portal.core import clock
from portal.core.actions import Refused
from portal.core.enums import Role
from portal.core.models import LedgerEntry
from portal.reports.actions import (
    cancel_import,
    claim_import,
    confirm_import,
    forget_abandoned_imports,
    run_due_imports,
    send_import,
    work_import,
)
from portal.reports.actions.importing import KEPT
from portal.reports.enums import ImportFailure, ImportOutcome, ImportState
from portal.reports.imports.registry import registered
from portal.reports.models import ImportRun, ImportUpload
from portal.reports.registry import registered as reports
from programs.models import PastBenefit
from tests.factories.core import MunicipalityFactory
from tests.factories.enterprises import EnterpriseFactory, SectorCodeFactory, reference
from tests.factories.organizations import city_member
from tests.factories.programs import CallFactory, ProgramFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("in_english")]

HEAD = "tipo_de_persona,razon_social,rfc,sector,telefono,ejercicio,trabajadores,ventas"
GOOD = "moral,Zapatos del Bajío SA,ABC010203AB9,31-33,477 123 4567,2025,8,900000"
BEFORE = "tipo_de_persona,razon_social,rfc,programa,fecha,monto,tamaño"
YEAR_AGO = f"{clock.now() - timedelta(days=100):%d/%m/%Y}"


@pytest.fixture
def city():
    reference("MX")
    SectorCodeFactory(code="31-33")
    return MunicipalityFactory()


@pytest.fixture
def staff(city):
    return city_member(city, Role.STAFF)


def sent(staff, city, *lines, slug="empresas", head=HEAD) -> ImportRun:
    content = "\n".join([head, *lines]).encode()
    return send_import(registered[slug], by=staff, municipality=city, content=content, file_name="lista.csv")


def worked(run: ImportRun) -> ImportRun:
    run_due_imports()
    run.refresh_from_db()
    return run


def outcomes(run: ImportRun) -> list[tuple[int, str]]:
    return list(run.results.order_by("number").values_list("number", "outcome"))


def test_the_check_writes_nothing_and_the_import_writes_all(city, staff):
    run = worked(sent(staff, city, GOOD))
    assert (run.state, run.to_make, run.to_link, run.to_refuse) == (ImportState.CHECKED, 1, 0, 0)
    assert not Enterprise.objects.exists()
    confirm_import(run, by=staff)
    run = worked(run)
    assert run.state == ImportState.DONE
    made = Enterprise.objects.get()
    assert (made.tax_id, made.municipality, made.phone, made.size) == ("ABC010203AB9", city, "+524771234567", "micro")
    assert made.vault_id
    assert not made.members.exists()
    assert YearlyFigures.objects.get(enterprise=made).workers == 8
    assert run.results.get().made_id == made.public_id
    assert not ImportUpload.objects.exists(), "the file held tax ids and is gone"
    told = LedgerEntry.objects.get(action="reports.import.write").data
    assert (told["made"], told["linked"]) == (1, 0)
    assert "ABC010203AB9" not in str(list(LedgerEntry.objects.values_list("data", flat=True)))


def test_a_taken_tax_id_is_linked_shows_nothing_and_changes_nothing(city, staff, client):
    elsewhere = EnterpriseFactory(tax_id="ABC010203AB9", legal_name="Secreta de Otra Ciudad", trade_name="")
    run = worked(sent(staff, city, GOOD))
    confirm_import(run, by=staff)
    assert outcomes(worked(run)) == [(2, ImportOutcome.LINK)]
    before = elsewhere.legal_name, elsewhere.municipality_id, elsewhere.phone
    elsewhere.refresh_from_db()
    assert (elsewhere.legal_name, elsewhere.municipality_id, elsewhere.phone) == before
    assert Enterprise.objects.count() == 1
    assert not Enterprise.objects.visible_to(staff).exists(), "a list of tax ids opens no enterprise of another city"
    client.force_login(staff)
    page = client.get(reverse("admin:reports_importrun_change", args=[run.pk])).content.decode()
    assert "Zapatos del Bajío SA" in page
    assert "Secreta" not in page
    assert (
        str(elsewhere.public_id)
        not in client.get(reverse("admin:reports_importrun_result", args=[run.pk])).getvalue().decode()
    )


def test_each_refused_row_says_which_cell_and_how_to_mend_it(city, staff):
    run = worked(
        sent(
            staff, city, GOOD,
            "moral,Otra SA,ABC010203AB9,,,,,",  # the same id again
            "moral,Otra SA,ABC01,,,,,",
            "física,Ana Ruiz,ABC010203AB9,,,,,",
            "moral,,ABE010203AB6,,,,,",
            "moral,Otra SA,ABD010203AB8,99-99,123,2025,8,",
        )
    )  # fmt: skip
    assert [number for number, outcome in outcomes(run) if outcome == ImportOutcome.REFUSE] == [3, 4, 5, 6, 7]
    faults = {row.number: [column for column, _text in row.faults] for row in run.results.refused()}
    assert faults[3] == ["clave_fiscal"]
    assert faults[6] == ["razon_social"]
    assert faults[7] == ["sector", "telefono", "ejercicio"]
    with pytest.raises(Refused, match="Some rows were refused"):
        confirm_import(run, by=staff)
    confirm_import(run, by=staff, leave_out=True)
    assert worked(run).state == ImportState.DONE
    assert Enterprise.objects.count() == 1


def test_what_changed_since_the_check_keeps_everything_out(city, staff):
    other = GOOD.replace("ABC010203AB9", "ABD010203AB8").replace("31-33", "11")
    SectorCodeFactory(code="11")
    run = worked(sent(staff, city, GOOD, other))
    confirm_import(run, by=staff)
    SectorCode.objects.filter(code="11").update(eligible=False)
    run = worked(run)
    assert (run.state, run.failure) == (ImportState.FAILED, ImportFailure.CHANGED)
    assert not Enterprise.objects.exists()


def test_a_worker_killed_while_it_writes_leaves_no_rows_and_the_next_makes_them_once(city, staff):
    run = worked(sent(staff, city, GOOD))
    confirm_import(run, by=staff)
    database = connection.settings_dict
    account = f"{database['USER']}:{database['PASSWORD']}" if database["PASSWORD"] else database["USER"]
    url = f"postgres://{account}@{database['HOST']}:{database['PORT']}/{database['NAME']}"
    done = subprocess.run(
        [sys.executable, "-m", "tests.reports.killed_import"],
        cwd=settings.BASE_DIR,
        env=os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "portal.settings.test"},
        check=False,
    )
    assert done.returncode == -signal.SIGKILL
    run.refresh_from_db()
    assert run.state == ImportState.WRITING
    assert not Enterprise.objects.exists()
    assert run_due_imports() == {}, "the dead worker's lease still holds"
    with clock.moved_to(clock.now() + timedelta(minutes=2)):
        assert run_due_imports() == {ImportState.DONE: 1}
    assert Enterprise.objects.count() == 1
    assert run_due_imports() == {}


def test_an_import_given_up_while_it_is_written_leaves_nothing(city, staff, monkeypatch):
    run = worked(sent(staff, city, GOOD))
    confirm_import(run, by=staff)
    claimed = claim_import()
    write = Enterprises.write

    def cancelled_meanwhile(importer, rows, task):
        write(importer, rows, task)
        # As another process does it: the worker hears of it by its lease.
        ImportRun.objects.filter(pk=run.pk).update(state="cancelled", lease=None, lease_until=None)

    monkeypatch.setattr(Enterprises, "write", cancelled_meanwhile)
    assert work_import(claimed) == "lost"
    assert not Enterprise.objects.exists()


def test_only_staff_of_the_city_import_and_others_are_told_no(city, staff):
    for role in (Role.CITY_ADMIN, Role.AUDITOR, Role.FINANCE):
        with pytest.raises(Refused, match="may not"):
            sent(city_member(city, role), city, GOOD)
    with pytest.raises(Refused, match="may not"):
        sent(city_member(MunicipalityFactory(), Role.STAFF), city, GOOD)
    run = worked(sent(staff, city, GOOD))
    with pytest.raises(Refused, match="may not"):
        confirm_import(run, by=city_member(city, Role.AUDITOR))
    assert not ImportRun.objects.visible_to(city_member(MunicipalityFactory(), Role.STAFF)).exists()


def test_a_file_that_nobody_said_yes_to_is_forgotten_after_a_week(city, staff):
    run = worked(sent(staff, city, GOOD))
    with clock.moved_to(clock.now() + KEPT + timedelta(hours=1)):
        assert forget_abandoned_imports() == 1
    run.refresh_from_db()
    assert run.state == ImportState.CANCELLED
    assert not ImportUpload.objects.exists()
    with pytest.raises(Refused):
        cancel_import(run, by=staff)


def test_past_beneficiaries_count_for_the_fact_and_stand_in_the_register_as_history(city, staff, client):
    program = ProgramFactory(municipality=city, name="Academia de Negocios")
    call = CallFactory(program=program)
    known = EnterpriseFactory(municipality=city, tax_id="ABC010203AB9")
    lines = (
        f"moral,Zapatos del Bajío SA,ABC010203AB9,academia de negocios,{YEAR_AGO},25000,pequeña",
        f"moral,Nueva SA,ABD010203AB8,{program.slug},{YEAR_AGO},,",
        f"moral,Nueva SA,ABD010203AB8,{program.slug},01/02/2020,1000.50,micro",
        f"moral,Nueva SA,ABD010203AB8,Programa Inventado,{YEAR_AGO},,",
        f"moral,Nueva SA,ABD010203AB8,{program.slug},01/02/2020,5,micro",
    )
    run = worked(sent(staff, city, *lines, slug="beneficiarios-anteriores", head=BEFORE))
    assert [outcome for _number, outcome in outcomes(run)] == ["link", "make", "link", "refuse", "refuse"]
    assert all("Support recorded" in row.outcome_label for row in run.results.exclude(outcome="refuse"))
    assert not PastBenefit.objects.exists()
    confirm_import(run, by=staff, leave_out=True)
    assert worked(run).state == ImportState.DONE
    assert PastBenefit.objects.count() == 3
    assert Enterprise.objects.count() == 2
    client.force_login(staff)
    assert "$25,000.00" in client.get(reverse("admin:programs_pastbenefit_changelist")).content.decode()
    made = Enterprise.objects.exclude(pk=known.pk).get()
    context = FactContext(municipality=city, on=clock.today(city.zone), call=call)
    assert values_for(known, ["already_benefited"], context)["already_benefited"] is True
    assert values_for(made, ["already_benefited"], context)["already_benefited"] is True
    other = FactContext(municipality=city, on=clock.today(city.zone), call=CallFactory(program__municipality=city))
    assert values_for(known, ["already_benefited"], other)["already_benefited"] is False

    report = reports["padron-de-beneficiarios"]
    filters = {"since": clock.now().date() - timedelta(days=365), "until": clock.now().date()}
    rows = list(report.rows(filters, staff, city))
    assert [row[0] for row in rows] == ["Nueva SA", "Zapatos del Bajío SA"]
    assert all("before the portal" in row[1] for row in rows)
    assert report.total(filters, staff, city) == 2

    again = worked(sent(staff, city, *lines[:3], slug="beneficiarios-anteriores", head=BEFORE))
    assert [outcome for _number, outcome in outcomes(again)] == ["refuse"] * 3, "nothing is recorded twice"


def test_the_staff_sends_a_file_sees_the_check_and_says_yes(city, staff, client):
    client.force_login(staff)
    page = client.get(reverse("admin:reports_importrun_add"))
    assert "razon_social" in page.content.decode()
    for format in ("csv", "xlsx"):
        url = reverse("admin:reports_importrun_template", args=["empresas", city.slug, format])
        assert client.get(url).status_code == 200
    bad = SimpleUploadedFile("lista.csv", b"nombre\nA\n")
    answer = client.post(page.request["PATH_INFO"], {"kind": "empresas", "city": city.pk, "file": bad})
    assert "There is no column" in answer.content.decode()
    good = SimpleUploadedFile("lista.csv", f"{HEAD}\n{GOOD}".encode())
    answer = client.post(page.request["PATH_INFO"], {"kind": "empresas", "city": city.pk, "file": good})
    run = ImportRun.objects.get()
    assert answer.url == reverse("admin:reports_importrun_change", args=[run.pk])
    worked(run)
    assert "Zapatos del Bajío SA" in client.get(answer.url).content.decode()
    client.post(reverse("admin:reports_importrun_order", args=[run.pk]), {"verb": "confirm"})
    assert worked(run).state == ImportState.DONE


def test_the_check_asks_the_database_as_often_for_many_rows_as_for_few(city, staff):
    def line(number: int) -> str:
        stem = f"ABC0101{number + 1:02d}AB"
        return f"moral,Otra SA,{stem}{rfc.calc_check_digit(stem)},31-33,,,,"

    counts = []
    for many in (2, 20):
        run = sent(staff, city, *(line(number) for number in range(many)))
        claimed = claim_import()
        assert claimed == run
        with CaptureQueriesContext(connection) as made:
            work_import(claimed)
        run.refresh_from_db()
        assert (run.state, run.to_make) == (ImportState.CHECKED, many)
        counts.append(len(made))
    assert counts[0] == counts[1]
