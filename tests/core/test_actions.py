import pytest
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from portal.core import ledger
from portal.core.actions import Gone, Refused, action, locked, step
from portal.core.models import LedgerEntry, Municipality

pytestmark = pytest.mark.django_db


@action("core.test.rename")
def rename(municipality, *, by, name="Otro"):
    municipality.name = name
    municipality.save()
    ledger.append("core.test.rename", by=by, obj=municipality, data={"fields": ["name"]})
    if name == "":
        raise Refused("no_name", _("A city such as %(city)s needs a name."), city="León")


@action("core.test.rename_twice")
def rename_twice(municipality, *, by):
    rename(municipality, by=by)


@action("core.test.create")
def create(municipality, *, by):
    municipality.save()
    raise Refused("not_today", "Not today.")


@step
def half_of_a_verb():
    return "done"


def test_a_verb_writes_and_leaves_its_row(leon, officer):
    rename(leon, by=officer, name="León de los Aldama")
    entry = LedgerEntry.objects.get()
    assert (entry.action, entry.by_id, entry.chain) == ("core.test.rename", officer.pk, leon.pk)
    assert (entry.object_type, entry.object_id, entry.data) == ("core.municipality", leon.pk, {"fields": ["name"]})


def test_a_refusal_is_recorded_though_everything_is_rolled_back(leon, officer):
    with pytest.raises(Refused) as refusal:
        rename(leon, by=officer, name="")
    assert refusal.value.message == "A city such as León needs a name."
    assert Municipality.objects.get(pk=leon.pk).name == "León"
    entry = LedgerEntry.objects.get()
    assert (entry.action, entry.data) == ("core.test.rename.refused", {"code": "no_name"})
    assert (entry.by_id, entry.object_id, entry.chain) == (officer.pk, leon.pk, leon.pk)


def test_a_refusal_does_not_name_a_row_that_was_rolled_back(leon, officer):
    leon.pk, leon.slug, leon.folio_prefix, leon._state.adding = None, "otra", "OTR", True
    with pytest.raises(Refused):
        create(leon, by=officer)
    entry = LedgerEntry.objects.get()
    assert (entry.action, entry.object_id) == ("core.test.create.refused", None)


def test_another_error_rolls_back_and_is_no_refusal(leon, officer):
    with pytest.raises(AttributeError):
        rename(None, by=officer)
    assert not LedgerEntry.objects.exists()


def test_a_verb_inside_a_verb_is_an_error(leon, officer):
    with pytest.raises(RuntimeError, match="durable"):
        rename_twice(leon, by=officer)
    assert Municipality.objects.get(pk=leon.pk).name == "León"


def test_a_verb_must_say_who_acts():
    with pytest.raises(TypeError, match="by"):

        @action("core.test.nobody")
        def nobody(municipality):
            pass


@pytest.mark.django_db(transaction=True)
def test_steps_locks_and_ledger_rows_need_the_transaction_of_a_verb(leon):
    for half in (half_of_a_verb, lambda: locked(leon), lambda: ledger.append("x", by=None)):
        with pytest.raises(RuntimeError, match="step"):
            half()
    with transaction.atomic():
        assert half_of_a_verb() == "done"


def test_locking_what_is_gone_is_refused_in_words(leon):
    Municipality.objects.filter(pk=leon.pk).delete()
    with pytest.raises(Gone), transaction.atomic():
        locked(leon)
