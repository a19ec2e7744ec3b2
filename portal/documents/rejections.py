"""Why a file is refused, by code, and what the person can do about it. The code is stored, the words are shown."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from portal.core.actions import Refused

REJECTIONS = {
    "empty": _("The file is empty. Choose it again, or scan the document anew."),
    "too_large": _(
        "The file has %(size)s MB and may have %(limit)s MB at most. Scan it at a lower resolution, or photograph it."
    ),
    "vault_full": _(
        "Your folder has %(used)s MB of the %(limit)s MB that it may have, and this file does not fit. "
        "Use a document that is already there, scan it at a lower resolution, or write to the office."
    ),
    "too_many_files": _(
        "Your folder has %(limit)s documents, the most that it may have. "
        "Use one that is already there, or write to the office."
    ),
    "wrong_kind": _(
        "The portal takes %(accepted)s here, and this file is something else. Save or scan it as one of those."
    ),
    "storage_failed": _(
        "The portal could not keep the file. Nothing was lost of what you wrote: try again in some minutes."
    ),
    "unreadable": _(
        "The file is damaged or incomplete. Open it on your device, save it again, and upload the new copy."
    ),
    "needs_password": _("The PDF asks for a password. Save a copy without one, and upload that."),
    "too_many_pages": _("The PDF has too many pages. Leave only those that are asked for."),
    "no_pages": _("The PDF has no pages. Save it again, and upload the new copy."),
    "active_content": _(
        "The PDF has a program, a form that sends data, or a link that opens by itself. "
        "Print it to PDF, and upload that."
    ),
    "attachments": _("The PDF has other files inside. Print it to PDF, and upload that."),
    "hidden_content": _(
        "The file hides another kind of file inside. Print it to PDF, or photograph it, and upload that."
    ),
    "too_big_inside": _(
        "The file is far larger inside than it seems. Scan it at a lower resolution, or photograph it, and upload that."
    ),
    "too_complex": _("The file takes too long to check. Print it to PDF, or photograph it, and upload that."),
    "malware": _("The file has a virus. Do not send it to anybody, and upload the document from another device."),
}


def refusal(code: str, **data: Any) -> Refused:
    """The refusal of a file by that code; `data` fills the message."""
    return Refused(code, REJECTIONS[code], **data)
