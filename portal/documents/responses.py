"""Giving a document out, to a browser that is to do nothing with it but show or save it."""

from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header

from portal.documents import files
from portal.documents.models import Document

# The document runs, loads, sends and frames nothing, and belongs to no origin.
POLICY = "default-src 'none'; sandbox"


def open_document(document: Document) -> bytes:
    """The content of a clean document. Raises Http404 for one that is not, and DecryptionError for a damaged file."""
    if not document.is_clean:
        raise Http404
    return files.read(document)


def document_response(document: Document, *, as_attachment: bool = False) -> HttpResponse:
    """The answer that gives `document` out: shown by the browser, or saved when `as_attachment`.

    The caller has asked whether the user may see it. Raises Http404 unless it is clean.
    """
    return HttpResponse(
        open_document(document),
        content_type=document.content_type,
        headers={
            "Content-Disposition": content_disposition_header(as_attachment, document.original_name) or "inline",
            "Content-Security-Policy": POLICY,
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "private, no-store",
            "Cross-Origin-Resource-Policy": "same-origin",
        },
    )
