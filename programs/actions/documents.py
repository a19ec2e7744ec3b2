"""The documents of an application: attached, taken from the enterprise's folder, or taken off, until it is sent."""

import hashlib
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
from programs.enums import CorrectionKind, EnrollmentState, ReviewState
from programs.models import CorrectionItem, Enrollment, EnrollmentDocument
from programs.refusals import NothingAsked, SameDocument
from programs.requirements import Contents, Requirement, requirement_of


def attach_document(enrollment: Enrollment, *, by: Any, requirement: str, upload: UploadedFile) -> EnrollmentDocument:
    """Give a file for a requirement, replacing the one given before.

    Two verbs: the file is stored in the enterprise's folder, then it is put on the application. What would be refused
    is asked before anything is stored.

    Raises:
        NothingAsked, NotToCorrect, NotEditable, NotYours, CallNotOpen.
        SameDocument: it is the very file that was to be changed.
        Refused: the file is empty, too large or of the wrong kind; its message says how to mend it.
    """
    with transaction.atomic():
        opened, wanted, _correction = _asked(enrollment, by, requirement)
        if refused := refused_digests(opened, requirement):
            _refuse_the_same(_digest_of(upload), refused)
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
    """Use again a document of the enterprise's folder. Raise Refused when it does not serve, SameDocument as above."""
    enrollment, wanted, correction = _asked(enrollment, by, requirement)
    if document.pk not in {each.pk for each in fitting_documents(enrollment, wanted)}:
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
        correction.mend(Contents.of(enrollment))
    ledger.append("programs.document.detach", by=by, obj=enrollment, data={"requirement": item.requirement})


def reusable_documents(enrollment: Enrollment, requirement: Requirement) -> list[Document]:
    """Return what is offered of the enterprise's folder: what fits and is not the very file that was to be changed."""
    refused = refused_digests(enrollment, requirement.code)
    return [each for each in fitting_documents(enrollment, requirement) if each.sha256 not in refused]


def refused_digests(enrollment: Enrollment, requirement: str) -> set[str]:
    """Return the SHA-256 of the files that mend nothing: what the open correction asks to change, what was rejected."""
    if enrollment.state != EnrollmentState.CHANGES_REQUESTED:
        return set()
    points = CorrectionItem.objects.filter(
        correction__enrollment=enrollment,
        correction__answered_at=None,
        kind=CorrectionKind.DOCUMENT,
        code=requirement,
    )
    rejected = enrollment.documents.filter(requirement=requirement, state=ReviewState.REJECTED)
    asked = points.exclude(before="").values_list("before", flat=True)
    return {*asked, *rejected.values_list("document__sha256", flat=True)}


def fitting_documents(enrollment: Enrollment, requirement: Requirement) -> list[Document]:
    """Return the documents of the enterprise's folder of the kind, age and format of a requirement, newest first."""
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
        correction.allow([requirement], among=correction.open_documents(Contents.of(enrollment)))
    move_to_newest(enrollment)
    wanted = requirement_of(enrollment, requirement)
    if wanted is None:
        raise NothingAsked(requirement)
    return enrollment, wanted, correction


@step
def _refuse_the_same(digest: str, refused: set[str]) -> None:
    if digest in refused:
        raise SameDocument


def _digest_of(upload: UploadedFile) -> str:
    upload.seek(0)
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    return digest.hexdigest()


@step
def _replace(
    enrollment: Enrollment, wanted: Requirement, document: Document, by: Any, correction: CorrectionScope | None
) -> EnrollmentDocument:
    if document.vault_id != enrollment.enterprise.vault_id or document.state == DocumentState.REJECTED:
        raise Refused("not_reusable", _("This document does not serve here. Attach a newer one."))
    _refuse_the_same(document.sha256, refused_digests(enrollment, wanted.code))
    _remove(enrollment, wanted.code)
    given = EnrollmentDocument.objects.create(
        enrollment=enrollment, requirement=wanted.code, document=document, attached_by=by, attached_at=clock.now()
    )
    enrollment.saved_at = clock.now()
    enrollment.save()
    if correction is not None:
        correction.mend(Contents.of(enrollment))
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
