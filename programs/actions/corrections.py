"""A correction names what to mend; only that and what follows from it can be changed, and mended means changed.

What follows is what a mended answer newly asks, and a document without which the application could not be sent again.
"""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from enterprises.models import Project
from portal.core import clock, ledger
from programs.answers import Answers, writings
from programs.enums import CorrectionKind
from programs.form_schema import Question, Schema
from programs.models import Correction, CorrectionItem, Enrollment
from programs.refusals import NothingAsked, NotToCorrect
from programs.requirements import Contents, Requirement, requirements_of


@dataclass(frozen=True)
class Point:
    """What an officer asks to mend: an answer by question code, a document by requirement code, or the project."""

    kind: CorrectionKind
    code: str
    note: str


def fingerprint(value: Any) -> str:
    """Return a keyed digest by which a change is seen without keeping what was there."""
    return ledger.digest(json.dumps(value, sort_keys=True, ensure_ascii=False, default=str))[:64]


def project_print(project: Project | None) -> str:
    if project is None:
        return ""
    text = json.dumps([project.pk, project.line_id, project.title, project.goal, str(project.budget)])
    return hashlib.sha256(text.encode()).hexdigest()


def project_facts(project: Project | None) -> dict[str, Any]:
    """Return what a project says, as JSON: the amount as text."""
    if project is None:
        return {}
    line = project.line.name if project.line else ""
    budget = None if project.budget is None else str(project.budget)
    return {"title": project.title, "line": line, "goal": project.goal, "budget": budget}


class CorrectionScope:
    """The open correction of an application: what may change, and what has been mended."""

    def __init__(self, correction: Correction) -> None:
        self.correction = correction
        self.items = list(correction.items.order_by("pk"))

    @classmethod
    def of(cls, enrollment: Enrollment) -> "CorrectionScope":
        return cls(enrollment.corrections.get(answered_at__isnull=True))

    def named(self, kind: CorrectionKind) -> set[str]:
        return {item.code for item in self._of(kind)}

    def follow_ups(self, answers: Answers) -> list[Question]:
        """Return the questions, files too, that the named answers may newly ask (see `Schema.follow_ups`)."""
        before = answers_before(self.items, answers.schema, answers.stored)
        return answers.schema.follow_ups(self.named(CorrectionKind.ANSWER), before)

    def open_answers(self, answers: Answers) -> set[str]:
        """Return the codes of the answers that may change: the named ones, and what they may newly ask."""
        return self.named(CorrectionKind.ANSWER) | {question.code for question in self.follow_ups(answers)}

    def open_documents(self, contents: Contents) -> set[str]:
        """Return the codes of the documents that may change: the named ones, and those that are newly owed."""
        following = {question.code for question in self.follow_ups(contents.answers) if question.is_file}
        asked = {item.code for item in contents.requirements if item.code in following or self._is_new(item)}
        return self.named(CorrectionKind.DOCUMENT) | asked

    def allow(self, codes: Iterable[str], among: Collection[str]) -> None:
        """Raise NotToCorrect when one of the codes is not among those that are open."""
        if not set(codes) <= set(among):
            raise NotToCorrect

    def pass_over(self, answers: Answers, stored: Answers) -> None:
        """Leave the follow-ups that do not apply as they are stored: a page without JavaScript shows them all."""
        for question in self.follow_ups(answers):
            if not question.is_asked(answers.stored):
                answers.take(stored, question)

    def mend(self, contents: Contents) -> None:
        """Mark which answers and documents are mended; what is asked no more has nothing left to mend."""
        for item in self._of(CorrectionKind.ANSWER):
            self._mark(item, _is_answer_mended(item, contents.answers))
        given = {requirement.code: requirement for requirement in contents.requirements}
        for item in self._of(CorrectionKind.DOCUMENT):
            requirement = given.get(item.code)
            self._mark(item, requirement is None or self._is_other(item, requirement))

    def mend_project(self, print_now: str) -> None:
        for item in self._of(CorrectionKind.PROJECT):
            self._mark(item, print_now != item.before)

    def open_items(self) -> list[CorrectionItem]:
        return [item for item in self.items if item.mended_at is None]

    def _of(self, kind: CorrectionKind) -> list[CorrectionItem]:
        return [item for item in self.items if item.kind == kind]

    def _is_new(self, requirement: Requirement) -> bool:
        """Whether a document is owed, or was given since the correction was asked."""
        given = requirement.given
        return requirement.is_owed or (given is not None and given.attached_at >= self.correction.requested_at)

    def _is_other(self, item: CorrectionItem, requirement: Requirement) -> bool:
        given = requirement.given
        if given is None or given.attached_at < self.correction.requested_at:
            return False
        return not requirement.is_owed and given.document.sha256 != item.before

    def _mark(self, item: CorrectionItem, is_mended: bool) -> None:
        item.mended_at = (item.mended_at or clock.now()) if is_mended else None
        item.save(update_fields=["mended_at"])


def answers_before(items: Iterable[CorrectionItem], schema: Schema, stored: Mapping[str, Any]) -> dict[str, Any]:
    """Return stored answers as they were when the points were asked; one whose text was not kept is left out."""
    before = dict(stored)
    for item in items:
        question = schema.question(item.code)
        if item.kind != CorrectionKind.ANSWER or question is None or question.is_private:
            continue
        before[item.code] = json.loads(item.former)["raw"] if item.former else None
    return before


def _is_answer_mended(item: CorrectionItem, answers: Answers) -> bool:
    question = answers.schema.question(item.code)
    if question is None or not question.is_asked(answers.stored):
        return True
    value = answers.raw(question)
    return value is not None and not _is_as_before(item, question, value)


def _is_as_before(item: CorrectionItem, question: Question, value: Any) -> bool:
    return item.before in {fingerprint(writing) for writing in writings(question, value)}


def write_items(correction: Correction, points: Iterable[Point]) -> list[CorrectionItem]:
    """Write the points of a correction. Raise NothingAsked when one names what the call does not ask."""
    enrollment = correction.enrollment
    answers = Answers.of(enrollment)
    documents = {requirement.code: requirement for requirement in requirements_of(enrollment, answers)}
    items = []
    for point in points:
        label, before, former = _subject(point, enrollment, answers, documents)
        items.append(
            CorrectionItem(
                correction=correction,
                kind=point.kind,
                code=point.code if point.kind != CorrectionKind.PROJECT else "project",
                label=label,
                note=point.note.strip(),
                before=before,
                former=json.dumps(former, ensure_ascii=False),
            )
        )
    return CorrectionItem.objects.bulk_create(items)


def _subject(
    point: Point, enrollment: Enrollment, answers: Answers, documents: dict[str, Any]
) -> tuple[str, str, dict[str, Any]]:
    """Return how the point is called, the digest of what it says now, and what it says (see `CorrectionItem`)."""
    if point.kind == CorrectionKind.PROJECT and answers.schema.takes_project:
        project = enrollment.project
        return (project.title if project else "—"), project_print(project), project_facts(project)
    if point.kind == CorrectionKind.DOCUMENT and point.code in documents:
        given = documents[point.code].given
        before = given.document.sha256 if given else ""
        return documents[point.code].name, before, {"item": given.pk if given else None}
    question = answers.schema.question(point.code)
    if point.kind == CorrectionKind.ANSWER and question is not None and not question.is_file:
        raw = answers.raw(question)
        return question.label[:300], fingerprint(raw), {"raw": raw}
    raise NothingAsked(point.code)
