"""What a correction asked, what was there, and what came instead: side by side for the officer."""

import json
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from portal.core import formats
from portal.core.models import Municipality
from programs.actions.corrections import project_facts
from programs.answers import KINDS, Answers
from programs.enums import CorrectionKind
from programs.form_schema import Question
from programs.models import Correction, CorrectionItem, Enrollment, EnrollmentDocument


@dataclass(frozen=True)
class Change:
    """A point with what it said and says, in words; personal ids stay masked. None: not kept, or not sent yet."""

    item: CorrectionItem
    before: str | None
    after: str | None


def changes_of(enrollment: Enrollment, answers: Answers) -> list[tuple[Correction, list[Change]]]:
    """Return the corrections of an application, the newest first, with their points.

    What came of a point is what a later correction found there, else what stands there now.
    """
    corrections = list(enrollment.corrections.order_by("-requested_at", "-pk").prefetch_related("items"))
    words = _Words(enrollment, answers, corrections)
    later: dict[tuple[str, str], str | None] = {}
    found = []
    for correction in corrections:
        changes = []
        for item in sorted(correction.items.all(), key=lambda each: each.pk):
            key = (item.kind, item.code)
            before = words.before(item)
            after = later.get(key, words.now(item)) if correction.answered_at else None
            changes.append(Change(item, before, after))
            if before is not None:
                later[key] = before
        found.append((correction, changes))
    return found


class _Words:
    """Puts what is stored of a point into words; the documents of all points are read at once."""

    def __init__(self, enrollment: Enrollment, answers: Answers, corrections: list[Correction]) -> None:
        self.city: Municipality = enrollment.municipality
        self.answers, self.project = answers, enrollment.project
        has_documents = any(
            item.kind == CorrectionKind.DOCUMENT for correction in corrections for item in correction.items.all()
        )
        self.names: dict[Any, str] = defaultdict(str)
        self.given: dict[str, str] = {}
        if not has_documents:
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

    def now(self, item: CorrectionItem) -> str:
        if item.kind == CorrectionKind.DOCUMENT:
            return self.given.get(item.code, "")
        if item.kind == CorrectionKind.PROJECT:
            return self._project(project_facts(self.project))
        question = self.answers.schema.question(item.code)
        return self.answers.text(question, self.city) if question else ""

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
