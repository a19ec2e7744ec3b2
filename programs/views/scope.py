"""How the entrepreneur's pages fetch an application, and how they tell a refusal."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest

from portal.core.actions import Refused
from portal.core.scoping import get_visible_or_404
from programs.models import Enrollment
from programs.querysets import EnrollmentQuerySet


def own_enrollment(request: HttpRequest, public_id: UUID, among: EnrollmentQuerySet | None = None) -> Enrollment:
    """Give an application of an enterprise that the user belongs to; 404 for every other, the officer's too.

    Args:
        among: the applications with what is read of them, where a page needs less than the whole one.
    """
    enrollments = Enrollment.objects.with_listing() if among is None else among
    enrollment = enrollments.of_applicant(request.user).filter(public_id=public_id).first()
    if enrollment is None:
        get_visible_or_404(Enrollment, request.user, public_id=public_id)  # leaves its row when it is out of sight
        raise Http404
    return enrollment


class Answer:
    """What came of a verb: `done` is false when it was refused."""

    def __init__(self) -> None:
        self.refusal: Refused | None = None

    @property
    def done(self) -> bool:
        return self.refusal is None


@contextmanager
def telling_refusals(request: HttpRequest) -> Iterator[Answer]:
    """Run a verb; when the rules say no, show the person why on the next page."""
    answer = Answer()
    try:
        yield answer
    except Refused as refusal:
        answer.refusal = refusal
        messages.error(request, refusal.message)


def page_context(enrollment: Enrollment, **extra: Any) -> dict[str, Any]:
    """Give what every page of an application shows: the file, its call and its city."""
    return {"city": enrollment.municipality, "enrollment": enrollment, "call": enrollment.call} | extra
