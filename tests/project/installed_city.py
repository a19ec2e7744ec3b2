"""What an installation does in its first days, and what its keeper looks at after a restore; run under its settings.

`python -m tests.project.installed_city fill` registers an enterprise with its tax id and a document and seals the
ledger; `… read` writes the counts, the tax id and the document's first bytes as JSON.
"""

import json
import sys

import django

TAX_ID = "ZZA000101IV1"


def fill() -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile
    from stdnum.mx import rfc

    from enterprises.actions import register_enterprise
    from enterprises.enums import PersonType
    from portal.accounts.models import User
    from portal.core.models import Municipality
    from portal.core.seals import seal_pending
    from portal.documents.actions import store
    from tests.documents import corpus

    owner = User.objects.create_user("duena@taller.example", full_name="Dueña de prueba", password=None)
    enterprise = register_enterprise(
        Municipality.objects.get(slug="leon"),
        by=owner,
        person_type=PersonType.LEGAL,
        legal_name="Taller de Prueba, S.A. de C.V.",
        tax_id=TAX_ID[:-1] + rfc.calc_check_digit(TAX_ID[:-1]),
        is_test=True,
    )
    upload = SimpleUploadedFile("constancia.pdf", corpus.pdf(), content_type="application/pdf")
    store(enterprise.vault, by=owner, upload=upload, kind="tax_certificate")
    seal_pending(10_000)


def read() -> None:
    from enterprises.models import Enterprise
    from portal.core.models import LedgerEntry
    from portal.documents.models import Document
    from portal.documents.responses import open_document

    seen = {
        "enterprises": Enterprise.objects.count(),
        "documents": Document.objects.count(),
        "ledger": LedgerEntry.objects.count(),
        "tax_id": Enterprise.objects.get().tax_id,
        "document": open_document(Document.objects.get())[:5].decode(),
    }
    json.dump(seen, sys.stdout)


if __name__ == "__main__":
    django.setup()
    {"fill": fill, "read": read}[sys.argv[1]]()
