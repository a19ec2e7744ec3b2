"""Answers by question code: from what a form gives to what is stored (JSON), and from there to Python and to words."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from portal.accounts.personal_ids import clean_personal_id, compact
from portal.core import clock, formats
from portal.core.encryption import mask
from portal.core.models import Municipality
from programs.enums import QuestionKind
from programs.form_schema import TODAY, Page, Question, Schema

if TYPE_CHECKING:
    from programs.models import Enrollment

EMPTY: tuple[Any, ...] = (None, "", [], ())
MOST_DIGITS = 15
CENT = Decimal("0.01")


def _text(value: Any, question: Question) -> str:
    text = str(value).replace("\r\n", "\n").strip()
    if len(text) > question.max_length:
        raise ValidationError(
            _("Write at most %(most)s characters; there are %(given)s."),
            code="max_length",
            params={"most": question.max_length, "given": len(text)},
        )
    if any(ord(character) < 32 and character not in "\n\t" for character in text):
        raise ValidationError(_("The text has characters that cannot be read. Write it again."), code="control")
    return text


def _decimal(value: Any, question: Question) -> str:
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        number = Decimal("NaN")
    if isinstance(value, bool) or not number.is_finite():
        raise ValidationError(_("Write a number."), code="number")
    if question.kind == QuestionKind.NUMBER and not question.decimals and number != number.to_integral_value():
        raise ValidationError(_("Write a whole number."), code="whole")
    if question.minimum is not None and number < question.minimum:
        raise ValidationError(_("The least is %(least)s."), code="min", params={"least": question.minimum})
    if question.maximum is not None and number > question.maximum:
        raise ValidationError(_("The most is %(most)s."), code="max", params={"most": question.maximum})
    if abs(number) >= Decimal(10) ** MOST_DIGITS or number != round(number, 2):
        raise ValidationError(_("Write the number with at most 15 digits and two decimals."), code="digits")
    return _written(number, question)


def _written(number: Decimal, question: Question) -> str:
    """Return the one way in which a number is stored: money with two decimals, another with none that says nothing."""
    number = number.quantize(CENT) if question.kind == QuestionKind.MONEY else number.normalize()
    return format(number + 0, "f")  # + 0: zero has no sign


def _date(value: Any, question: Question) -> str:
    try:
        day = value if isinstance(value, date) else date.fromisoformat(str(value))
    except ValueError:
        raise ValidationError(_("Write a date that exists."), code="date")
    return day.isoformat()


def _choice(value: Any, question: Question) -> str:
    if str(value) not in {choice.value for choice in question.choices}:
        raise ValidationError(_("Choose one of the options."), code="choice")
    return str(value)


def _choices(value: Any, question: Question) -> list[str]:
    if not isinstance(value, list | tuple | set):
        raise ValidationError(_("Choose among the options."), code="choices")
    chosen = {_choice(item, question) for item in value}
    if question.max_chosen and len(chosen) > question.max_chosen:
        raise ValidationError(
            _("Choose at most %(most)s options."), code="max_chosen", params={"most": question.max_chosen}
        )
    return [choice.value for choice in question.choices if choice.value in chosen]


def _yes_no(value: Any, question: Question) -> bool:
    if not isinstance(value, bool):
        raise ValidationError(_("Choose yes or no."), code="yes_no")
    return value


def _file(value: Any, question: Question) -> Any:
    raise ValidationError(_("A file is attached, not written."), code="file")


def _personal_id(value: Any, question: Question) -> str:
    # Measured as it is kept: spaces and dots that were typed do not count.
    return _text(compact(str(value)), question)


def _plain(value: Any) -> Any:
    return value


def _show_text(value: Any, question: Question, city: Municipality) -> str:
    return str(value)


def _show_choices(value: Any, question: Question, city: Municipality) -> str:
    return "; ".join(question.choice_label(item) for item in value)


@dataclass(frozen=True)
class Kind:
    """What the portal knows of a kind of question: to JSON (raises ValidationError), back to Python, and to words."""

    to_json: Callable[[Any, Question], Any]
    from_json: Callable[[Any], Any] = _plain
    show: Callable[[Any, Question, Municipality], str] = _show_text


KINDS: dict[QuestionKind, Kind] = {
    QuestionKind.TEXT: Kind(_text),
    QuestionKind.LONG_TEXT: Kind(_text),
    QuestionKind.NUMBER: Kind(_decimal, Decimal, lambda value, question, city: formats.number(value, city)),
    QuestionKind.MONEY: Kind(_decimal, Decimal, lambda value, question, city: formats.money(value, city)),
    QuestionKind.DATE: Kind(_date, date.fromisoformat, lambda value, question, city: formats.date(value, city)),
    QuestionKind.CHOICE: Kind(_choice, _plain, lambda value, question, city: question.choice_label(value)),
    QuestionKind.CHOICES: Kind(_choices, _plain, _show_choices),
    QuestionKind.YES_NO: Kind(_yes_no, _plain, lambda value, question, city: str(_("Yes") if value else _("No"))),
    QuestionKind.FILE: Kind(_file),
    QuestionKind.PERSONAL_ID: Kind(_personal_id, _plain, lambda value, question, city: mask(value)),
}


def to_json(question: Question, value: Any, today: date | None = None, country: str = "") -> Any:
    """Return what is stored for a cleaned value. Raise ValidationError when it is no answer to the question.

    Args:
        today: the day in the city, for a date that may not be before or after it; None leaves such a bound open.
        country: the city's, by whose rules a personal id is checked; "" checks none.
    """
    stored = KINDS[question.kind].to_json(value, question)
    if question.kind == QuestionKind.PERSONAL_ID and country:
        return clean_personal_id(country, stored)
    if question.kind == QuestionKind.DATE:
        _refuse_day(date.fromisoformat(stored), question, today)
    return stored


def _refuse_day(day: date, question: Question, today: date | None) -> None:
    """Raise ValidationError for a day outside the bounds; the message has a day that would do."""
    first, last = question.days(today)
    if last is not None and day > last:
        text = _("The day cannot be later than %(day)s.")
        if question.latest == TODAY:
            text = _("The day cannot be in the future: write today's or an earlier one, such as %(day)s.")
        raise ValidationError(text, code="latest", params={"day": f"{last:%d/%m/%Y}"})
    if first is not None and day < first:
        text = _("The day cannot be earlier than %(day)s.")
        if question.earliest == TODAY:
            text = _("The day cannot be in the past: write today's or a later one, such as %(day)s.")
        raise ValidationError(text, code="earliest", params={"day": f"{first:%d/%m/%Y}"})


def canonical(question: Question, raw: Any) -> Any:
    """Return a stored answer as it would be stored now: an older number may have other decimals ("48000.0")."""
    if question.kind not in (QuestionKind.NUMBER, QuestionKind.MONEY) or raw is None:
        return raw
    return _written(Decimal(raw), question)


def writings(question: Question, raw: Any) -> list[Any]:
    """Return each way in which the same answer may have been stored before numbers had one way to be written."""
    if question.kind not in (QuestionKind.NUMBER, QuestionKind.MONEY) or raw is None:
        return [raw]
    number = Decimal(raw)
    rounded = [number.quantize(places) for places in (Decimal(1), Decimal("0.1"), CENT)]
    return [format(each, "f") for each in rounded if each == number]


@dataclass(frozen=True)
class AnswerRow:
    """A line of "check your answers": `text` is empty when there is no answer; a personal id is masked."""

    question: Question
    text: str
    is_missing: bool


class Answers:
    """The answers of one application, read against the questions that it answers."""

    def __init__(
        self,
        schema: Schema,
        stored: Mapping[str, Any],
        private: Mapping[str, Any],
        unfinished: Mapping[str, Any] | None = None,
        today: date | None = None,
        country: str = "",
    ) -> None:
        self.schema = schema
        self.today = today
        self.country = country
        self.stored = dict(stored)
        self.private = dict(private)
        self.unfinished = dict(unfinished or {})

    @classmethod
    def of(cls, enrollment: Enrollment) -> Answers:
        """Read those of an application; those of a draft by the newest version of its call, question by question."""
        private = json.loads(enrollment.private_answers) if enrollment.private_answers else {}
        schema = Schema.read(enrollment.asks.form_schema)
        city = enrollment.municipality
        answers = cls(schema, enrollment.answers, private, enrollment.unfinished, clock.today(city.zone), city.country)
        if enrollment.is_behind:
            answers.keep_what_fits()
        return answers

    def copy(self) -> Answers:
        return Answers(self.schema, self.stored, self.private, self.unfinished, self.today, self.country)

    def write_to(self, enrollment: Enrollment) -> None:
        """Put them on the application; the caller saves it."""
        enrollment.answers = self.stored
        enrollment.unfinished = self.unfinished
        enrollment.private_answers = json.dumps(self.private, ensure_ascii=False) if self.private else ""

    def keep_what_fits(self) -> None:
        """Leave out what the present questions do not ask, or ask in another way; a text that no longer fits is kept
        as unfinished, so that nobody writes it twice."""
        for shelf in (self.stored, self.private):
            for code in list(shelf):
                question = self.schema.question(code)
                if question is None or question.is_private != (shelf is self.private):
                    del shelf[code]
                    continue
                try:
                    shelf[code] = self._kept(question, KINDS[question.kind].from_json(shelf[code]))
                except (ValidationError, InvalidOperation, ValueError, TypeError):
                    old = shelf.pop(code)
                    if isinstance(old, str) and not question.is_private:
                        self.unfinished[code] = old
        self.unfinished = {code: text for code, text in self.unfinished.items() if self.schema.question(code)}

    def put(self, question: Question, value: Any) -> None:
        """Set or, with an empty value, remove an answer. Raise ValidationError when it is none to the question."""
        shelf = self.private if question.is_private else self.stored
        self.unfinished.pop(question.code, None)
        if value in EMPTY:
            shelf.pop(question.code, None)
        else:
            shelf[question.code] = self._kept(question, value)

    def _kept(self, question: Question, value: Any) -> Any:
        return to_json(question, value, self.today, self.country)

    def put_unfinished(self, question: Question, text: str) -> None:
        """Keep what was typed and is no answer yet. A personal id is not kept: it would lie unencrypted."""
        self.stored.pop(question.code, None)
        self.private.pop(question.code, None)
        if not question.is_private and text:
            self.unfinished[question.code] = text[:4000]

    def raw(self, question: Question) -> Any:
        """Return the answer as it is stored, a number in its one way of being written; None without an answer."""
        return canonical(question, (self.private if question.is_private else self.stored).get(question.code))

    def value(self, question: Question) -> Any:
        """Return the answer as Python knows it (Decimal, date, list…), or None."""
        raw = self.raw(question)
        return None if raw is None else KINDS[question.kind].from_json(raw)

    def text(self, question: Question, city: Municipality) -> str:
        value = self.value(question)
        return "" if value is None else KINDS[question.kind].show(value, question, city)

    def words(self, question: Question, city: Municipality) -> str:
        """Return the answer in words, or what was typed and is none yet."""
        return self.unfinished.get(question.code) or self.text(question, city)

    def state(self, question: Question) -> Any:
        """Return all that is kept of a question, as JSON: the answer, and what was typed and is none yet."""
        return [self.raw(question), self.unfinished.get(question.code)]

    def take(self, other: Answers, question: Question) -> None:
        """Take over what another book keeps of a question."""
        pairs = ((self.stored, other.stored), (self.private, other.private), (self.unfinished, other.unfinished))
        for own, theirs in pairs:
            own.pop(question.code, None)
            if question.code in theirs:
                own[question.code] = theirs[question.code]

    def initial(self, page: Page) -> dict[str, Any]:
        """Return what a form of the page begins with: the answers, or what was typed and not understood."""
        values = {question.code: self.value(question) for question in page.questions if not question.is_file}
        return values | {code: text for code, text in self.unfinished.items() if code in values}

    def asked(self) -> Iterator[Question]:
        """Give the questions that apply, given the answers."""
        return (question for question in self.schema.questions() if question.is_asked(self.stored))

    def is_missing(self, question: Question) -> bool:
        """Whether a written answer is owed; files are asked with the documents."""
        if question.is_file or not question.is_asked(self.stored):
            return False
        return question.code in self.unfinished or (question.required and self.raw(question) is None)

    def missing(self) -> list[Question]:
        return [question for question in self.schema.questions() if self.is_missing(question)]

    def is_complete(self, page: Page) -> bool:
        return not any(self.is_missing(question) for question in page.questions)

    def rows(self, page: Page, city: Municipality) -> list[AnswerRow]:
        """Return the page's questions that apply, with their answers in words."""
        return [
            AnswerRow(question, self.text(question, city), self.is_missing(question))
            for question in page.questions
            if not question.is_file and question.is_asked(self.stored)
        ]
