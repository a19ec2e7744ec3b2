"""The city file's [[privacy_notices]]: one table per version, with the text that people accept."""

from typing import Any

from portal.accounts.models import PrivacyNotice
from portal.core.cities import Loader, section
from portal.core.models import Municipality


@section("privacy_notices")
def load_privacy_notices(document: dict[str, Any], *, municipality: Municipality, loader: Loader) -> None:
    """Keys: version, title, summary (optional, a few lines), body, effective_from.

    A version that somebody accepted never changes: another text needs another version.
    """
    for table in loader.tables(document, "privacy_notices"):
        version = table.text("version", max_length=20)
        values = {
            "title": table.text("title", max_length=200),
            "summary": table.text("summary", ""),
            "body": table.text("body"),
            "effective_from": table.day("effective_from"),
        }
        accepted = PrivacyNotice.objects.filter(
            municipality=municipality, version=version, consents__isnull=False
        ).first()
        if accepted is None:
            loader.row(PrivacyNotice, {"municipality": municipality, "version": version}, values)
        elif (accepted.title, accepted.body) != (values["title"], values["body"]):
            loader.keep(accepted, "people accepted this version; a changed text needs a new one")
