"""A personal id is masked until an officer asks to see it, which stays in the ledger."""

from typing import Any

from portal.core import ledger
from portal.core.actions import action
from portal.core.enums import Role
from programs.answers import Answers
from programs.models import Case, Enrollment
from programs.refusals import NothingAsked, NotYourQueue

TAX_ID = "tax_id"


@action("programs.case.reveal_tax_id")
def reveal_tax_id(case: Case, *, by: Any) -> str:
    """Give the whole tax id of the enterprise of a case to an officer of its organization, and write down who looked.

    Raises NotYourQueue, and Refused when the case has no enterprise or that one no tax id.
    """
    _refuse_stranger(case, by)
    if case.enterprise is None or not case.enterprise.tax_id:
        raise NothingAsked(TAX_ID)
    ledger.append("programs.case.reveal_tax_id", by=by, obj=case, data={"enterprise": case.enterprise_id})
    return case.enterprise.tax_id


@action("programs.case.reveal_answer")
def reveal_answer(case: Case, *, by: Any, code: str) -> str:
    """Give a personal id that was answered, by question code. Raises NotYourQueue, NothingAsked."""
    _refuse_stranger(case, by)
    enrollment = case.subject
    if not isinstance(enrollment, Enrollment):
        raise NothingAsked(code)
    answers = Answers.of(enrollment)
    question = answers.schema.question(code)
    if question is None or not question.is_private or answers.raw(question) is None:
        raise NothingAsked(code)
    ledger.append("programs.case.reveal_answer", by=by, obj=case, data={"question": code})
    return str(answers.raw(question))


def _refuse_stranger(case: Case, by: Any) -> None:
    if Role.OFFICER not in case.roles_of(by):
        raise NotYourQueue
