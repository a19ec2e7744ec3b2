"""Names of files, made harmless: they are shown, logged by others and written to disks of all kinds."""

import re
import unicodedata

from django.utils.translation import gettext as _

from portal.documents.enums import ContentType

LONGEST = 120
# Device names of Windows: a file of that name cannot be opened there, whatever its ending.
RESERVED = {"con", "prn", "aux", "nul", *(f"com{n}" for n in range(10)), *(f"lpt{n}" for n in range(10))}
_FORBIDDEN = re.compile(r'[<>:"|?*&;`$\'%]+')
_ENDING = re.compile(r"\.[A-Za-z0-9]{1,5}\Z")


def clean_name(name: str, content_type: ContentType) -> str:
    """`name` as it may be kept and shown: no path, control or direction characters, one ending, that of the content.

    At most LONGEST characters. A name of which nothing is left becomes "document", in the active language.
    """
    name = unicodedata.normalize("NFC", name)
    last = re.split(r"[/\\]", name)[-1]
    # C: controls, formats (right-to-left overrides, zero widths), surrogates; Zl, Zp: line and paragraph breaks.
    shown = "".join(
        c for c in last if unicodedata.category(c)[0] != "C" and unicodedata.category(c) not in ("Zl", "Zp")
    )
    stem = _ENDING.sub("", shown)
    stem = _FORBIDDEN.sub("_", stem).replace(".", "_")
    stem = " ".join(stem.split()).strip("_- ")[: LONGEST - len(content_type.extension)].rstrip()
    if not stem:
        stem = _("document")
    if stem.lower() in RESERVED:
        stem = f"{stem}_"
    return stem + content_type.extension
