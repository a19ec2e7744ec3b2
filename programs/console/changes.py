"""What a correction asked, what was there, and what came instead: side by side for the officer."""

import json
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from portal.core import formats
from portal.core.models import Municipality
from programs.actions.corrections import answers_before, project_facts
from programs.answers import KINDS, Answers
from programs.enums import CorrectionKind
from programs.form_schema import Question, Schema
from programs.models import Correction, CorrectionItem, Enrollment, EnrollmentDocument


@dataclass(frozen=True)
class Change:
    """A point with what it said and says, in words; personal ids stay masked. None: not kept, or not sent yet.

    A question that a mended answer newly asked is such a line too: `note` says from which answer it follows.
    """

    code: str
    label: str
    note: str
    is_mended: bool
    before: str | None
    after: str | None


def changes_of(enrollment: Enrollment, answers: Answers) -> list[tuple[Correction, list[Change]]]:
    """Return the corrections of an application, the newest first, with their points.

    What came of a point is what a later correction found there, else what stands there now.
    """
    corrections = list(enrollment.corrections.order_by("-requested_at", "-pk").prefetch_related("items"))
    words = _Words(enrollment, answers, corrections)
    later: dict[tuple[str, str], str] = {}
    stored = answers.stored
    found = []
    for correction in corrections:
        items = sorted(correction.items.all(), key=lambda each: each.pk)
        former = answers_before(items, answers.schema, stored)
        following = _following(items, answers.schema, former, stored) if correction.answered_at else []
        changes = [_point(item, words, later, is_sent=correction.answered_at is not None) for item in items]
        found.append((correction, changes + [_follow_up(question, words, later) for question in following]))
        later |= {(item.kind, item.code): text for item in items if (text := words.before(item)) is not None}
        stored = former
    return found


def _point(item: CorrectionItem, words: "_Words", later: dict[tuple[str, str], str], *, is_sent: bool) -> Change:
    after = later.get((item.kind, item.code), words.now(item.kind, item.code)) if is_sent else None
    return Change(item.code, item.label, item.note, item.mended_at is not None, words.before(item), after)


def _following(
    items: list[CorrectionItem], schema: Schema, before: dict[str, Any], after: dict[str, Any]
) -> list[Question]:
    """Return what the answers after a correction ask and those before it did not."""
    named = {item.code for item in items if item.kind == CorrectionKind.ANSWER}
    return [question for question in schema.follow_ups(named, before) if question.is_asked(after)]


def _follow_up(question: Question, words: "_Words", later: dict[tuple[str, str], str]) -> Change:
    kind = CorrectionKind.DOCUMENT if question.is_file else CorrectionKind.ANSWER
    after = later.get((kind, question.code), words.now(kind, question.code))
    note = _("It follows from the answer to “%(question)s”.") % {"question": words.asker(question)}
    return Change(question.code, question.label, note, True, _("It was not asked"), after)


class _Words:
    """Puts what is stored of a point into words; the documents of all points are read at once."""

    def __init__(self, enrollment: Enrollment, answers: Answers, corrections: list[Correction]) -> None:
        self.city: Municipality = enrollment.municipality
        self.answers, self.project = answers, enrollment.project
        has_documents = any(question.is_file and question.show_if for question in answers.schema.questions()) or any(
            item.kind == CorrectionKind.DOCUMENT for correction in corrections for item in correction.items.all()
        )
        self.names: dict[Any, str] = defaultdict(str)
        self.given: dict[str, str] = {}
        if not corrections or not has_documents:
            return
        for row in EnrollmentDocument.objects.filter(enrollment=enrollment).select_related("document").order_by("pk"):
            self.names[row.pk] = row.document.original_name
            if row.removed_at is None:
                self.given[row.requirement] = row.document.original_name

    def before(self, item: CorrectionItem) -> str | None:
        if not item.former:
            return None
        former = json.loads(item.former)
        if item.kind == CorrectionKind.DOCUMENT:
            return self.names[former["item"]]
        if item.kind == CorrectionKind.PROJECT:
            return self._project(former)
        question = self.answers.schema.question(item.code)
        return self._answer(question, former["raw"]) if question else None

    def now(self, kind: str, code: str) -> str:
        if kind == CorrectionKind.DOCUMENT:
            return self.given.get(code, "")
        if kind == CorrectionKind.PROJECT:
            return self._project(project_facts(self.project))
        question = self.answers.schema.question(code)
        return self.answers.text(question, self.city) if question else ""

    def asker(self, question: Question) -> str:
        """Return how the question is called on whose answer this one depends."""
        code = question.show_if.question if question.show_if is not None else ""
        asker = self.answers.schema.question(code)
        return asker.label if asker is not None else code

    def _answer(self, question: Question, raw: Any) -> str:
        kind = KINDS[question.kind]
        return "" if raw is None else kind.show(kind.from_json(raw), question, self.city)

    def _project(self, facts: dict[str, Any]) -> str:
        if not facts:
            return ""
        budget = "" if facts["budget"] is None else formats.money(Decimal(facts["budget"]), self.city)
        parts = ((_("Name"), "title"), (_("Strategic line"), "line"), (_("Goal"), "goal"))
        lines = [f"{label}: {facts[key]}" for label, key in parts if facts[key]]
        return "\n".join([*lines, *([f"{_('Budget')}: {budget}"] if budget else [])])
