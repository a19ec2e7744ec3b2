from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction

from portal.core import ledger, ledger_guards
from portal.core.models import LedgerEntry, Seal
from portal.core.models.ledger import LedgerOnlyGrows
from portal.core.seals import seal_pending
from portal.core.tracing import request_id_bound

pytestmark = pytest.mark.django_db


@pytest.fixture
def guarded(db):
    """The triggers that the migration puts up; a test database made without migrations has none."""
    ledger_guards.put_up()


def test_a_row_names_request_city_and_facts_in_one_written_form(leon):
    facts = {
        "amount": Decimal("1300000.00"),
        "on": date(2026, 11, 28),
        "ids": (UUID(int=1),),
        "text": "a\x00b",
        3: None,
    }
    with request_id_bound("req-12345678"):
        ledger.append("core.test", by=None, municipality=leon, data=facts)
    entry = LedgerEntry.objects.get()
    assert (entry.request_id, entry.chain, entry.by_id) == ("req-12345678", leon.pk, None)
    assert entry.data == {
        "amount": "1300000.00",
        "on": "2026-11-28",
        "ids": ["00000000-0000-0000-0000-000000000001"],
        "text": "a\ufffdb",
        "3": None,
    }
    assert ledger.row_code(entry) == entry.mac


@pytest.mark.parametrize("value", [0.1, object(), {"deep": [1.5]}])
def test_what_has_no_single_written_form_is_refused(value):
    with pytest.raises(TypeError):
        ledger.append("core.test", by=None, data={"value": value})


def test_a_row_once_is_once(leon):
    for _turn in range(2):
        ledger.append("core.test", by=None, once="a key")
    assert LedgerEntry.objects.count() == 1


def test_a_digest_needs_the_key(settings):
    with_one_key = ledger.digest("XAXX010101000")
    settings.LEDGER_KEY = "another key"
    assert ledger.digest("XAXX010101000") != with_one_key
    assert "XAXX" not in with_one_key


def test_code_cannot_change_or_delete_a_row():
    entry = ledger.append("core.test", by=None)
    with pytest.raises(LedgerOnlyGrows):
        entry.save()
    with pytest.raises(LedgerOnlyGrows):
        entry.delete()


@pytest.mark.parametrize("model", [LedgerEntry, Seal])
def test_the_database_refuses_update_and_delete(guarded, model):
    ledger.append("core.test", by=None)
    seal_pending()
    assert ledger_guards.are_up()
    with pytest.raises(IntegrityError, match="only grows"), transaction.atomic():
        model.objects.update(mac="0" * 64)
    with pytest.raises(IntegrityError, match="only grows"), transaction.atomic():
        model.objects.all()._raw_delete("default")
    ledger.append("core.test", by=None)  # it still grows
    assert seal_pending() == 1


def test_the_guards_are_lifted_for_the_flush_of_a_test_database_alone(guarded, monkeypatch):
    with ledger_guards.lifted():
        assert not ledger_guards.are_up()
    assert ledger_guards.are_up()
    monkeypatch.setitem(connection.settings_dict, "NAME", "portal")
    with pytest.raises(RuntimeError, match="not a test database"), ledger_guards.lifted():
        pass
    assert ledger_guards.are_up()


def test_the_instant_is_kept_to_the_microsecond(leon, time_machine):
    time_machine.move_to(datetime(2026, 11, 28, 16, 12, 3, 456789, tzinfo=UTC), tick=False)
    ledger.append("core.test", by=None)
    assert LedgerEntry.objects.get().at.microsecond == 456789
