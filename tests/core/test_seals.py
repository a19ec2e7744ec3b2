from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from celery import shared_task
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import F

from portal.core import anchors, ledger, ledger_guards
from portal.core.models import LedgerEntry, Seal
from portal.core.seals import seal_pending
from portal.core.tasks import seal_ledger
from portal.core.tracing import current_request_id
from portal.core.verification import verify
from tests.factories.core import MunicipalityFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def somebody_with_power_over_the_database(db):
    """The triggers refuse what is tried here; whoever owns the database takes them down first."""
    with ledger_guards.lifted():
        yield


def write(count, municipality=None):
    return [ledger.append("core.test", by=None, municipality=municipality, data={"n": n}) for n in range(count)]


def kinds():
    found = []
    verify(lambda problem: found.append(problem.kind))
    return found


@pytest.fixture
def ten(leon):
    """A chain of ten, whose head is written down."""
    write(10, leon)
    seal_pending()
    return leon.pk


def entry_at(chain, position):
    return LedgerEntry.objects.filter(pk=Seal.objects.get(chain=chain, position=position).entry_id)


def test_an_untouched_chain_verifies_and_each_city_has_its_own(ten):
    write(3)
    assert seal_ledger() == 3
    assert list(Seal.objects.filter(chain=ten).order_by("position").values_list("position", flat=True)) == [
        *range(1, 11)
    ]
    write(2)
    totals = verify(lambda problem: pytest.fail(str(problem)))
    assert (totals.sealed, totals.chains, totals.pending, totals.anchors) == (13, 2, 2, 2)


def test_the_limit_leaves_the_rest_for_the_next_run(leon):
    write(3)
    write(3, leon)
    assert [seal_pending(4), seal_pending(4), seal_pending(4)] == [4, 2, 0]
    assert kinds() == []


@pytest.mark.parametrize(
    "change", [{"action": "core.other"}, {"by_id": 7}, {"data": {"n": 99}}, {"at": F("at") + timedelta(hours=1)}]
)
def test_an_edited_row_is_found(ten, change):
    entry_at(ten, 4).update(**change)
    assert kinds() == ["changed"]


def test_a_row_edited_with_its_code_copied_from_another_is_found(ten):
    other = entry_at(ten, 5).get()
    entry_at(ten, 4).update(data=other.data, mac=other.mac)
    assert kinds() == ["changed"]


def test_a_deleted_row_is_found(ten):
    entry_at(ten, 4)._raw_delete("default")
    assert kinds() == ["deleted"]


def test_a_row_deleted_with_its_seal_is_found(ten):
    entry_at(ten, 4)._raw_delete("default")
    Seal.objects.filter(chain=ten, position=4)._raw_delete("default")
    assert kinds() == ["deleted", "order"]


def test_a_deletion_covered_up_by_renumbering_is_found(ten):
    entry_at(ten, 4)._raw_delete("default")
    Seal.objects.filter(chain=ten, position=4)._raw_delete("default")
    for position in range(5, 11):
        Seal.objects.filter(chain=ten, position=position).update(position=position - 1)
    assert set(kinds()) == {"forged", "order", "cut"}


def test_a_row_added_by_hand_is_found_before_and_after_it_is_sealed(ten):
    forged = entry_at(ten, 4).get()
    forged.pk, forged.uid, forged._state.adding = None, "0" * 32, True
    forged.save()
    assert kinds() == ["forged"]
    seal_pending()
    assert kinds() == ["changed"]


def test_a_row_added_with_a_seal_of_its_own_is_found(ten):
    forged = entry_at(ten, 10).get()
    seal = Seal.objects.get(chain=ten, position=10)
    forged.pk, forged.uid, forged._state.adding = None, "0" * 32, True
    forged.mac = "1" * 64
    forged.save()
    seal.pk, seal._state.adding = None, True
    seal.position, seal.entry_id, seal.previous, seal.mac = 11, forged.pk, seal.mac, "2" * 64
    seal.save()
    assert kinds() == ["changed"]


def test_rows_put_in_another_order_are_found(ten):
    third, fourth = (Seal.objects.get(chain=ten, position=position) for position in (3, 4))
    Seal.objects.filter(pk=third.pk).update(entry_id=0)
    Seal.objects.filter(pk=fourth.pk).update(entry_id=third.entry_id)
    Seal.objects.filter(pk=third.pk).update(entry_id=fourth.entry_id)
    assert kinds() == ["forged", "forged"]


def test_a_row_moved_to_another_city_is_found(ten):
    entry_at(ten, 4).update(chain=0)
    assert kinds() == ["changed"]


def test_a_tail_cut_off_with_its_seals_is_found(ten):
    for position in (9, 10):
        entry_at(ten, position)._raw_delete("default")
    Seal.objects.filter(chain=ten, position__gte=9)._raw_delete("default")
    assert kinds() == ["cut"]


def test_a_chain_cut_off_whole_is_found(ten):
    Seal.objects.all()._raw_delete("default")
    LedgerEntry.objects.all()._raw_delete("default")
    assert kinds() == ["cut"]


def test_a_tail_replaced_by_another_is_found(ten):
    for position in (9, 10):
        entry_at(ten, position)._raw_delete("default")
    Seal.objects.filter(chain=ten, position__gte=9)._raw_delete("default")
    for n in range(2):
        ledger.append_for(ledger.Subject(chain=ten), "core.other", by=None, data={"n": n})
    seal_pending()
    assert kinds() == ["forged"]


def test_a_ledger_without_its_anchors_is_not_called_whole(ten, anchor_folder):
    for path in anchor_folder.iterdir():
        path.unlink()
    assert kinds() == ["no_anchor"]


def test_the_head_is_written_down_once_an_hour(leon, time_machine):
    start = datetime(2026, 11, 28, 16, 5, tzinfo=UTC)
    for minutes in (0, 10, 60, 70, 130, 200):
        time_machine.move_to(start + timedelta(minutes=minutes), tick=False)
        if minutes != 200:
            write(1, leon)
        seal_pending()
    heads = [(anchor.hour, anchor.position) for anchor in anchors.read(leon.pk)]
    assert heads == [("2026-11-28T16", 1), ("2026-11-28T17", 3), ("2026-11-28T18", 5)]


def test_a_row_committed_late_is_sealed_within_the_hour(leon, time_machine, monkeypatch):
    monkeypatch.setattr("portal.core.seals.LOOK_BACK", 2)
    start = datetime(2026, 11, 28, 16, 5, tzinfo=UTC)
    time_machine.move_to(start, tick=False)
    rows = write(10, leon)
    late = LedgerEntry.objects.filter(pk=rows[0].pk).get()
    LedgerEntry.objects.filter(pk=late.pk)._raw_delete("default")  # its transaction is not over yet
    assert seal_pending() == 9
    late._state.adding = True
    late.save(force_insert=True)
    assert seal_pending() == 0
    time_machine.move_to(start + timedelta(hours=1), tick=False)
    assert seal_pending() == 1
    assert kinds() == []


def test_the_command_says_what_is_wrong_and_fails(ten):
    out, err = StringIO(), StringIO()
    call_command("verify_ledger", stdout=out, stderr=err)
    assert "as it was written" in out.getvalue()
    entry_at(ten, 4).update(action="core.other")
    with pytest.raises(CommandError) as failure:
        call_command("verify_ledger", stdout=out, stderr=err)
    assert failure.value.returncode == 1
    assert f"chain {ten}, position 4" in err.getvalue()


def test_what_a_job_writes_carries_its_id():
    @shared_task
    def write_one():
        return ledger.append("core.test", by=None).request_id

    result = write_one.apply(task_id="0123-of-a-job")
    assert result.get() == "0123-of-a-job"
    assert current_request_id() == ""


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_sealers_at_once_keep_one_line():
    city = MunicipalityFactory()
    from django.db import transaction

    def work(turn):
        try:
            if turn % 2:
                with transaction.atomic():
                    write(5, city)
                return 0
            return seal_pending(40)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(work, range(24)))
    assert sum(done) + seal_pending() == 60
    positions = Seal.objects.filter(chain=city.pk).order_by("position").values_list("position", flat=True)
    assert list(positions) == list(range(1, 61))
    assert kinds() == []
