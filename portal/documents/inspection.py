"""Looks inside a file that may be hostile. Runs as a program of its own, with nothing to steal and little to spend.

    python -I inspection.py application/pdf < file          # writes {"code": "", "pages": 3} or {"code": "attachments"}

It imports nothing of the portal, gets no environment, and sets itself limits of memory, processor time, files and
processes before it imports a parser. `portal.documents.checks` starts it and reads the answer; codes are those of
`portal.documents.rejections`.
"""

import json
import re
import resource
import sys
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import Any

MEMORY = 768 * 1024 * 1024  # of address space, most of it libraries; resident it stays far below
CPU_SECONDS = 5
MAX_PAGES = 200
MAX_OBJECTS = 100_000
MAX_DEPTH = 40
MAX_PIXELS = 40_000_000
MAX_STREAM = 100 * 1024 * 1024  # what one stream of a PDF may become …
MAX_RATIO = 100  # … if that is more than so many times its size
MAX_TOTAL = 600 * 1024 * 1024  # what all streams together may become
MAX_TRAILING = 64 * 1024

# Actions that run a program, open another file, send data or play something. GoTo and plain links are no harm.
BAD_ACTIONS = {
    *("/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToE", "/GoToR", "/Rendition", "/Movie", "/Sound"),
    *("/RichMediaExecute", "/GoTo3DView", "/ResetForm", "/Hide", "/SetOCGState", "/Thread", "/Trans"),
}
BAD_KEYS = {"/JS": "active_content", "/JavaScript": "active_content", "/XFA": "active_content"}
BAD_KEYS |= {"/RichMediaContent": "active_content", "/EmbeddedFiles": "attachments", "/EF": "attachments"}
BAD_SUBTYPES = {"/FileAttachment": "attachments", "/RichMedia": "active_content", "/Movie": "active_content"}
BAD_SUBTYPES |= {"/Screen": "active_content", "/3D": "active_content", "/Sound": "active_content"}
SAFE_SCHEMES = re.compile(rb"\A\s*(https?:|mailto:|tel:|www\.|[\w.+-]+@)", re.IGNORECASE)

MARKUP = re.compile(rb"<(script|html|svg|iframe|body)[\s>/]|<!doctype|<\?php", re.IGNORECASE)
END_OF_ZIP = b"PK\x05\x06"
OTHER_FILES = (b"%PDF-", b"PK\x03\x04", b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c", b"\x7fELF", b"MZ\x90\x00")


class Rejected(Exception):
    """The file is refused, by this code."""


def inspect(content: bytes, content_type: str) -> int | None:
    """The number of pages of `content`, or None for an image. Raises Rejected, or what a parser chokes on."""
    # A ZIP is read from its end, so that one can hide behind any other file.
    if END_OF_ZIP in content[-66_000:]:
        raise Rejected("hidden_content")
    if content_type == "application/pdf":
        return inspect_pdf(content)
    inspect_image(content, {"image/jpeg": "JPEG", "image/png": "PNG"}[content_type])
    return None


# --- PDF -------------------------------------------------------------------------------------------------------------
def inspect_pdf(content: bytes) -> int:
    """Refuse what a PDF should not have: passwords, programs, other files, endless pages or streams."""
    import pikepdf

    _check_pdf_ends(content)
    try:
        # Without a password: a PDF that only forbids printing or copying opens for anybody, and is read as any other.
        pdf = pikepdf.open(BytesIO(content), suppress_warnings=True)
    except pikepdf.PasswordError:
        raise Rejected("needs_password") from None
    except pikepdf.PdfError:
        raise Rejected("unreadable") from None
    with pdf:
        if len(pdf.objects) > MAX_OBJECTS:
            raise Rejected("too_complex")
        pages = len(pdf.pages)
        if pages > MAX_PAGES:
            raise Rejected("too_many_pages")
        if not pages:
            raise Rejected("no_pages")
        budget = [MAX_TOTAL]
        for found in _dictionaries(pdf, pikepdf):
            _check_dictionary(found, pikepdf)
            if isinstance(found, pikepdf.Stream):
                _check_stream(found, budget)
        _check_open_action(pdf, pikepdf)
    return pages


def _check_pdf_ends(content: bytes) -> None:
    """The file begins as a PDF and ends as one: what stands before or after is for another program to read."""
    if not content.startswith(b"%PDF-"):
        raise Rejected("hidden_content")
    end = content.rfind(b"%%EOF")
    if end < 0:
        raise Rejected("unreadable")
    trailing = content[end + 5 :].strip(b"\x00\r\n\t\x1a ")
    if len(trailing) > 1024 or MARKUP.search(trailing) or MARKUP.search(content[:1024]):
        raise Rejected("hidden_content")
    if any(mark in trailing or mark in content[5:1024] for mark in OTHER_FILES):
        raise Rejected("hidden_content")


def _dictionaries(pdf: Any, pikepdf: Any) -> Iterator[Any]:
    """Every dictionary and stream of `pdf`, also those inside of others and those that nothing points to."""
    yield pdf.trailer
    for top in pdf.objects:
        pending = [(top, 0)]
        while pending:
            found, depth = pending.pop()
            if depth > MAX_DEPTH:
                raise Rejected("too_complex")
            if isinstance(found, pikepdf.Dictionary | pikepdf.Stream):
                yield found
                held = [value for _key, value in found.items()]
            elif isinstance(found, pikepdf.Array):
                held = list(found)
            else:
                continue
            # What has a number of its own comes by itself; following it would go round in circles.
            pending += [
                (value, depth + 1) for value in held if isinstance(value, pikepdf.Object) and not value.is_indirect
            ]


def _check_dictionary(found: Any, pikepdf: Any) -> None:
    for key in found.keys():  # noqa: SIM118 - iterating a stream would not give its keys
        if key in BAD_KEYS:
            raise Rejected(BAD_KEYS[key])
    if str(found.get("/S", "")) in BAD_ACTIONS and "/S" in found:
        raise Rejected("active_content")
    code = BAD_SUBTYPES.get(str(found.get("/Subtype", "")))
    if code:
        raise Rejected(code)
    link = found.get("/URI")
    if isinstance(link, pikepdf.String) and not SAFE_SCHEMES.match(bytes(link)):
        raise Rejected("active_content")
    if found.get("/Subtype") == "/Image":
        _check_pixels(int(found.get("/Width", 0)), int(found.get("/Height", 0)), limit=4 * MAX_PIXELS)


def _check_open_action(pdf: Any, pikepdf: Any) -> None:
    """A PDF may open at a page or a zoom; it may not open a page of the web."""
    action = pdf.Root.get("/OpenAction")
    if isinstance(action, pikepdf.Dictionary) and action.get("/S") not in (None, "/GoTo", "/Named"):
        raise Rejected("active_content")


def _check_stream(stream: Any, budget: list[int]) -> None:
    """Expand what is deflated, a piece at a time and keeping none, until it is clear that it is no bomb."""
    filters = stream.get("/Filter")
    if filters is None:
        return
    names = [str(name) for name in filters] if not str(filters).startswith("/") else [str(filters)]
    if len(names) > 3:
        raise Rejected("too_big_inside")
    if names[0] not in ("/FlateDecode", "/Fl"):
        return
    raw = stream.read_raw_bytes()
    first = _expanded(raw, budget, keep=len(names) > 1 and names[1] in ("/FlateDecode", "/Fl"))
    if first:
        _expanded(first, budget, keep=False)


def _expanded(raw: bytes, budget: list[int], *, keep: bool) -> bytes:
    expander, size, kept = zlib.decompressobj(), 0, []
    try:
        while raw and not expander.eof:
            piece = expander.decompress(raw, 1 << 20)
            raw = expander.unconsumed_tail
            size += len(piece)
            budget[0] -= len(piece)
            if keep:
                kept.append(piece)
            if budget[0] < 0 or (size > MAX_STREAM // (4 if keep else 1)):
                raise Rejected("too_big_inside")
    except zlib.error:
        return b""  # damaged streams show as empty; they do no harm
    return b"".join(kept)


# --- Images ----------------------------------------------------------------------------------------------------------
def inspect_image(content: bytes, kind: str) -> None:
    """Refuse images that are damaged, enormous, or that carry something else."""
    from PIL import Image, UnidentifiedImageError

    Image.MAX_IMAGE_PIXELS = None  # the size is looked at before a pixel is made
    try:
        with Image.open(BytesIO(content), formats=[kind, "MPO"] if kind == "JPEG" else [kind]) as image:
            _check_pixels(*image.size, limit=MAX_PIXELS)
            if kind == "JPEG":
                image.draft("L", (image.width // 8, image.height // 8))  # an eighth is enough to see that it is whole
            image.load()
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, zlib.error):
        raise Rejected("unreadable") from None
    _check_image_rest(content, kind)


def _check_pixels(width: int, height: int, *, limit: int) -> None:
    if width * height > limit:
        raise Rejected("too_big_inside")


def _check_image_rest(content: bytes, kind: str) -> None:
    """Nothing to read for a browser anywhere, and after the image nothing but what cameras add."""
    if MARKUP.search(content):
        raise Rejected("hidden_content")
    end = _end_of_png(content) if kind == "PNG" else _end_of_jpegs(content)
    trailing = content[end:]
    if b"ftyp" in trailing[:256]:  # telephones put a short film behind the picture; its bytes may look like anything
        return
    if len(trailing.strip(b"\x00\r\n ")) > MAX_TRAILING or any(mark in trailing for mark in OTHER_FILES):
        raise Rejected("hidden_content")


def _end_of_jpegs(content: bytes) -> int:
    """Where the image ends, and the others that cameras put right behind it (previews, maps of light)."""
    end = _end_of_jpeg(content, 0)
    for _further in range(8):
        start = content.find(b"\xff\xd8\xff", end, end + 4096)
        if start < 0 or content[end:start].strip(b"\x00"):
            break
        end = _end_of_jpeg(content, start)
    return end


def _end_of_jpeg(content: bytes, start: int) -> int:
    """The place after the end mark of the JPEG at `start`: from mark to mark, over the data between them."""
    at = start + 2
    while True:
        at = content.find(b"\xff", at)
        if at < 0 or (at + 4 > len(content) and content[at : at + 2] != b"\xff\xd9"):
            raise Rejected("unreadable")
        mark = content[at + 1]
        if mark == 0xD9:  # end of image
            return at + 2
        if mark in (0x00, 0x01, 0xFF) or 0xD0 <= mark <= 0xD8:  # a byte of data, a filler, or a mark without length
            at += 1 if mark == 0xFF else 2
        else:
            at += 2 + int.from_bytes(content[at + 2 : at + 4], "big")


def _end_of_png(content: bytes) -> int:
    """Where the last chunk (IEND) ends. Raises Rejected when there is none."""
    at = 8
    while at + 12 <= len(content):
        length = int.from_bytes(content[at : at + 4], "big")
        kind = content[at + 4 : at + 8]
        at += 12 + length
        if kind == b"IEND":
            return at
    raise Rejected("unreadable")


# --- The program -----------------------------------------------------------------------------------------------------
def limit_resources() -> None:
    """Little memory and time, no new files, no other processes: a parser that is taken over can do nothing with it."""
    if sys.platform != "darwin":  # which refuses this limit; the others hold there too
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> int:
    content_type = sys.argv[1]
    content = sys.stdin.buffer.read()
    limit_resources()
    try:
        answer = {"code": "", "pages": inspect(content, content_type)}
    except Rejected as rejection:
        answer = {"code": str(rejection)}
    except (MemoryError, RecursionError):
        answer = {"code": "too_complex"}
    sys.stdout.write(json.dumps(answer))
    return 0


if __name__ == "__main__":
    sys.exit(main())
