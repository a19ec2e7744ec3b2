"""What is left to do in an application, in the words and with the links of the entrepreneur's pages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.core.enums import Tone
from programs.actions.submissions import missing_items
from programs.answers import Answers
from programs.enums import CorrectionKind, EnrollmentState
from programs.form_schema import Page
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
def open_items(enrollment: Enrollment) -> list[CorrectionItem]:
    """Return the points of the open correction; none when there is no correction."""
    if enrollment.state != EnrollmentState.CHANGES_REQUESTED:
        return []
    return list(
        CorrectionItem.objects.filter(correction__enrollment=enrollment, correction__answered_at=None).order_by("pk")
    )


def correctable_codes(enrollment: Enrollment) -> set[str] | None:
    """Return the questions that a correction opens, or None when all are open."""
    return _codes(enrollment, CorrectionKind.ANSWER)


def correctable_documents(enrollment: Enrollment) -> set[str] | None:
    """Return the requirements whose document may change: all in a draft (None), none once it was sent."""
    return None if enrollment.is_draft else _codes(enrollment, CorrectionKind.DOCUMENT) or set()


def _codes(enrollment: Enrollment, kind: CorrectionKind) -> set[str] | None:
    if enrollment.state != EnrollmentState.CHANGES_REQUESTED:
        return None
    return {item.code for item in open_items(enrollment) if item.kind == kind}


def correction_tasks(enrollment: Enrollment) -> list[Task]:
    """Return each point to mend, with what to mend and the page where it is done."""
    schema = Answers.of(enrollment).schema
    tasks = []
    for item in open_items(enrollment):
        is_done = item.mended_at is not None
        page = schema.page_of(item.code)
        urls: dict[CorrectionKind, tuple[str, list[Any]]] = {
            CorrectionKind.ANSWER: ("programs:page", [enrollment.public_id, page.code if page else ""]),
            CorrectionKind.DOCUMENT: ("programs:upload", [enrollment.public_id, item.code]),
            CorrectionKind.PROJECT: ("programs:project", [enrollment.public_id]),
        }
        name, arguments = urls[CorrectionKind(item.kind)]
        status, tone = (_("Corrected"), Tone.OK) if is_done else (_("To correct"), Tone.WARN)
        tasks.append(
            _task(item.label, reverse(name, args=arguments), is_done=is_done, status=status, tone=tone, hint=item.note)
        )
    return tasks
