"""Questions that are asked only after an answer to an earlier one: no edit may cut them off from it unsaid."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from programs.enums import QuestionKind


def newly_cut_off(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """Return a sentence for each question that an edit of a schema, as it is stored, leaves without its condition.

    What was cut off before the edit is told in the list of faults and hinders no further edit.
    """
    known = {raw["code"] for raw, _page in _cut_off(before)}
    labels = {raw["code"]: raw["label"] for page in before["pages"] for raw in page["questions"]}
    sentence = _(
        "“%(dependent)s” (page “%(page)s”) depends on the answer to “%(question)s”. "
        "Change that question first, at “Ask it only when”."
    )
    return [
        sentence
        % {"dependent": raw["label"], "page": page["title"], "question": labels.get(raw["show_if"]["question"], "—")}
        for raw, page in _cut_off(after)
        if raw["code"] not in known
    ]


def _cut_off(schema: dict[str, Any]) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Yield the questions, each with its page, whose condition names no answer of a question before them."""
    answers: dict[str, list[Any]] = {}
    for page in schema["pages"]:
        for raw in page["questions"]:
            condition = raw.get("show_if")
            if condition and condition["is"] not in answers.get(condition["question"], []):
                yield raw, page
            answers[raw["code"]] = _fixed_answers(raw)


def _fixed_answers(raw: dict[str, Any]) -> list[Any]:
    if raw["kind"] == QuestionKind.YES_NO:
        return [True, False]
    return [choice["value"] for choice in raw.get("choices", [])]
