"""The PDFs that the portal makes: what they say can be read, found, and heard."""

import shutil
from decimal import Decimal
from io import BytesIO

import pypdf
import pytest
from django.template import TemplateDoesNotExist
from django.utils import translation

from portal.documents import pdf
from portal.documents.checks import inspect

TEMPLATE = """#import "base.typ": data, document-layout, facts, listing
#show: document-layout
#facts(data.rows)
#listing(("A", "B"), data.at("lines", default: ()))
"""
CITY = {"name": "León", "official_name": "Municipio de León", "brand_color": "#7a1f2b", "contact": "477 788 0000"}


@pytest.fixture
def make(tmp_path, monkeypatch):
    """Make a PDF of the layout with these facts."""
    folder = tmp_path / "pdf"
    shutil.copytree(pdf.templates_folder(), folder)
    (folder / "proof.typ").write_text(TEMPLATE)
    monkeypatch.setattr(pdf, "templates_folder", lambda: folder)

    def make(**data):
        return pdf.render_pdf("proof", {"title": "Acuse de recibo", "city": CITY, "rows": [], **data})

    return make


def text_of(content: bytes) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(content)).pages)


def test_its_text_can_be_read_and_it_is_tagged_with_title_and_language(make):
    with translation.override("es"):
        made = make(
            folio="LEO-2026-00042-7", folio_label="Folio", rows=[{"label": "Empresa", "value": "Peletería Ñandú"}]
        )
    reader = pypdf.PdfReader(BytesIO(made))
    root = reader.trailer["/Root"]
    assert root["/Lang"] == "es"
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata.title == "Acuse de recibo"
    text = text_of(made)
    for expected in ("Acuse de recibo", "LEO-2026-00042-7", "Peletería Ñandú", "Municipio de León", "477 788 0000"):
        assert expected in text


def test_what_people_write_is_never_markup(make):
    value = '#import "@preview/cetz:0.3.0": * #read("/etc/passwd") *b* _i_ $x$ \\ ] } ") <a> // x /* y'
    assert value in text_of(make(rows=[{"label": "Meta", "value": value}])).replace("\n", " ").replace("  ", " ")


def test_characters_that_the_fonts_lack_do_not_stop_the_document(make):
    text = text_of(make(rows=[{"label": "Nombre", "value": "Café 😀 中文 \x00\u202eabc e\u0301"}], title="T 😀"))
    assert "Café � �� abc é" in text


def test_the_fonts_show_every_character_that_is_let_through(make):
    given = "".join(chr(code) for first, last in pdf.SHOWN for code in range(first, last + 1))
    for start in range(0, len(given), 64):
        make(rows=[{"label": "x", "value": given[start : start + 64]}])


def test_amounts_and_lazy_texts_become_text(make):
    with translation.override("en"):
        made = make(rows=[{"label": translation.gettext_lazy("Page"), "value": str(Decimal("10.50"))}])
    assert "Page: 10.50" in text_of(made)


def test_a_long_list_goes_over_pages_that_are_numbered(make):
    with translation.override("en"):
        made = make(lines=[[f"Fila {number}", "x" * 30] for number in range(120)])
    pages = len(pypdf.PdfReader(BytesIO(made)).pages)
    assert pages > 2
    assert f"Page {pages} of {pages}" in text_of(made)


def test_it_passes_the_checks_that_people_s_files_must_pass(make):
    assert inspect(make(), "application/pdf").code == ""


def test_a_template_that_is_not_there_or_reads_elsewhere_fails(make):
    with pytest.raises(TemplateDoesNotExist):
        pdf.render_pdf("nothing", {})
    (pdf.templates_folder() / "proof.typ").write_text('#read("../../outside.txt")')
    with pytest.raises(pdf.PDFError):
        make()


def test_no_template_asks_the_network():
    for template in (path for path in pdf.templates_folder().rglob("*.typ")):
        assert "@preview" not in template.read_text()


def test_a_code_for_telephones_is_a_drawing_without_styles():
    drawing = pdf.qr_svg("https://portal.example/verificar/abc")
    assert drawing.startswith("<svg")
    assert "style=" not in drawing
