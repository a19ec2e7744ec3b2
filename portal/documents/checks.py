"""Whether a file may be let out of quarantine: what kind it is, what it has inside, what the virus scanner says."""

import json
import logging
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from portal.documents import clamd
from portal.documents.enums import ContentType
from portal.documents.rejections import REJECTIONS

logger = logging.getLogger(__name__)

INSPECTION = Path(__file__).with_name("inspection.py")
PATIENCE = 8.0  # seconds by the clock; the inspector gives itself 5 of processor time
_SIGNATURES = {
    b"%PDF-": ContentType.PDF,
    b"\xff\xd8\xff": ContentType.JPEG,
    b"\x89PNG\r\n\x1a\n": ContentType.PNG,
}


@dataclass(frozen=True)
class Verdict:
    """`code` is empty for a file that may be shown; `pages` is known for PDFs."""

    code: str = ""
    pages: int | None = None


def kind_of(content: bytes) -> ContentType | None:
    """The kind of file that `content` is by its first bytes, or None for one that the portal does not take."""
    return next((kind for mark, kind in _SIGNATURES.items() if content.startswith(mark)), None)


def judge(content: bytes, content_type: str) -> Verdict:
    """Inspect `content` and have it scanned, when CLAMD_URL names a scanner.

    Raises:
        clamd.ScannerAway: the scanner cannot be asked; the file stays where it is.
    """
    verdict = inspect(content, content_type)
    if not verdict.code and settings.CLAMD_URL and clamd.scan(settings.CLAMD_URL, content):
        return Verdict("malware")
    return verdict


def inspect(content: bytes, content_type: str) -> Verdict:
    """Have a process of its own look inside `content`; one that dies or takes too long refuses the file."""
    # -I: no environment, no folder of ours on its path. The keys of the portal are not in its memory.
    command = [sys.executable, "-I", str(INSPECTION), content_type]
    try:
        done = subprocess.run(  # noqa: S603 - our own program, no shell, the content goes in by the pipe
            command, input=content, capture_output=True, timeout=PATIENCE, env={}, cwd="/", check=False
        )
    except subprocess.TimeoutExpired:
        return Verdict("too_complex")
    if done.returncode == 0:
        answer = json.loads(done.stdout)
        if answer["code"] in REJECTIONS or answer["code"] == "":
            return Verdict(answer["code"], answer.get("pages"))
    last_line = done.stderr.decode(errors="replace").strip().rpartition("\n")[2][:200]
    logger.warning("The inspection of a %s ended with status %s: %s", content_type, done.returncode, last_line)
    # Killed by its limits (a negative status) or not; a file on which a parser chokes is not shown to anybody.
    return Verdict("too_complex" if done.returncode < 0 else "unreadable")
