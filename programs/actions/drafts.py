"""The entrepreneur's side before the application is sent, and while it is corrected."""

from collections.abc import Mapping
from typing import Any

from enterprises.models import Enterprise, Project
from portal.core import clock, ledger
from portal.core.actions import action, locked, step
from portal.core.enums import Role
from programs.actions.corrections import CorrectionScope, project_print
from programs.answers import EMPTY, Answers
from programs.enums import CorrectionKind, EnrollmentState
from programs.form_schema import Page, Question
from programs.models import Call, CallVersion, Enrollment
from programs.page_state import Seen, settle
from programs.refusals import AlreadyApplied, CallNotOpen, NotEditable, NothingAsked, NotToCorrect, NotYours
from programs.requirements import Contents


@action("programs.enrollment.start")
def start_draft(call: Call, *, by: Any, enterprise: Enterprise, project: Project | None = None) -> Enrollment:
    """Begin an application, or return the draft that the enterprise already has in this call.

    Raises:
        CallNotOpen: the call takes none at this instant.
        NotYours: the user does not belong to the enterprise, or the project is another's.
        AlreadyApplied: there is one that is not closed, or as many as the call allows.
    """
    # The enterprise's other person may press the same button at the same moment: one makes the draft, both get it.
    enterprise = locked(enterprise)
    call = Call.objects.with_listing().get(pk=call.pk)
    if not call.is_open:
        raise CallNotOpen(call)
    if Role.ENTREPRENEUR not in enterprise.roles_of(by) or enterprise.merged_into_id is not None:
        raise NotYours
    if project is not None and project.enterprise_id != enterprise.pk:
        raise NotYours
    if (draft := enterprise.enrollments.drafts().filter(call=call).first()) is not None:
        return draft
    refuse_more_applications(call, enterprise)
    enrollment = Enrollment.objects.create(
        call=call,
        call_version=call.current_version,
        enterprise=enterprise,
        project=project,
        applicant=by,
        created_at=clock.now(),
        saved_at=clock.now(),
    )
    ledger.append("programs.enrollment.start", by=by, obj=enrollment)
    return enrollment


@step
def refuse_more_applications(call: Call, enterprise: Enterprise) -> None:
    """Raise AlreadyApplied when one is under way or all that the call allows were used."""
    others = enterprise.enrollments.filter(call=call)
    used = others.exclude(state__in=[EnrollmentState.WITHDRAWN, EnrollmentState.EXPIRED]).count()
    if others.active().exists() or used >= call.max_per_enterprise:
        raise AlreadyApplied


@step
def opened_for_change(enrollment: Enrollment, by: Any) -> tuple[Enrollment, CorrectionScope | None]:
    """Lock an application for a change by its enterprise.

    Returns the locked row and what a correction allows to change, None for a draft: everything.
    Raises NotYours, NotEditable, and CallNotOpen for a draft of a call that no longer takes applications.
    """
    enrollment = locked(enrollment)
    if Role.ENTREPRENEUR not in enrollment.roles_of(by):
        raise NotYours
    if enrollment.state == EnrollmentState.CHANGES_REQUESTED:
        return enrollment, CorrectionScope.of(enrollment)
    if not enrollment.is_draft:
        raise NotEditable
    if not enrollment.call.is_open:
        raise CallNotOpen(enrollment.call)
    return enrollment, None


@step
def move_to_newest(enrollment: Enrollment) -> None:
    """Move a draft to the newest version of its call; documents that are asked no more are taken off it."""
    if not enrollment.is_behind:
        return
    Answers.of(enrollment).write_to(enrollment)
    before = enrollment.call_version.number
    enrollment.call_version = enrollment.call.current_version
    asked = _document_codes(enrollment.call_version)
    dropped = enrollment.documents.filter(removed_at__isnull=True).exclude(requirement__in=asked)
    dropped.update(removed_at=clock.now())
    ledger.append(
        "programs.enrollment.move_to_version",
        by=None,
        obj=enrollment,
        data={"from": before, "to": enrollment.call_version.number},
    )


def _document_codes(version: CallVersion) -> set[str]:
    questions = [question for page in version.form_schema.get("pages", []) for question in page["questions"]]
    files = {question["code"] for question in questions if question["kind"] == "file"}
    return files | set(version.documents.values_list("code", flat=True))


@action("programs.enrollment.save_page")
def save_page(
    enrollment: Enrollment,
    *,
    by: Any,
    page: str,
    answers: Mapping[str, Any],
    unfinished: Mapping[str, str] | None = None,
    seen: Seen | None = None,
) -> Enrollment:
    """Save the answers of one page.

    Args:
        page: the page's code.
        answers: by question code, what the form cleaned; an empty value removes an answer.
        unfinished: by question code, what was typed and is no answer yet: kept in a draft, refused in a correction.
        seen: what the page was made from; None does not ask whether the answers are newer.

    Raises:
        NothingAsked: there is no such page or question.
        ChangedElsewhere: another device changed an answer that this page changes too.
        NotToCorrect: during a correction, something would change that it neither names nor newly asks.
        ValidationError: a value is no answer to its question (the form says so first).
    """
    enrollment, correction = opened_for_change(enrollment, by)
    move_to_newest(enrollment)
    book = Answers.of(enrollment)
    asked = book.schema.page(page)
    if asked is None:
        raise NothingAsked(page)
    stored = book.copy()
    _put(book, asked, answers)
    for code, text in (unfinished or {}).items():
        if correction is not None:
            raise NotToCorrect
        book.put_unfinished(_question(asked, code), text)
    if seen is not None:
        settle(enrollment, asked, stored, book, seen)
    if correction is not None:
        correction.pass_over(book, stored)
    changed = [question.code for question in asked.questions if book.raw(question) != stored.raw(question)]
    if correction is not None:
        correction.allow(changed, among=correction.open_answers(book))
    book.write_to(enrollment)
    enrollment.draft_page, enrollment.saved_at = page, clock.now()
    enrollment.save()
    if correction is not None:
        correction.mend(Contents.of(enrollment))
    ledger.append("programs.enrollment.save_page", by=by, obj=enrollment, data={"page": page, "changed": changed})
    return enrollment


def _put(book: Answers, page: Page, answers: Mapping[str, Any]) -> None:
    """Write the answers of a page into the book. Raise NothingAsked, or ValidationError for what is no answer."""
    for code, value in answers.items():
        question = _question(page, code)
        if book.raw(question) is not None or value not in EMPTY or code in book.unfinished:
            book.put(question, value)


def _question(page: Page, code: str) -> Question:
    question = page.question(code)
    if question is None or question.is_file:
        raise NothingAsked(code)
    return question


@action("programs.enrollment.choose_project")
def choose_project(enrollment: Enrollment, *, by: Any, project: Project) -> Enrollment:
    """Say for which project of the enterprise the application is. Raises NotYours, NotToCorrect."""
    enrollment, correction = opened_for_change(enrollment, by)
    if project.enterprise_id != enrollment.enterprise_id:
        raise NotYours
    if correction is not None:
        correction.allow(["project"], among=correction.named(CorrectionKind.PROJECT))
    move_to_newest(enrollment)
    enrollment.project, enrollment.saved_at = project, clock.now()
    enrollment.save()
    if correction is not None:
        correction.mend_project(project_print(project))
    ledger.append("programs.enrollment.choose_project", by=by, obj=enrollment, data={"project": project.pk})
    return enrollment


@action("programs.enrollment.discard")
def discard_draft(enrollment: Enrollment, *, by: Any) -> None:
    """Delete a draft and what it says. The documents stay in the enterprise's folder."""
    enrollment = locked(enrollment)
    if Role.ENTREPRENEUR not in enrollment.roles_of(by):
        raise NotYours
    if not enrollment.is_draft:
        raise NotEditable
    ledger.append("programs.enrollment.discard", by=by, obj=enrollment)
    enrollment.delete()
