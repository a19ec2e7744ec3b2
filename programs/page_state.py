"""Two devices on one page: what a page was made from, and what to do when the answers are newer than that.

A page carries, for each question, a keyed digest of the answer that it showed (`seen_of`). A save compares it with what
is stored by then: an answer that only one side touched stands as that side left it; one that both changed is not
decided here, both are shown and the person chooses.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.crypto import salted_hmac

from programs.answers import Answers
from programs.form_schema import Page, Question
from programs.refusals import ChangedElsewhere, TwoTexts

if TYPE_CHECKING:
    from programs.models import Enrollment

MINE, THEIRS = "mine", "theirs"


@dataclass(frozen=True)
class Seen:
    """What a page says of itself when it is saved: the digests that it was made from, and the choices made on it.

    A choice is `MINE` or `THEIRS`, with the digest of the other text that the person saw when choosing.
    """

    digests: Mapping[str, str]
    choices: Mapping[str, tuple[str, str]]

    @classmethod
    def of_post(cls, data: Mapping[str, str], page: Page) -> Seen | None:
        """Read what `page` posted; None when it says nothing of what it was made from."""
        if not data.get("seen"):
            return None
        pairs = (part.partition(":") for part in data["seen"].split(","))
        chosen = {question.code: data.get(f"keep-{question.code}", "").partition(":") for question in page.questions}
        return cls(
            {code: digest for code, _colon, digest in pairs},
            {code: (side, digest) for code, (side, _colon, digest) in chosen.items() if side in (MINE, THEIRS)},
        )


def digest_of(enrollment: Enrollment, book: Answers, question: Question) -> str:
    """Return by what an answer is known again, without saying anything of it."""
    text = json.dumps([str(enrollment.public_id), question.code, book.state(question)], ensure_ascii=False)
    return salted_hmac("programs.page_state", text, algorithm="sha256").hexdigest()[:16]


def seen_of(enrollment: Enrollment, book: Answers, page: Page) -> str:
    """Return what the page carries in its field "seen"."""
    return ",".join(f"{question.code}:{digest_of(enrollment, book, question)}" for question in _written(page))


def settle(enrollment: Enrollment, page: Page, stored: Answers, typed: Answers, seen: Seen) -> None:
    """Bring `typed` together with what another device stored since the page was made.

    Raises ChangedElsewhere with both texts of each answer that both sides changed and that nobody chose between.
    """
    both = []
    for question in _written(page):
        now, mine = digest_of(enrollment, stored, question), digest_of(enrollment, typed, question)
        base = seen.digests.get(question.code, now)
        if mine == now or now == base:
            continue
        side, other = seen.choices.get(question.code, ("", ""))
        if mine == base or (side == THEIRS and other == now):
            typed.take(stored, question)
        elif not (side == MINE and other == now):
            both.append(_texts(enrollment, question, stored, typed, now))
    if both:
        raise ChangedElsewhere(both, enrollment)


def _written(page: Page) -> Iterable[Question]:
    return (question for question in page.questions if not question.is_file)


def _texts(enrollment: Enrollment, question: Question, stored: Answers, typed: Answers, digest: str) -> TwoTexts:
    city = enrollment.municipality
    return TwoTexts(question.code, question.label, typed.words(question, city), stored.words(question, city), digest)
