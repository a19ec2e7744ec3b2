"""A correction names what to mend; only that can be changed, and mended means changed."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from enterprises.models import Project
from portal.core import clock, ledger
from programs.answers import Answers, writings
from programs.enums import CorrectionKind
from programs.form_schema import Question
from programs.models import Correction, CorrectionItem, Enrollment
from programs.refusals import NothingAsked, NotToCorrect
from programs.requirements import requirements_of


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

    def names(self, kind: CorrectionKind, code: str) -> bool:
        return any(item.kind == kind and item.code == code for item in self.items)

    def allow(self, kind: CorrectionKind, codes: Iterable[str]) -> None:
        """Raise NotToCorrect when one of the codes is not named."""
        if not all(self.names(kind, code) for code in codes):
            raise NotToCorrect

    def mend_answers(self, answers: Answers) -> None:
        for item in self._of(CorrectionKind.ANSWER):
            question = answers.schema.question(item.code)
            value = answers.raw(question) if question else None
            self._mark(item, question is not None and value is not None and not _is_as_before(item, question, value))

    def mend_project(self, print_now: str) -> None:
        for item in self._of(CorrectionKind.PROJECT):
            self._mark(item, print_now != item.before)

    def mend_document(self, requirement: str, is_given: bool) -> None:
        for item in self._of(CorrectionKind.DOCUMENT):
            if item.code == requirement:
                self._mark(item, is_given)

    def open_items(self) -> list[CorrectionItem]:
        return [item for item in self.items if item.mended_at is None]

    def _of(self, kind: CorrectionKind) -> list[CorrectionItem]:
        return [item for item in self.items if item.kind == kind]

    def _mark(self, item: CorrectionItem, is_mended: bool) -> None:
        item.mended_at = (item.mended_at or clock.now()) if is_mended else None
        item.save(update_fields=["mended_at"])


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
        return documents[point.code].name, "", {"item": given.pk if given else None}
    question = answers.schema.question(point.code)
    if point.kind == CorrectionKind.ANSWER and question is not None and not question.is_file:
        raw = answers.raw(question)
        return question.label[:300], fingerprint(raw), {"raw": raw}
    raise NothingAsked(point.code)
