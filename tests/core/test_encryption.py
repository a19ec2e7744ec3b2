"""Encrypted fields: nothing readable in the column, nothing that opens in another row, and keys that can change."""

import uuid

import pytest
from django import forms
from django.core.exceptions import FieldError, ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import connection, models, transaction

from portal.core import encryption, rotation
from portal.core.encryption import DecryptionError, EncryptedTextField, Sealed, blind_index, mask
from portal.core.models import LedgerEntry, PublicIdModel

RFC = "ZZT200115AA8"


@pytest.fixture
def box_model(settings, db):
    """Install the app of the tests, with its table; both go with the test."""
    settings.INSTALLED_APPS = [*settings.INSTALLED_APPS, "tests.core.strongbox"]
    from tests.core.strongbox.models import Box

    with connection.schema_editor() as editor:
        editor.create_model(Box)
    yield Box
    with connection.schema_editor() as editor:
        editor.delete_model(Box)


def column(field: str = "tax_id") -> dict[int, str]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id, {field} FROM strongbox_box ORDER BY id")
        return dict(cursor.fetchall())


def put(pk: int, text: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE strongbox_box SET tax_id = %s WHERE id = %s", [text, pk])


def test_the_column_holds_no_plain_text_and_equal_values_look_different(box_model):
    one, two = box_model.objects.create(tax_id=RFC), box_model.objects.create(tax_id=RFC)
    stored = column()
    assert RFC not in "".join(stored.values())
    assert stored[one.pk] != stored[two.pk]
    assert box_model.objects.get(pk=one.pk).tax_id == RFC


def test_a_ciphertext_moved_to_another_row_does_not_open(box_model):
    one, two = box_model.objects.create(tax_id=RFC), box_model.objects.create(tax_id="ZZL190304B13")
    stored = column()
    put(one.pk, stored[two.pk])
    put(two.pk, stored[one.pk])
    for row in box_model.objects.order_by("pk"):
        with pytest.raises(DecryptionError, match=r"strongbox\.Box\.tax_id of row"):
            _ = row.tax_id


def test_a_ciphertext_moved_to_another_field_does_not_open(box_model):
    box = box_model.objects.create(tax_id=RFC)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE strongbox_box SET account = tax_id")
    with pytest.raises(DecryptionError):
        _ = box_model.objects.get(pk=box.pk).account


def test_a_copy_of_a_row_is_not_saved_with_what_it_cannot_open(box_model):
    copy = box_model.objects.get(pk=box_model.objects.create(tax_id=RFC).pk)
    copy.pk, copy.public_id = None, uuid.uuid4()
    with pytest.raises(DecryptionError), transaction.atomic():
        copy.save()


@pytest.mark.parametrize("text", ["plain text", "sealed1:", "sealed1:00000000:AAAA", "sealed1:zz:%%%"])
def test_what_this_portal_did_not_seal_is_not_shown(box_model, text):
    box = box_model.objects.create(tax_id=RFC)
    put(box.pk, text)
    with pytest.raises(DecryptionError):
        _ = box_model.objects.get(pk=box.pk).tax_id


def test_empty_and_missing_stay_so_and_can_be_looked_up(box_model):
    empty = box_model.objects.create(tax_id="", account=None)
    full = box_model.objects.create(tax_id=RFC, account="012180001234567897")
    assert column()[empty.pk] == ""
    assert column("account")[empty.pk] is None
    assert list(box_model.objects.filter(tax_id="")) == [empty]
    assert list(box_model.objects.exclude(tax_id="")) == [full]
    assert list(box_model.objects.filter(account__isnull=True)) == [empty]
    box_model.objects.filter(pk=full.pk).update(tax_id="", account=None)
    full.refresh_from_db()
    assert (full.tax_id, full.account) == ("", None)


@pytest.mark.parametrize("lookup", ["tax_id", "tax_id__exact", "tax_id__in", "tax_id__icontains", "tax_id__startswith"])
def test_looking_it_up_is_refused_and_points_to_the_index(box_model, lookup):
    with pytest.raises(FieldError, match="index column"):
        list(box_model.objects.filter(**{lookup: [RFC] if lookup.endswith("in") else RFC}))


def test_writing_without_the_row_is_refused(box_model):
    box = box_model.objects.create(tax_id=RFC)
    with pytest.raises(FieldError), transaction.atomic():
        box_model.objects.update(tax_id="ZZL190304B13")
    box.tax_id = "ZZL190304B13"
    with pytest.raises(FieldError), transaction.atomic():
        box_model.objects.bulk_update([box], ["tax_id"])
    assert "ZZL190304B13" not in "".join(column().values())


def test_deferred_rows_open_when_asked_and_keep_what_was_not_loaded(box_model):
    pk = box_model.objects.create(label="a", tax_id=RFC).pk
    assert box_model.objects.only("label").get(pk=pk).tax_id == RFC
    assert box_model.objects.defer("public_id").get(pk=pk).tax_id == RFC
    deferred = box_model.objects.defer("tax_id").get(pk=pk)
    deferred.label = "b"
    deferred.save()
    deferred.save(update_fields=["tax_id"])
    assert box_model.objects.get(pk=pk).tax_id == RFC


def test_reading_a_list_decrypts_nothing_until_the_value_is_asked(box_model, monkeypatch):
    box_model.objects.create(tax_id=RFC)
    monkeypatch.setattr(encryption, "open_text", lambda *args: pytest.fail("decrypted"))
    row = box_model.objects.get()
    assert isinstance(row.__dict__["tax_id"], Sealed)
    assert RFC not in f"{box_model.objects.values_list('tax_id')[0]!r}"


def test_a_row_that_was_read_and_saved_again_keeps_its_ciphertext(box_model):
    pk = box_model.objects.create(tax_id=RFC).pk
    before = column()[pk]
    box_model.objects.get(pk=pk).save()
    assert column()[pk] == before
    row = box_model.objects.get(pk=pk)
    row.tax_id = "ZZL190304B13"
    row.save()
    row.refresh_from_db()
    assert row.tax_id == "ZZL190304B13"
    assert column()[pk] != before


def test_rows_inserted_in_bulk_are_sealed_each_for_itself(box_model):
    box_model.objects.bulk_create(box_model(label=str(n), tax_id=f"{RFC}{n}") for n in range(3))
    assert {row.tax_id for row in box_model.objects.all()} == {f"{RFC}{n}" for n in range(3)}
    assert RFC not in "".join(column().values())


def test_a_form_edits_the_plain_value(box_model):
    form_class = forms.modelform_factory(box_model, fields=["tax_id"])
    box = box_model.objects.create(tax_id=RFC)
    form = form_class(instance=box_model.objects.get())
    assert form["tax_id"].value() == RFC
    assert "textarea" not in str(form["tax_id"])
    form = form_class({"tax_id": "ZZL190304B13"}, instance=box)
    assert form.is_valid(), form.errors
    form.save()
    assert box_model.objects.get().tax_id == "ZZL190304B13"
    assert not form_class({"tax_id": "X" * 21}).is_valid()


def test_a_model_that_cannot_bind_it_fails_the_checks():
    class Loose(models.Model):  # noqa: DJ008
        secret = EncryptedTextField(unique=True)

        class Meta:
            app_label = "core"

    class Bound(PublicIdModel):
        secret = EncryptedTextField()

        class Meta:
            app_label = "core"

    try:
        assert {error.id for error in Loose._meta.get_field("secret").check()} >= {"core.E011", "core.E013"}
        assert Bound._meta.get_field("secret").check() == []
    finally:
        del Loose._meta.apps.all_models["core"]["loose"], Loose._meta.apps.all_models["core"]["bound"]
        Loose._meta.apps.clear_cache()


def test_the_index_is_equal_for_equal_values_of_one_namespace_alone(settings):
    one = blind_index("MX.tax_id", RFC)
    assert one == blind_index("MX.tax_id", RFC)
    assert len(one) == 64
    assert one != blind_index("CO.tax_id", RFC)
    assert blind_index("a", "bc") != blind_index("ab", "c")
    settings.INDEX_KEY = settings.LEDGER_KEY
    assert blind_index("MX.tax_id", RFC) != one
    with pytest.raises(ValueError, match="empty"):
        blind_index("MX.tax_id", "")


@pytest.mark.parametrize(
    ("value", "shown"), [("ZZT200115AA8", "•••••••••AA8"), ("ABC123", "••••••"), ("1", "•"), ("", ""), (None, "")]
)
def test_a_masked_id_shows_its_end_unless_it_is_short(value, shown):
    assert mask(value) == shown


def test_files_open_only_as_what_they_were_sealed():
    sealed = encryption.seal_bytes(b"%PDF-1.7", "document one")
    assert b"PDF" not in sealed
    assert encryption.open_bytes(sealed, "document one") == b"%PDF-1.7"
    for broken, aad in [(sealed, "document two"), (sealed[:-1], "document one"), (sealed[:9], "x"), (b"%PDF", "x")]:
        with pytest.raises(DecryptionError):
            encryption.open_bytes(broken, aad)


@pytest.mark.parametrize("keys", [[], ["not base64!"], ["c2hvcnQ="]])
def test_a_wrong_key_is_told_without_showing_it(settings, keys):
    settings.FIELD_ENCRYPTION_KEYS = keys
    with pytest.raises(ImproperlyConfigured) as caught:
        encryption.seal_text("x", "y")
    assert all(key not in str(caught.value) for key in keys)


def test_after_rotation_the_old_key_is_no_longer_needed(box_model, settings, capsys):
    first, second = settings.FIELD_ENCRYPTION_KEYS
    settings.FIELD_ENCRYPTION_KEYS = [second]
    for n in range(5):
        box_model.objects.create(tax_id=f"{RFC}{n}", account=None if n else "0121")
    settings.FIELD_ENCRYPTION_KEYS = [first, second]
    box_model.objects.create(tax_id="already current")
    assert {row.tax_id for row in box_model.objects.all()} >= {f"{RFC}0", "already current"}

    call_command("rotate_keys", batch=2)
    settings.FIELD_ENCRYPTION_KEYS = [first]
    assert {row.tax_id for row in box_model.objects.all()} == {*(f"{RFC}{n}" for n in range(5)), "already current"}
    entry = LedgerEntry.objects.get(action="core.keys.rotate")
    assert entry.data["moved"]["strongbox.Box.tax_id"] == 5
    assert rotation.rotate(100).moved == {}


def test_rotation_goes_on_past_a_row_that_does_not_open_and_names_it(box_model, settings):
    first, second = settings.FIELD_ENCRYPTION_KEYS
    settings.FIELD_ENCRYPTION_KEYS = [second]
    rows = [box_model.objects.create(tax_id=f"{RFC}{n}") for n in range(3)]
    put(rows[0].pk, column()[rows[1].pk])
    settings.FIELD_ENCRYPTION_KEYS = [first, second]
    with pytest.raises(CommandError, match=f"row {rows[0].pk}:"):
        call_command("rotate_keys", batch=1, verbosity=0)
    assert encryption.is_current(column()[rows[1].pk])
    assert encryption.is_current(column()[rows[2].pk])
