"""The demo data: only where DEMO is on, only into an empty database, in order; and the accounts that it prints."""

from io import StringIO

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command

from portal.core import cities, demo
from portal.core.models import LedgerEntry, Municipality, Seal
from tests.factories.core import MunicipalityFactory


@pytest.fixture
def parts(monkeypatch):
    """No parts but those that the test registers, and no cities but those it makes."""
    monkeypatch.setattr(demo, "_parts", [])
    monkeypatch.setattr(demo, "_finishers", [])
    monkeypatch.setattr("portal.core.management.commands.load_demo.autodiscover_modules", lambda name: None)
    monkeypatch.setattr("portal.core.management.commands.load_demo.cities.shipped", list)


def told(*args: str) -> str:
    out = StringIO()
    call_command("load_demo", *args, stdout=out)
    return out.getvalue()


@pytest.mark.django_db
def test_without_demo_it_refuses(settings):
    settings.DEMO = False
    for args in ((), ("--accounts",)):
        with pytest.raises(CommandError, match="DEMO is off"):
            call_command("load_demo", *args)


@pytest.mark.django_db
def test_where_somebody_has_an_account_it_refuses(officer):
    with pytest.raises(CommandError, match="empty database"):
        call_command("load_demo")
    assert not Municipality.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_parts_run_by_their_order_then_the_finishers_then_the_ledger_is_sealed(parts, tmp_path, monkeypatch):
    path = tmp_path / "x.toml"
    path.write_text((cities.loader.FOLDER / "leon.toml").read_text().partition("# --- Who takes part")[0])
    monkeypatch.setattr("portal.core.management.commands.load_demo.cities.shipped", lambda: [path])
    monkeypatch.setattr(cities.registry, "_sections", cities.registry._sections[:1])
    ran = []
    demo.finish("mails")(lambda: ran.append("mails"))
    demo.demo("programs", order=30)(lambda: ran.append("programs"))
    demo.demo("people", order=10)(lambda: ran.append("people") or "15 people")
    out = told()
    assert ran == ["people", "programs", "mails"]
    assert "cities: León" in out
    assert "people: 15 people" in out
    assert LedgerEntry.objects.count() == Seal.objects.count() == 1
    with pytest.raises(ValueError, match="already has a part"):
        demo.demo("people", order=1)(lambda: None)


@pytest.mark.django_db
def test_accounts_of_a_city_that_is_not_loaded_are_not_printed(leon):
    out = told("--accounts")
    assert demo.PASSWORD in out
    assert "emprendedora@leon.example" in out
    assert "admin@portal.example" in out
    assert "juarez" not in out
    MunicipalityFactory(slug="juarez", name="Juárez")
    assert "capacitacion@juarez.example" in told("--accounts")


def test_the_fifteen_accounts_have_one_address_each_and_can_be_signed_in():
    assert len({account.email for account in demo.ACCOUNTS}) == 15
    assert all(account.city or account.role == "installation_admin" for account in demo.ACCOUNTS)
    assert get_user_model().USERNAME_FIELD == "email"
