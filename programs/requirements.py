"""The documents that an application owes: those of the call's version, and the questions answered with a file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from programs.answers import Answers
from programs.enums import AppliesTo, ReviewState
from programs.models import Enrollment, EnrollmentDocument

MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Requirement:
    """One document: how it is called, whether it is owed, what is accepted, and what was given for it (or None)."""

    code: str
    name: str
    help: str
    required: bool
    accepts: tuple[str, ...]
    max_bytes: int
    max_age_days: int | None
    reusable_kind: str
    page: str
    given: EnrollmentDocument | None = None

    @property
    def kind(self) -> str:
        """The kind under which it lies in the enterprise's folder."""
        return self.reusable_kind or self.code

    @property
    def is_missing(self) -> bool:
        return self.required and self.given is None

    @property
    def is_owed(self) -> bool:
        """Whether the application cannot be sent as it is: nothing was given, or what was given is of no use."""
        if self.given is None:
            return self.required
        return self.given.document.is_rejected or self.given.document.withdrawn_at is not None

    @property
    def is_accepted(self) -> bool:
        return self.given is not None and self.given.state == ReviewState.ACCEPTED


@dataclass(frozen=True)
class Contents:
    """What an application says and owes, read once for all that a verb or a page asks of it."""

    answers: Answers
    requirements: tuple[Requirement, ...]

    @classmethod
    def of(cls, enrollment: Enrollment) -> Contents:
        answers = Answers.of(enrollment)
        return cls(answers, tuple(requirements_of(enrollment, answers)))


def requirements_of(enrollment: Enrollment, answers: Answers | None = None) -> list[Requirement]:
    """Return what this application owes, in the order of the call: documents first, then questions with a file."""
    rows = enrollment.documents.filter(removed_at__isnull=True).select_related("document")
    given = {row.requirement: row for row in rows.order_by("pk")}
    answers = answers or Answers.of(enrollment)
    return [*_of_version(enrollment, given), *_of_questions(answers, given)]


def requirement_of(enrollment: Enrollment, code: str) -> Requirement | None:
    return next((item for item in requirements_of(enrollment) if item.code == code), None)


def _of_version(enrollment: Enrollment, given: dict[str, EnrollmentDocument]) -> Iterable[Requirement]:
    for row in enrollment.asks.documents.order_by("pk"):
        if row.applies_to not in (AppliesTo.ALL, enrollment.enterprise.person_type):
            continue
        yield Requirement(
            code=row.code,
            name=row.name,
            help=row.help,
            required=row.required,
            accepts=tuple(row.accepts) or ("pdf", "jpeg", "png"),
            max_bytes=row.max_mb * MEGABYTE,
            max_age_days=row.max_age_days,
            reusable_kind=row.reusable_kind,
            page="",
            given=given.get(row.code),
        )


def _of_questions(answers: Answers, given: dict[str, EnrollmentDocument]) -> Iterable[Requirement]:
    for page in answers.schema.pages:
        for question in page.questions:
            if question.is_file and question.is_asked(answers.stored):
                yield Requirement(
                    code=question.code,
                    name=question.label,
                    help=question.help,
                    required=question.required,
                    accepts=question.accepts,
                    max_bytes=question.max_mb * MEGABYTE,
                    max_age_days=None,
                    reusable_kind="",
                    page=page.code,
                    given=given.get(question.code),
                )
