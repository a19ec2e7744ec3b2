"""The questions of a call, as data: what a schema may say, read once and checked when the call is published.

A schema is a table with `project` ("required", "optional" or "none") and `pages`; a page has `code`, `title`, `intro`
and `questions`; a question has `code`, `kind`, `label`, `help`, `required` (true unless said), by its kind `choices`
(each with `value` and `label`), `min`, `max` (of a date a day like "2026-12-31", or "today", which is the city's),
`max_length`, `max_chosen`, `accepts`, `max_mb`, `decimals` (a number is whole unless said), and `show_if`.
`show_if` is `{"question": code, "is": value}`: the question is asked when an earlier one has that answer, and is asked.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from programs.enums import QuestionKind

CODE = re.compile(r"^[a-z][a-z0-9_-]{0,59}$")
PAGE_KEYS = {"code", "title", "intro", "questions"}
QUESTION_KEYS = {
    "code", "kind", "label", "help", "required", "choices", "min", "max", "max_length", "max_chosen", "accepts",
    "max_mb", "show_if", "decimals",
}  # fmt: skip
PROJECT = ("required", "optional", "none")
WITH_CHOICES = (QuestionKind.CHOICE, QuestionKind.CHOICES)
WITH_BOUNDS = (QuestionKind.NUMBER, QuestionKind.MONEY)
TODAY = "today"
MAX_LENGTH = {QuestionKind.TEXT: 200, QuestionKind.LONG_TEXT: 4000, QuestionKind.PERSONAL_ID: 40}
FILE_KINDS = ("pdf", "jpeg", "png")
SCHEMAS_KEPT = 256  # of this process; a city has some tens of versions in use


@dataclass(frozen=True)
class Choice:
    value: str
    label: str


@dataclass(frozen=True)
class Condition:
    """The question is asked only when `question` is answered with `value`; `under` is when that one is asked itself."""

    question: str
    value: Any
    under: Condition | None = None

    def holds(self, answers: Mapping[str, Any]) -> bool:
        # An answer that was left behind by a question that applies no more asks nothing.
        if self.under is not None and not self.under.holds(answers):
            return False
        given = answers.get(self.question)
        return self.value in given if isinstance(given, list) else given == self.value


@dataclass(frozen=True)
class Question:
    code: str
    kind: QuestionKind
    label: str
    help: str = ""
    required: bool = True
    choices: tuple[Choice, ...] = ()
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    max_length: int = 0
    max_chosen: int | None = None
    accepts: tuple[str, ...] = FILE_KINDS
    max_mb: int = 10
    decimals: bool = False
    earliest: str = ""
    latest: str = ""
    show_if: Condition | None = None

    @property
    def is_private(self) -> bool:
        """Whether the answer is kept encrypted and shown masked."""
        return self.kind == QuestionKind.PERSONAL_ID

    @property
    def is_file(self) -> bool:
        return self.kind == QuestionKind.FILE

    def is_asked(self, answers: Mapping[str, Any]) -> bool:
        """Whether the question applies, given the other answers as they are stored."""
        return self.show_if is None or self.show_if.holds(answers)

    def days(self, today: date | None) -> tuple[date | None, date | None]:
        """Return the first and the last day that a date may be; without `today`, a bound that rests on it is open."""
        first, last = (
            today if bound == TODAY else date.fromisoformat(bound) if bound else None
            for bound in (self.earliest, self.latest)
        )
        return first, last

    def choice_label(self, value: str) -> str:
        return next((choice.label for choice in self.choices if choice.value == value), value)


@dataclass(frozen=True)
class Page:
    code: str
    title: str
    intro: str = ""
    questions: tuple[Question, ...] = ()

    def question(self, code: str) -> Question | None:
        return next((question for question in self.questions if question.code == code), None)


@dataclass(frozen=True)
class Schema:
    pages: tuple[Page, ...] = field(default=())
    project: str = "required"

    @property
    def takes_project(self) -> bool:
        return self.project != "none"

    @property
    def needs_project(self) -> bool:
        return self.project == "required"

    @classmethod
    def parse(cls, document: Mapping[str, Any]) -> Schema:
        """Read a schema. Raise ValidationError with one message per fault, each saying where it is."""
        reader = _Reader()
        schema = reader.schema(document)
        if reader.faults:
            raise ValidationError(reader.faults)
        return schema

    @classmethod
    def read(cls, document: Mapping[str, Any]) -> Schema:
        """`parse` of a document that many read, such as a published version's; the schema is shared and immutable.

        It is remembered by its whole text, so that a change is another schema, whoever made it.
        """
        return _remembered(json.dumps(document))

    def questions(self) -> Iterator[Question]:
        for page in self.pages:
            yield from page.questions

    def question(self, code: str) -> Question | None:
        return next((question for question in self.questions() if question.code == code), None)

    def follow_ups(self, changed: Collection[str], before: Mapping[str, Any]) -> list[Question]:
        """Return the questions, files too, that a change of some answers may newly ask.

        Args:
            changed: the codes of the questions whose answers may change.
            before: the answers as they are stored before the change; what they ask already is no follow-up.
        """
        found: dict[str, Question] = {}
        for question in self.questions():
            depends = question.show_if
            if depends is None or question.code in changed or question.is_asked(before):
                continue
            if depends.question in changed or depends.question in found:
                found[question.code] = question
        return list(found.values())

    def page(self, code: str) -> Page | None:
        return next((page for page in self.pages if page.code == code), None)

    def page_of(self, question_code: str) -> Page | None:
        return next((page for page in self.pages if page.question(question_code)), None)

    def after(self, page: Page) -> Page | None:
        """Return the page that follows, or None after the last one."""
        index = self.pages.index(page) + 1
        return self.pages[index] if index < len(self.pages) else None


@lru_cache(maxsize=SCHEMAS_KEPT)
def _remembered(text: str) -> Schema:
    return Schema.parse(json.loads(text))


def _labels(pages: list[Any]) -> Iterator[tuple[str, str]]:
    """Yield code and label of each question that has both, whatever else is wrong with the pages."""
    for page in pages:
        questions = page.get("questions") if isinstance(page, Mapping) else None
        for raw in questions if isinstance(questions, list) else ():
            if isinstance(raw, Mapping) and isinstance(raw.get("code"), str) and raw.get("label"):
                yield raw["code"], str(raw["label"])


class _Reader:
    """Reads a schema and gathers every fault, so that whoever writes one mends them in one go."""

    def __init__(self) -> None:
        self.faults: list[ValidationError] = []
        self.codes: dict[str, Condition | None] = {}  # each with when its question is asked
        self.labels: dict[str, str] = {}  # of all questions, by code

    def fault(self, where: str, message: Any, **words: Any) -> None:
        self.faults.append(
            ValidationError(_("%(where)s: %(fault)s"), code="schema", params={"where": where, "fault": message % words})
        )

    def schema(self, document: Mapping[str, Any]) -> Schema:
        pages = document.get("pages") if isinstance(document, Mapping) else None
        if not isinstance(pages, list) or not pages:
            self.fault("pages", _("a form has at least one page."))
            return Schema()
        self.labels = dict(_labels(pages))
        read = tuple(self.page(raw, f"pages[{index}]") for index, raw in enumerate(pages))
        codes = [page.code for page in read]
        for code in sorted({code for code in codes if codes.count(code) > 1}):
            self.fault("pages", _("two pages have the code “%(code)s”."), code=code)
        project = document.get("project", "required")
        if project not in PROJECT:
            self.fault("project", _("the project is one of: %(words)s."), words=", ".join(PROJECT))
        return Schema(read, project)

    def page(self, raw: Any, where: str) -> Page:
        if not isinstance(raw, Mapping):
            self.fault(where, _("a page is a table."))
            return Page("", "")
        self.known_keys(raw, PAGE_KEYS, where)
        code, title = self.code(raw, where), self.text(raw, "title", where)
        questions = raw.get("questions")
        if not isinstance(questions, list) or not questions:
            self.fault(where, _("a page has at least one question."))
            questions = []
        read = [self.question(item, f"{where}.questions[{index}]") for index, item in enumerate(questions)]
        return Page(code, title, str(raw.get("intro", "")), tuple(item for item in read if item))

    def question(self, raw: Any, where: str) -> Question | None:
        if not isinstance(raw, Mapping):
            self.fault(where, _("a question is a table."))
            return None
        self.known_keys(raw, QUESTION_KEYS, where)
        if raw.get("kind") not in QuestionKind.values:
            self.fault(where, _("the kind is one of: %(kinds)s."), kinds=", ".join(QuestionKind.values))
            return None
        kind, code = QuestionKind(raw["kind"]), self.code(raw, where)
        if code in self.codes:
            self.fault(where, _("another question has the code “%(code)s”."), code=code)
        show_if = self.condition(raw.get("show_if"), where)
        self.codes[code] = show_if
        minimum, maximum = self.bounds(raw, kind, where)
        earliest, latest = self.days(raw, kind, where)
        return Question(
            code=code,
            kind=kind,
            label=self.text(raw, "label", where),
            help=str(raw.get("help", "")),
            required=raw.get("required", True) is True,
            choices=self.choices(raw, kind, where),
            minimum=minimum,
            maximum=maximum,
            max_length=self.length(raw, kind, where),
            max_chosen=raw.get("max_chosen"),
            accepts=self.accepts(raw, where),
            max_mb=int(raw.get("max_mb", 10)),
            decimals=raw.get("decimals") is True,
            earliest=earliest,
            latest=latest,
            show_if=show_if,
        )

    def known_keys(self, raw: Mapping[str, Any], keys: set[str], where: str) -> None:
        for key in sorted(set(raw) - keys):
            self.fault(where, _("“%(key)s” is not a word of the schema."), key=key)

    def code(self, raw: Mapping[str, Any], where: str) -> str:
        code = raw.get("code")
        if not isinstance(code, str) or not CODE.match(code):
            self.fault(where, _("the code has lower-case letters, digits, “_” and “-”, and begins with a letter."))
            return ""
        return code

    def text(self, raw: Mapping[str, Any], key: str, where: str) -> str:
        value = raw.get(key)
        if not isinstance(value, str) or not value.strip():
            self.fault(where, _("“%(key)s” is missing."), key=key)
            return ""
        return value.strip()

    def choices(self, raw: Mapping[str, Any], kind: QuestionKind, where: str) -> tuple[Choice, ...]:
        given = raw.get("choices", [])
        if kind not in WITH_CHOICES:
            if given:
                self.fault(where, _("only a question with choices has them."))
            return ()
        if not isinstance(given, list) or len(given) < 2:
            self.fault(where, _("a question with choices has at least two."))
            return ()
        if not all(isinstance(item, Mapping) and item.get("value") and item.get("label") for item in given):
            self.fault(where, _("each choice has a value and a label."))
            return ()
        choices = tuple(Choice(str(item["value"]), str(item["label"])) for item in given)
        if len({choice.value for choice in choices}) < len(choices):
            self.fault(where, _("two choices have the same value."))
        return choices

    def bounds(self, raw: Mapping[str, Any], kind: QuestionKind, where: str) -> tuple[Decimal | None, Decimal | None]:
        if kind not in WITH_BOUNDS:
            if kind != QuestionKind.DATE and ("min" in raw or "max" in raw):
                self.fault(where, _("only a number, an amount and a date have a least and a greatest value."))
            return None, None
        minimum, maximum = self.decimal(raw, "min", where), self.decimal(raw, "max", where)
        if minimum is not None and maximum is not None and minimum > maximum:
            self.fault(where, _("the least value is greater than the greatest."))
        return minimum, maximum

    def days(self, raw: Mapping[str, Any], kind: QuestionKind, where: str) -> tuple[str, str]:
        if kind != QuestionKind.DATE:
            return "", ""
        first, last = self.day(raw, "min", where), self.day(raw, "max", where)
        if TODAY not in (first, last) and first and last and first > last:
            self.fault(where, _("the least value is greater than the greatest."))
        return first, last

    def day(self, raw: Mapping[str, Any], key: str, where: str) -> str:
        bound = raw.get(key) or ""
        try:
            return bound if bound in ("", TODAY) else date.fromisoformat(bound).isoformat()
        except (TypeError, ValueError):
            self.fault(where, _("“%(key)s” of a date is a text like “2026-12-31”, or “today”."), key=key)
            return ""

    def decimal(self, raw: Mapping[str, Any], key: str, where: str) -> Decimal | None:
        if raw.get(key) is None:
            return None
        try:
            value = Decimal(str(raw[key]))
        except InvalidOperation:
            value = Decimal("NaN")
        if not value.is_finite():
            self.fault(where, _("“%(key)s” is a number."), key=key)
            return None
        return value

    def length(self, raw: Mapping[str, Any], kind: QuestionKind, where: str) -> int:
        most = MAX_LENGTH.get(kind, 0)
        length = raw.get("max_length", most)
        if not isinstance(length, int) or not 0 <= length <= most or (most and not length):
            self.fault(where, _("“max_length” is a number from 1 to %(most)s, of a text alone."), most=most)
            return most
        return length

    def accepts(self, raw: Mapping[str, Any], where: str) -> tuple[str, ...]:
        kinds = raw.get("accepts", list(FILE_KINDS))
        if not isinstance(kinds, list) or not kinds or set(kinds) - set(FILE_KINDS):
            self.fault(where, _("“accepts” names kinds of file: %(kinds)s."), kinds=", ".join(FILE_KINDS))
            return FILE_KINDS
        return tuple(kinds)

    def condition(self, raw: Any, where: str) -> Condition | None:
        if raw is None:
            return None
        if not isinstance(raw, Mapping) or set(raw) != {"question", "is"}:
            self.fault(where, _("“show_if” has “question” and “is”."))
            return None
        if raw["question"] not in self.codes:
            asker = self.labels.get(raw["question"], raw["question"])
            self.fault(where, _("it depends on “%(question)s”, which does not come before it."), question=asker)
            return None
        return Condition(raw["question"], raw["is"], self.codes[raw["question"]])
