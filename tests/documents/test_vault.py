"""Taking files in, letting them out of quarantine, giving them out, taking them back."""

import socket
import struct
import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.storage import FileSystemStorage, default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.db.models import Q
from django.http import Http404

from portal.core import clock
from portal.core.actions import Refused
from portal.core.encryption import DecryptionError, is_current
from portal.core.models import LedgerEntry
from portal.documents import files, scoping
from portal.documents.actions import check, check_waiting, keep, store
from portal.documents.enums import DocumentState
from portal.documents.models import Document
from portal.documents.responses import document_response, open_document
from portal.documents.tasks import check_document, sweep_quarantine
from tests.documents import corpus
from tests.factories.accounts import UserFactory
from tests.factories.documents import DocumentFactory, VaultFactory

pytestmark = pytest.mark.django_db

CLEAN = corpus.pdf()


def upload(content: bytes = CLEAN, name: str = "constancia.pdf", declared: str = "application/pdf") -> Any:
    return SimpleUploadedFile(name, content, content_type=declared)


def put(content: bytes = CLEAN, **kwargs: Any) -> Document:
    given = upload(content, **{key: kwargs.pop(key) for key in ("name", "declared") if key in kwargs})
    return store(VaultFactory(), by=UserFactory(), upload=given, kind="tax_certificate", **kwargs)


def stored_names() -> set[str]:
    return {
        f"{files.FOLDER}/{shelf}/{name}"
        for shelf in (default_storage.listdir(files.FOLDER)[0] if default_storage.exists(files.FOLDER) else [])
        for name in default_storage.listdir(f"{files.FOLDER}/{shelf}")[1]
    }


# --- Taking in -------------------------------------------------------------------------------------------------------
def test_a_small_file_is_checked_while_the_person_waits():
    document = put(name="../Constancia.exe", declared="text/html")
    assert document.state == DocumentState.CLEAN
    assert (document.original_name, document.content_type, document.pages) == ("Constancia.pdf", "application/pdf", 1)
    assert open_document(document) == CLEAN
    actions = LedgerEntry.objects.filter(object_public_id=document.public_id).order_by("pk")
    assert [entry.action for entry in actions] == ["documents.document.store", "documents.document.check"]
    assert "Constancia" not in str([entry.data for entry in actions])


def test_on_disk_there_is_no_content_and_no_name():
    document = put()
    with default_storage.open(document.stored_name) as file:
        sealed = file.read()
    assert b"%PDF" not in sealed
    assert CLEAN[100:140] not in sealed
    assert str(document.public_id) not in document.stored_name


def test_a_file_that_was_exchanged_on_disk_does_not_open():
    one, other = put(), put(corpus.image("PNG"))
    Document.objects.filter(pk=one.pk).update(stored_name=other.stored_name)
    one.refresh_from_db()
    with pytest.raises(DecryptionError):
        open_document(one)


@pytest.mark.parametrize(
    ("content", "limits", "code", "says"),
    [
        (b"", {}, "empty", "vacío|empty"),
        (CLEAN, {"max_bytes": 500}, "too_large", "MB"),
        (corpus.image("PNG"), {"accepts": ("pdf",)}, "wrong_kind", "PDF"),
        (corpus.EICAR, {}, "wrong_kind", "PDF.*JPEG.*PNG"),
    ],
)
def test_a_file_that_cannot_be_taken_is_refused_at_once_and_nothing_is_kept(content, limits, code, says):
    before = stored_names()
    with pytest.raises(Refused, match=says) as refused:
        put(content, **limits)
    assert refused.value.code == code
    assert "%(" not in refused.value.message
    assert not Document.objects.exists()
    assert stored_names() == before


def test_a_vault_takes_no_more_files_than_it_may_have(settings):
    settings.VAULT_MAX_FILES = 2
    before = stored_names()
    vault = VaultFactory()
    first, _second = (store(vault, by=UserFactory(), upload=upload(), kind="acta") for _turn in range(2))
    with pytest.raises(Refused) as refused:
        store(vault, by=UserFactory(), upload=upload(), kind="acta")
    assert refused.value.code == "too_many_files"
    assert len(stored_names() - before) == 2
    # Another's vault is not concerned, and of what was replaced the newest counts alone.
    put()
    Document.objects.filter(pk=first.pk).update(superseded_by=_second)
    assert store(vault, by=UserFactory(), upload=upload(), kind="acta").is_clean


def test_a_vault_takes_no_more_bytes_than_it_may_have(settings):
    settings.VAULT_MAX_BYTES = 2 * len(CLEAN) + 1
    vault = VaultFactory()
    taken = [store(vault, by=UserFactory(), upload=upload(), kind="acta") for _turn in range(2)]
    with pytest.raises(Refused) as refused:
        store(vault, by=UserFactory(), upload=upload(), kind="acta")
    assert refused.value.code == "vault_full"
    assert "MB" in refused.value.message
    Document.objects.filter(pk=taken[0].pk).update(withdrawn_at=clock.now())
    assert store(vault, by=UserFactory(), upload=upload(), kind="acta").is_clean


def test_a_hostile_file_leaves_a_row_and_no_bytes(django_capture_on_commit_callbacks):
    before = stored_names()
    with django_capture_on_commit_callbacks(execute=True), pytest.raises(Refused) as refused:
        put(corpus.pdf(corpus.with_attachment))
    document = refused.value.data["document"]
    assert (document.state, document.rejection_code) == (DocumentState.REJECTED, "attachments")
    assert str(document.rejection_message) == refused.value.message
    assert stored_names() == before
    with pytest.raises(Http404):
        document_response(document)


def test_a_large_file_waits_for_the_worker(monkeypatch):
    monkeypatch.setattr("portal.documents.actions.intake.CHECKED_AT_ONCE", 100)
    document = put()
    assert document.state == DocumentState.QUARANTINE
    with pytest.raises(Http404):
        open_document(document)
    assert check_document(document.pk) == DocumentState.CLEAN
    assert check_document(0) == "gone"


def test_inside_a_verb_a_file_is_kept_and_the_commit_rings_the_worker(monkeypatch, django_capture_on_commit_callbacks):
    rung = []
    monkeypatch.setattr("portal.notifications.bell.ring", lambda task, *args: rung.append((task, args)))
    with django_capture_on_commit_callbacks(execute=True):
        document = keep(VaultFactory(), by=None, upload=upload(), kind="tax_certificate")
        assert rung == []
    assert document.state == DocumentState.QUARANTINE
    assert rung == [("portal.documents.tasks.check_document", (document.pk,))]


def test_a_full_disk_is_told_and_leaves_no_row(monkeypatch):
    def full(*_args: Any) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(FileSystemStorage, "_save", full)
    with pytest.raises(Refused) as refused:
        put()
    assert refused.value.code == "storage_failed"
    assert not Document.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_file_whose_row_was_rolled_back_is_swept_a_day_later():
    kept = put()
    with transaction.atomic():
        lost = keep(kept.vault, by=None, upload=upload(), kind="tax_certificate")
        transaction.set_rollback(True)
    assert default_storage.exists(lost.stored_name)
    for shelf in files.SHELVES:
        assert files.remove_orphans(shelf) == 0, "it may be an upload that is not committed yet"
    with clock.moved_to(clock.now() + timedelta(hours=25)):
        assert sum(files.remove_orphans(shelf) for shelf in files.SHELVES) >= 1
    assert not default_storage.exists(lost.stored_name)
    assert open_document(kept) == CLEAN


def test_the_sweep_reaches_every_shelf(monkeypatch):
    swept = []
    monkeypatch.setattr(files, "remove_orphans", lambda shelf: swept.append(shelf) or 0)
    start = clock.now()
    for minute in range(256):
        with clock.moved_to(start + timedelta(minutes=minute)):
            sweep_quarantine()
    assert sorted(swept) == files.SHELVES


# --- Giving out ------------------------------------------------------------------------------------------------------
def test_a_document_is_given_out_to_be_shown_and_nothing_else():
    document = put(corpus.image("JPEG"), name="Fachada año 1.jpg")
    answer = document_response(document)
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer["Cache-Control"]
    assert answer["Content-Disposition"].startswith("inline; filename*=utf-8''Fachada%20a%C3%B1o%201.jpg")
    assert document_response(document, as_attachment=True)["Content-Disposition"].startswith("attachment")


def test_a_document_is_seen_by_whom_its_vault_belongs_to(monkeypatch):
    monkeypatch.setattr(scoping._scope, "_providers", [lambda user: Q(vault__label=user.full_name)])
    mine, _other = DocumentFactory(vault__label="Ana"), DocumentFactory(vault__label="Luis")
    assert list(Document.objects.visible_to(UserFactory(full_name="Ana"))) == [mine]
    monkeypatch.setattr(scoping._scope, "_providers", [])
    assert not Document.objects.visible_to(UserFactory(full_name="Ana")).exists()


def test_a_document_that_was_replaced_or_taken_back_is_no_longer_the_current_one():
    old = DocumentFactory()
    new = DocumentFactory(vault=old.vault)
    old.superseded_by = new
    old.save()
    DocumentFactory(vault=old.vault, withdrawn_at=clock.now())
    assert list(Document.objects.current()) == [new]


def test_keys_are_rotated_file_by_file(settings):
    document = put()
    settings.FIELD_ENCRYPTION_KEYS = ["bmV3LWtleS1vZi10aGUtdGVzdHMtMzItYnl0ZXMtISE=", *settings.FIELD_ENCRYPTION_KEYS]
    assert files.rotate(10) == 1
    assert files.rotate(10) == 0
    document.refresh_from_db()
    with default_storage.open(document.stored_name) as file:
        assert is_current(file.read())
    assert open_document(document) == CLEAN


# --- The scanner -----------------------------------------------------------------------------------------------------
class Scanner(threading.Thread):
    """A ClamAV daemon for one test: knows one virus, or answers what it is told to."""

    def __init__(self, answer: bytes = b"") -> None:
        super().__init__(daemon=True)
        self.answer, self.received = answer, b""
        self.server = socket.create_server(("127.0.0.1", 0))
        self.url = f"tcp://127.0.0.1:{self.server.getsockname()[1]}"

    def run(self) -> None:
        while True:
            try:
                caller, _address = self.server.accept()
            except OSError:
                return
            with caller, caller.makefile("rb") as stream:
                assert stream.read(10) == b"zINSTREAM\0"
                self.received = b""
                while length := struct.unpack("!I", stream.read(4))[0]:
                    self.received += stream.read(length)
                found = b"stream: Eicar-Test-Signature FOUND" if corpus.EICAR in self.received else b"stream: OK"
                caller.sendall((self.answer or found) + b"\0")

    def stop(self) -> None:
        self.server.shutdown(socket.SHUT_RDWR)
        self.server.close()
        self.join(5)


@pytest.fixture
def scanner(settings) -> Iterator[Scanner]:
    started = Scanner()
    started.start()
    settings.CLAMD_URL = started.url
    yield started
    started.stop()


def test_what_the_scanner_finds_is_refused(scanner):
    infected = corpus.image("JPEG", comment=corpus.EICAR)
    with pytest.raises(Refused) as refused:
        put(infected)
    assert refused.value.code == "malware"
    assert scanner.received == infected


def test_what_the_scanner_passes_is_clean(scanner):
    big = corpus.image("JPEG", (1500, 1500), quality=100, comment=b"x" * 60_000)
    assert put(big).state == DocumentState.CLEAN
    assert scanner.received == big


def test_while_the_scanner_is_away_nothing_leaves_quarantine(settings, scanner):
    there = settings.CLAMD_URL
    settings.CLAMD_URL = "tcp://127.0.0.1:1"
    document = put()
    assert document.state == DocumentState.QUARANTINE
    with clock.moved_to(clock.now() + timedelta(minutes=1)):
        assert check_waiting() == 0
        with pytest.raises(Http404):
            document_response(document)
        settings.CLAMD_URL = there
        assert sweep_quarantine()["checked"] == 1
    document.refresh_from_db()
    assert document.state == DocumentState.CLEAN


def test_a_scanner_that_gives_no_verdict_is_no_permission(scanner):
    scanner.answer = b"INSTREAM size limit exceeded. ERROR"
    assert put().state == DocumentState.QUARANTINE


def test_a_file_that_is_lost_holds_up_no_other():
    lost, waiting = DocumentFactory(quarantine=True), DocumentFactory(quarantine=True, content=CLEAN)
    default_storage.delete(lost.stored_name)
    with clock.moved_to(clock.now() + timedelta(minutes=1)), pytest.raises(ExceptionGroup):
        check_waiting()
    waiting.refresh_from_db()
    assert waiting.state == DocumentState.CLEAN


def test_a_document_is_not_checked_twice():
    document = put()
    checked_at = document.checked_at
    assert check(document).checked_at == checked_at
