"""The documents of an application: attached, taken from the enterprise's folder, or taken off, until it is sent."""

from datetime import date, timedelta
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from portal.core import clock, ledger
from portal.core.actions import Refused, action, step
from portal.documents.actions import store
from portal.documents.enums import DocumentState
from portal.documents.models import Document
from programs.actions.corrections import CorrectionScope
from programs.actions.drafts import move_to_newest, opened_for_change
from programs.enums import CorrectionKind
from programs.models import Enrollment, EnrollmentDocument
from programs.refusals import NothingAsked
from programs.requirements import Requirement, requirement_of


def attach_document(enrollment: Enrollment, *, by: Any, requirement: str, upload: UploadedFile) -> EnrollmentDocument:
    """Give a file for a requirement, replacing the one given before.

    Two verbs: the file is stored in the enterprise's folder, then it is put on the application. What would be refused
    is asked before anything is stored.

    Raises:
        NothingAsked, NotToCorrect, NotEditable, NotYours, CallNotOpen.
        Refused: the file is empty, too large or of the wrong kind; its message says how to mend it.
    """
    with transaction.atomic():
        wanted = _asked(enrollment, by, requirement)[1]
    document = store(
        enrollment.enterprise.vault,
        by=by,
        upload=upload,
        kind=wanted.kind,
        accepts=wanted.accepts,
        max_bytes=wanted.max_bytes,
    )
    return _put_on(enrollment, by=by, requirement=requirement, document=document)


@action("programs.document.reuse")
def reuse_document(enrollment: Enrollment, *, by: Any, requirement: str, document: Document) -> EnrollmentDocument:
    """Use again a document of the enterprise's folder. Raise Refused when it is not one that serves."""
    enrollment, wanted, correction = _asked(enrollment, by, requirement)
    if document.pk not in {each.pk for each in reusable_documents(enrollment, wanted)}:
        raise Refused("not_reusable", _("This document does not serve here. Attach a newer one."))
    return _replace(enrollment, wanted, document, by, correction)


@action("programs.document.attach")
def _put_on(enrollment: Enrollment, *, by: Any, requirement: str, document: Document) -> EnrollmentDocument:
    enrollment, wanted, correction = _asked(enrollment, by, requirement)
    return _replace(enrollment, wanted, document, by, correction)


@action("programs.document.detach")
def detach_document(item: EnrollmentDocument, *, by: Any) -> None:
    """Take a document off a draft, or a newly given one off a correction; it stays in the enterprise's folder."""
    enrollment, _wanted, correction = _asked(item.enrollment, by, item.requirement)
    _remove(enrollment, item.requirement)
    if correction is not None:
        correction.mend_document(item.requirement, is_given=False)
    ledger.append("programs.document.detach", by=by, obj=enrollment, data={"requirement": item.requirement})


def reusable_documents(enrollment: Enrollment, requirement: Requirement) -> list[Document]:
    """Return the documents of the enterprise's folder that serve for a requirement, the newest first."""
    if not requirement.reusable_kind:
        return []
    kept = Document.objects.clean().filter(vault=enrollment.enterprise.vault_id, kind=requirement.kind)
    zone = enrollment.municipality.zone
    oldest = None
    if requirement.max_age_days is not None:
        oldest = clock.today(zone) - timedelta(days=requirement.max_age_days)
    found = kept.filter(superseded_by__isnull=True, content_type__in=content_types(requirement))
    documents = found.order_by("-uploaded_at", "-pk")[:20]
    return [each for each in documents if oldest is None or issued_on(each, zone) >= oldest]


def issued_on(document: Document, zone: Any) -> date:
    """Return the day from which a document's age counts: its own, or that of its upload where it has none."""
    return document.issued_on or document.uploaded_at.astimezone(zone).date()


def content_types(requirement: Requirement) -> list[str]:
    media = {"pdf": "application/pdf", "jpeg": "image/jpeg", "png": "image/png"}
    return [media[kind] for kind in requirement.accepts]


@step
def _asked(enrollment: Enrollment, by: Any, requirement: str) -> tuple[Enrollment, Requirement, CorrectionScope | None]:
    enrollment, correction = opened_for_change(enrollment, by)
    if correction is not None:
        correction.allow(CorrectionKind.DOCUMENT, [requirement])
    move_to_newest(enrollment)
    wanted = requirement_of(enrollment, requirement)
    if wanted is None:
        raise NothingAsked(requirement)
    return enrollment, wanted, correction


@step
def _replace(
    enrollment: Enrollment, wanted: Requirement, document: Document, by: Any, correction: CorrectionScope | None
) -> EnrollmentDocument:
    if document.vault_id != enrollment.enterprise.vault_id or document.state == DocumentState.REJECTED:
        raise Refused("not_reusable", _("This document does not serve here. Attach a newer one."))
    _remove(enrollment, wanted.code)
    given = EnrollmentDocument.objects.create(
        enrollment=enrollment, requirement=wanted.code, document=document, attached_by=by, attached_at=clock.now()
    )
    enrollment.saved_at = clock.now()
    enrollment.save()
    if correction is not None:
        correction.mend_document(wanted.code, is_given=True)
    ledger.append(
        "programs.document.attach",
        by=by,
        obj=enrollment,
        data={"requirement": wanted.code, "document": str(document.public_id)},
    )
    return given


@step
def _remove(enrollment: Enrollment, requirement: str) -> None:
    active = enrollment.documents.filter(requirement=requirement, removed_at__isnull=True)
    active.update(removed_at=clock.now())
