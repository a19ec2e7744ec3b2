"""What differs between two versions of a call, or between its dates: as data that is frozen, and in words for people.

A change is a table: `part` (rule, document, question, page, rubric, opens_at, closes_at), `what` (added, removed,
changed, moved), `name` in the call's own words, `aspects` (what of it changed), and for dates `before` and `after`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.core import formats
from portal.core.models import Municipality
from programs.models import CallVersion

Change = dict[str, Any]
RULE_FIELDS = ("fact", "operator", "value", "severity", "points", "message", "remedy", "source")
DOCUMENT_FIELDS = ("name", "help", "required", "applies_to", "accepts", "max_mb", "max_age_days")

ASPECTS = {
    "fact": gettext_lazy("what is compared"),
    "operator": gettext_lazy("the comparison"),
    "value": gettext_lazy("the value asked for"),
    "severity": gettext_lazy("whether it is required or gives priority"),
    "points": gettext_lazy("its points"),
    "message": gettext_lazy("its words"),
    "remedy": gettext_lazy("what to do to meet it"),
    "source": gettext_lazy("its source"),
    "name": gettext_lazy("its name"),
    "help": gettext_lazy("its help"),
    "required": gettext_lazy("whether it is required"),
    "applies_to": gettext_lazy("whom it applies to"),
    "accepts": gettext_lazy("the kinds of file"),
    "max_mb": gettext_lazy("the greatest size of the file"),
    "max_age_days": gettext_lazy("how old it may be"),
    "label": gettext_lazy("its words"),
    "kind": gettext_lazy("the kind of answer"),
    "choices": gettext_lazy("its options"),
    "min": gettext_lazy("its limits"),
    "max": gettext_lazy("its limits"),
    "max_length": gettext_lazy("the length of the answer"),
    "max_chosen": gettext_lazy("how many options may be chosen"),
    "decimals": gettext_lazy("whether it takes decimals"),
    "show_if": gettext_lazy("when it is asked"),
    "title": gettext_lazy("its title"),
    "intro": gettext_lazy("its introduction"),
    "project": gettext_lazy("whether a project is asked for"),
}

SENTENCES = {
    ("rule", "added"): gettext_lazy("New rule: “%(name)s”"),
    ("rule", "removed"): gettext_lazy("This rule no longer applies: “%(name)s”"),
    ("rule", "changed"): gettext_lazy("The rule “%(name)s” changes: %(aspects)s."),
    ("document", "added"): gettext_lazy("New document: “%(name)s”"),
    ("document", "removed"): gettext_lazy("This document is no longer asked for: “%(name)s”"),
    ("document", "changed"): gettext_lazy("The document “%(name)s” changes: %(aspects)s."),
    ("question", "added"): gettext_lazy("New question: “%(name)s”"),
    ("question", "removed"): gettext_lazy("This question is no longer asked: “%(name)s”"),
    ("question", "changed"): gettext_lazy("The question “%(name)s” changes: %(aspects)s."),
    ("page", "changed"): gettext_lazy("The page “%(name)s” changes: %(aspects)s."),
    ("form", "changed"): gettext_lazy("The application changes: %(aspects)s."),
    ("rubric", "changed"): gettext_lazy("How the applications are scored changes."),
    ("opens_at", "changed"): gettext_lazy("It opens on %(after)s. Before: %(before)s."),
    ("closes_at", "changed"): gettext_lazy("It closes on %(after)s. Before: %(before)s."),
}


def between(old: CallVersion, new: CallVersion) -> list[Change]:
    """Return what an applicant is asked differently in `new`; the order of things is not told."""
    changes = _of_rows("rule", "message", RULE_FIELDS, _rows(old.rules), _rows(new.rules))
    changes += _of_questions(old.form_schema, new.form_schema)
    changes += _of_rows("document", "name", DOCUMENT_FIELDS, _rows(old.documents), _rows(new.documents))
    if old.rubric != new.rubric:
        changes.append({"part": "rubric", "what": "changed"})
    return changes


def of_dates(before: Mapping[str, datetime], after: Mapping[str, datetime]) -> list[Change]:
    """Return the changes of `opens_at` and `closes_at` (aware instants)."""
    return [
        {"part": key, "what": "changed", "before": before[key].isoformat(), "after": after[key].isoformat()}
        for key in ("opens_at", "closes_at")
        if before[key] != after[key]
    ]


def in_words(changes: Iterable[Change], municipality: Municipality) -> list[str]:
    """Say each change as a sentence, in the active language and the city's way of writing dates."""
    return [_sentence(change, municipality) for change in changes]


def _sentence(change: Change, municipality: Municipality) -> str:
    aspects = list(dict.fromkeys(str(ASPECTS[aspect]) for aspect in change.get("aspects", ())))
    words = {"name": change.get("name", ""), "aspects": _joined(aspects)}
    for key in ("before", "after"):
        if key in change:
            words[key] = formats.deadline(datetime.fromisoformat(change[key]), municipality)
    return str(SENTENCES[change["part"], change["what"]]) % words


def _joined(words: list[str]) -> str:
    if len(words) < 2:
        return "".join(words)
    return _("%(first)s and %(last)s") % {"first": ", ".join(words[:-1]), "last": words[-1]}


def _rows(rows: Any) -> dict[str, Any]:
    return {row.code: row for row in rows.order_by("pk")}


def _of_rows(
    part: str, name: str, fields: tuple[str, ...], old: Mapping[str, Any], new: Mapping[str, Any]
) -> list[Change]:
    changes: list[Change] = []
    for code, row in new.items():
        if code not in old:
            changes.append({"part": part, "what": "added", "name": getattr(row, name)})
        elif aspects := [field for field in fields if getattr(row, field) != getattr(old[code], field)]:
            changes.append({"part": part, "what": "changed", "name": getattr(row, name), "aspects": aspects})
    gone = [row for code, row in old.items() if code not in new]
    return changes + [{"part": part, "what": "removed", "name": getattr(row, name)} for row in gone]


def _of_questions(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Change]:
    before, after = _questions(old), _questions(new)
    changes: list[Change] = []
    if old.get("project", "required") != new.get("project", "required"):
        changes.append({"part": "form", "what": "changed", "aspects": ["project"]})
    changes += _of_pages(old, new)
    for code, question in after.items():
        if code not in before:
            changes.append({"part": "question", "what": "added", "name": question["label"]})
        elif aspects := _differing(before[code], question, "code"):
            changes.append({"part": "question", "what": "changed", "name": question["label"], "aspects": aspects})
    gone = [question for code, question in before.items() if code not in after]
    return changes + [{"part": "question", "what": "removed", "name": question["label"]} for question in gone]


def _of_pages(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Change]:
    before = {page["code"]: page for page in old["pages"]}
    changed = []
    for page in new["pages"]:
        known = before.get(page["code"])
        if known is not None and (aspects := _differing(known, page, "code", "questions")):
            changed.append({"part": "page", "what": "changed", "name": page["title"], "aspects": aspects})
    return changed


def _differing(old: Mapping[str, Any], new: Mapping[str, Any], *but: str) -> list[str]:
    keys = [key for key in ASPECTS if key in {*old, *new} and key not in but]
    return [key for key in keys if _said(old, key) != _said(new, key)]


def _said(table: Mapping[str, Any], key: str) -> Any:
    """Return a value as it counts: what is left out and what is empty are the same; `required` is true unless said."""
    value = table.get(key, key == "required" or None)
    return None if value is False or value in ("", []) else value


def _questions(schema: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    return {question["code"]: question for page in schema["pages"] for question in page["questions"]}
