"""No hostile file comes out of quarantine, none kills who looks at it, and each is answered in seconds."""

import resource
import time

import pytest
from django.utils import translation

from portal.documents.checks import inspect, kind_of
from portal.documents.enums import ContentType
from portal.documents.names import LONGEST, clean_name
from portal.documents.rejections import REJECTIONS
from tests.documents import corpus

GOOD, HOSTILE = corpus.good(), corpus.hostile()
SECONDS = 5.0
MEGABYTES = 300


@pytest.mark.parametrize("name", GOOD)
def test_an_honest_file_is_taken(name):
    content = GOOD[name]
    verdict = inspect(content, kind_of(content))
    assert verdict.code == ""
    assert bool(verdict.pages) == (kind_of(content) == ContentType.PDF)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused(name):
    content, codes = HOSTILE[name]
    started = time.monotonic()
    kind = kind_of(content)
    code = inspect(content, kind).code if kind else "wrong_kind"
    assert code in codes
    assert code in REJECTIONS
    assert time.monotonic() - started < SECONDS


def test_the_corpus_is_large_and_looking_at_it_takes_little_memory():
    assert len(HOSTILE) >= 60
    heaviest = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    assert heaviest < MEGABYTES * 1024, "of the processes that looked at the files before"


def test_a_file_that_kills_the_inspector_is_refused(monkeypatch, tmp_path):
    deadly = tmp_path / "deadly.py"
    deadly.write_text("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)")
    monkeypatch.setattr("portal.documents.checks.INSPECTION", deadly)
    assert inspect(GOOD["a page"], ContentType.PDF).code == "too_complex"


def test_a_file_that_takes_too_long_is_refused(monkeypatch, tmp_path):
    slow = tmp_path / "slow.py"
    slow.write_text("import time; time.sleep(60)")
    monkeypatch.setattr("portal.documents.checks.INSPECTION", slow)
    monkeypatch.setattr("portal.documents.checks.PATIENCE", 0.5)
    assert inspect(GOOD["a page"], ContentType.PDF).code == "too_complex"


def test_the_inspector_gets_no_secrets_and_may_write_nothing(monkeypatch, tmp_path):
    nosy = tmp_path / "nosy.py"
    limits = "import sys; sys.path.insert(0, %r); import inspection; inspection.limit_resources()"
    folder = inspect.__globals__["INSPECTION"].parent
    nosy.write_text(
        "import os, json, signal\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        f"{limits % str(folder)}\n"
        "known = [name for name in os.environ if 'KEY' in name or 'URL' in name]\n"
        "try:\n"
        f"    file = open({str(tmp_path / 'spoils')!r}, 'wb', buffering=0); file.write(b'x'); wrote = True\n"
        "except OSError:\n"
        "    wrote = False\n"
        "print(json.dumps({'code': 'malware' if known or wrote else '', 'pages': 1}))\n"
    )
    monkeypatch.setenv("SECRET_KEY", "do not tell")
    monkeypatch.setattr("portal.documents.checks.INSPECTION", nosy)
    assert inspect(GOOD["a page"], ContentType.PDF).code == ""


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("Constancia de situación fiscal.PDF", "Constancia de situación fiscal.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        (r"..\..\windows\system.ini", "system.pdf"),
        ("acta\x00.exe", "acta.pdf"),
        ("acta\r\nSet-Cookie: a=b.pdf", "actaSet-Cookie_ a=b.pdf"),
        ("factura\u202efdp.exe", "facturafdp.pdf"),
        ("factura.php.pdf", "factura_php.pdf"),
        (".htaccess", "htaccess.pdf"),
        ("CON", "CON_.pdf"),
        ("nul.pdf", "nul_.pdf"),
        ('<img src=x onerror="alert(1)">.pdf', "img src=x onerror=_alert(1).pdf"),
        ("$(rm -rf ~);.pdf", "(rm -rf ~).pdf"),
        ("", "document.pdf"),
        ("   ...   ", "document.pdf"),
        ("e\u0301xito.jpg", "éxito.pdf"),
        ("中文.pdf", "中文.pdf"),
    ],
)
def test_a_name_is_made_harmless(given, kept):
    with translation.override("en"):
        assert clean_name(given, ContentType.PDF) == kept


def test_a_long_name_keeps_its_ending():
    name = clean_name("ñ" * 300 + ".png", ContentType.PNG)
    assert len(name) == LONGEST
    assert name.endswith(".png")
