"""What is left to do in an application, in the words and with the links of the entrepreneur's pages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.core.enums import Tone
from programs.actions.corrections import CorrectionScope
from programs.actions.submissions import missing_items
from programs.answers import Answers
from programs.enums import CorrectionKind, EnrollmentState
from programs.form_schema import Page, Question
from programs.models import CorrectionItem, Enrollment
from programs.requirements import Contents, Requirement

Task = dict[str, Any]


def tasks_of(enrollment: Enrollment) -> list[Task]:
    """Return the sections of a draft in order, each with its state and its page; "send" opens when all are done."""
    contents = Contents.of(enrollment)
    answers = contents.answers
    tasks = [_project_task(enrollment)] if answers.schema.takes_project else []
    tasks += [_page_task(enrollment, answers, page) for page in answers.schema.pages if _has_questions(page)]
    if contents.requirements:
        tasks.append(_documents_task(enrollment, contents.requirements))
    return [*tasks, _send_task(enrollment, contents)]


def next_step(tasks: list[Task]) -> str:
    """Return the address of the first section that is not done; the last one is sending."""
    return next((task["url"] for task in tasks if not task["is_done"] and task["url"]), tasks[-1]["url"])


def _has_questions(page: Page) -> bool:
    return any(not question.is_file for question in page.questions)


def _task(label: str, url: str, *, is_done: bool, status: str, tone: str = "", hint: str = "") -> Task:
    return {"label": label, "url": url, "is_done": is_done, "status": status, "tone": tone, "hint": hint}


def _page_task(enrollment: Enrollment, answers: Answers, page: Page) -> Task:
    url = reverse("programs:page", args=[enrollment.public_id, page.code])
    owed = sum(answers.is_missing(question) for question in page.questions)
    asked = [question for question in page.questions if not question.is_file and question.is_asked(answers.stored)]
    touched = any(answers.raw(question) is not None or question.code in answers.unfinished for question in asked)
    if not owed and (touched or enrollment.draft_page):
        return _task(page.title, url, is_done=True, status=_("Complete"))
    if not touched:
        return _task(page.title, url, is_done=False, status=_("Not started"), tone=Tone.INFO)
    status = ngettext("%(n)s answer missing", "%(n)s answers missing", owed) % {"n": owed}
    return _task(page.title, url, is_done=False, status=status, tone=Tone.WARN)


def _project_task(enrollment: Enrollment) -> Task:
    url = reverse("programs:project", args=[enrollment.public_id])
    if enrollment.project is None:
        return _task(_("Your project"), url, is_done=False, status=_("Not started"), tone=Tone.INFO)
    return _task(_("Your project"), url, is_done=True, status=_("Complete"), hint=enrollment.project.title)


def _documents_task(enrollment: Enrollment, requirements: Sequence[Requirement]) -> Task:
    url = reverse("programs:documents", args=[enrollment.public_id])
    refused = sum(item.given is not None and item.given.document.is_rejected for item in requirements)
    owed = sum(item.is_missing for item in requirements) + refused
    if owed:
        status = ngettext("%(n)s document missing", "%(n)s documents missing", owed) % {"n": owed}
        return _task(_("Your documents"), url, is_done=False, status=status, tone=Tone.WARN)
    return _task(_("Your documents"), url, is_done=True, status=_("Complete"))


def _send_task(enrollment: Enrollment, contents: Contents) -> Task:
    url = reverse("programs:review", args=[enrollment.public_id])
    if missing_items(enrollment, contents):
        return _task(_("Check your answers and send"), url, is_done=False, status=_("Something is missing"))
    return _task(_("Check your answers and send"), url, is_done=False, status=_("Ready"), tone=Tone.OK)


# --- Corrections -----------------------------------------------------------------------------------------------------
def correctable_codes(enrollment: Enrollment) -> set[str] | None:
    """Return the questions that a correction opens, with those that follow from them, or None when all are open."""
    scope = _scope(enrollment)
    return None if scope is None else scope.open_answers(Answers.of(enrollment))


def correctable_documents(enrollment: Enrollment) -> set[str] | None:
    """Return the requirements whose document may change: all in a draft (None), none once it was sent."""
    if enrollment.is_draft:
        return None
    scope = _scope(enrollment)
    return set() if scope is None else scope.open_documents(Contents.of(enrollment))


def _scope(enrollment: Enrollment) -> CorrectionScope | None:
    return CorrectionScope.of(enrollment) if enrollment.state == EnrollmentState.CHANGES_REQUESTED else None


def correction_tasks(enrollment: Enrollment) -> list[Task]:
    """Return each point to mend and what follows from them, with what to do and the page where it is done."""
    scope, contents = CorrectionScope.of(enrollment), Contents.of(enrollment)
    tasks = [_point_task(enrollment, item, contents) for item in scope.items]
    following = [each for each in scope.follow_ups(contents.answers) if each.is_asked(contents.answers.stored)]
    tasks += [_answer_task(enrollment, contents.answers, each) for each in following if not each.is_file]
    newly = scope.open_documents(contents) - scope.named(CorrectionKind.DOCUMENT)
    files = [requirement for requirement in contents.requirements if requirement.code in newly]
    return tasks + [_file_task(enrollment, contents.answers, requirement) for requirement in files]


def _point_task(enrollment: Enrollment, item: CorrectionItem, contents: Contents) -> Task:
    if not _applies(item, contents):
        return _task(item.label, "", is_done=True, status=_("It no longer applies"), hint=item.note)
    page = contents.answers.schema.page_of(item.code)
    urls: dict[CorrectionKind, tuple[str, list[Any]]] = {
        CorrectionKind.ANSWER: ("programs:page", [enrollment.public_id, page.code if page else ""]),
        CorrectionKind.DOCUMENT: ("programs:upload", [enrollment.public_id, item.code]),
        CorrectionKind.PROJECT: ("programs:project", [enrollment.public_id]),
    }
    name, arguments = urls[CorrectionKind(item.kind)]
    owed = {requirement.code for requirement in contents.requirements if requirement.is_owed}
    # A large file is checked after it was given, and may be refused when the point was mended already.
    is_done = item.mended_at is not None and not (item.kind == CorrectionKind.DOCUMENT and item.code in owed)
    status, tone = (_("Corrected"), Tone.OK) if is_done else (_("To correct"), Tone.WARN)
    return _task(item.label, reverse(name, args=arguments), is_done=is_done, status=status, tone=tone, hint=item.note)


def _applies(item: CorrectionItem, contents: Contents) -> bool:
    """Whether a point is still asked, given the answers as they are now."""
    if item.kind == CorrectionKind.DOCUMENT:
        return item.code in {requirement.code for requirement in contents.requirements}
    question = contents.answers.schema.question(item.code)
    return question is None or question.is_asked(contents.answers.stored)


def _answer_task(enrollment: Enrollment, answers: Answers, question: Question) -> Task:
    page = answers.schema.page_of(question.code)
    url = reverse("programs:page", args=[enrollment.public_id, page.code if page else ""])
    has_answer = answers.raw(question) is not None
    return _following_task(question.label, url, has_answer, question.required, _reason(answers, question))


def _file_task(enrollment: Enrollment, answers: Answers, requirement: Requirement) -> Task:
    url = reverse("programs:upload", args=[enrollment.public_id, requirement.code])
    is_given = requirement.given is not None and not requirement.is_owed
    question = answers.schema.question(requirement.code)
    hint = _reason(answers, question) if question is not None else _("The application needs it to be sent again.")
    is_needed = requirement.required or requirement.is_owed
    return _following_task(requirement.name, url, is_given, is_needed, hint)


def _following_task(label: str, url: str, is_given: bool, is_needed: bool, hint: str) -> Task:
    if is_given:
        return _task(label, url, is_done=True, status=_("Complete"), tone=Tone.OK, hint=hint)
    if is_needed:
        return _task(label, url, is_done=False, status=_("Missing"), tone=Tone.WARN, hint=hint)
    return _task(label, url, is_done=True, status=_("Optional"), hint=hint)


def _reason(answers: Answers, question: Question) -> str:
    """Say from which answer a question follows."""
    asker = answers.schema.question(question.show_if.question) if question.show_if is not None else None
    if asker is None:
        return _("The application needs it to be sent again.")
    return _("It follows from your answer to “%(question)s”.") % {"question": asker.label}
