"""The PDFs that the portal makes: tagged (PDF/UA-1), in the city's colours, from a Typst template and plain data.

What people wrote is data and never markup: a template reads it from JSON. Templates see their own folder alone, load no
package, and use the fonts that the typst wheel brings (Libertinus Serif, DejaVu Sans Mono), so that the same data make
the same document on every machine, with no network.
"""

import json
import unicodedata
from collections.abc import Mapping
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import segno
import typst
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.template import TemplateDoesNotExist
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.core import clock

REPLACEMENT = "\ufffd"
# What the embedded fonts show (a test asks them). PDF/UA refuses a document with a character that has no form.
SHOWN = (
    *((0x20, 0x7E), (0xA0, 0x377), (0x384, 0x38A), (0x38E, 0x3A1), (0x3A3, 0x4FF), (0x1E00, 0x1EFF)),
    *((0x2010, 0x2027), (0x2030, 0x2040), (0x2070, 0x2071), (0x2074, 0x208E), (0x20A0, 0x20C0), (0x2116, 0x2116)),
    *((0x2122, 0x2122), (0x2190, 0x21FF), (0x2200, 0x22FF), (0x25A0, 0x25FF), (0x2713, 0x2718)),
)
PDFError = typst.TypstError


def render_pdf(template: str, data: Mapping[str, Any]) -> bytes:
    """Make a PDF from `templates/pdf/<template>.typ`.

    Args:
        template: its name without the ending.
        data: what it shows; lazy texts, dates and Decimals become text. It needs `title` (the document's own, not that
            of the file) and `city` (name, official_name, brand_color, contact, legend; see `base.typ`). `lang` is the
            active language unless given. Characters that the fonts lack are shown as �.

    Raises:
        TemplateDoesNotExist: there is no such template.
        PDFError: the template has a mistake, or asks for data that were not given.
    """
    folder = templates_folder()
    source = folder / f"{template}.typ"
    if not source.is_file():
        raise TemplateDoesNotExist(f"pdf/{template}.typ")
    language = (get_language() or settings.LANGUAGE_CODE)[:2]
    given = {"lang": language, "page_label": _("Page"), "of_label": _("of"), **data}
    text = json.dumps(_showable(json.loads(json.dumps(given, cls=DjangoJSONEncoder))))
    made = typst.compile(
        source,
        root=folder,
        font_paths=_fonts(),
        sys_inputs={"data": text},
        pdf_standards="ua-1",
        timestamp=clock.now().replace(microsecond=0),
        format="pdf",
    )
    if not isinstance(made, bytes):
        raise TypeError(f"pdf/{template}.typ made no single document")
    return made


def templates_folder() -> Path:
    """Where the templates are; they read no file outside of it."""
    return Path(settings.BASE_DIR) / "templates" / "pdf"


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True)


def _showable(value: Any) -> Any:
    """`value` with each character that the fonts cannot show replaced, in texts however deep."""
    match value:
        case str():
            composed = unicodedata.normalize("NFC", value)
            return "".join(map(_shown, composed))
        case list():
            return [_showable(each) for each in value]
        case dict():
            return {key: _showable(each) for key, each in value.items()}
    return value


def _shown(character: str) -> str:
    if character in "\n\t" or any(first <= ord(character) <= last for first, last in SHOWN):
        return character
    # Marks without a form of their own (directions, joiners) would only mislead; the rest leaves a visible trace.
    return "" if unicodedata.category(character) in ("Cf", "Cc") else REPLACEMENT


def qr_svg(text: str) -> str:
    """`text` as a QR code of error correction M, as an SVG of its own without colours or styles of a page."""
    out = BytesIO()
    segno.make(text, error="m", micro=False).save(out, kind="svg", xmldecl=False, svgns=True, omitsize=True, border=4)
    return out.getvalue().decode()
