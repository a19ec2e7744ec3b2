"""The terms of the programs, which become longer when the city closes a day: reviews, corrections and offers."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.core import terms
from programs.enums import EnrollmentState
from programs.models import Case, Correction, Enrollment


def _later(rows: models.QuerySet[Any], field: str, change: terms.Change) -> Iterable[tuple[int, datetime, datetime]]:
    """The key, the term and the later one of each row whose term moves."""
    running = rows.filter(**{f"{field}__gt": change.now}).order_by("pk")
    for pk, due_at in running.values_list("pk", field).iterator(chunk_size=2000):
        if (later := change.moved(due_at)) is not None:
            yield pk, due_at, later


def _move(rows: models.QuerySet[Any], field: str, change: terms.Change, writes: bool) -> int:
    moved = list(_later(rows, field, change))
    if writes:
        for pk, due_at, later in moved:
            # Guarded: what somebody decided or answered meanwhile keeps what it has.
            rows.filter(pk=pk, **{field: due_at}).update(**{field: later})
    return len(moved)


@terms.register(_("Answers that officers owe"))
def move_reviews(change: terms.Change, writes: bool) -> int:
    return _move(Case.objects.filter(municipality=change.municipality), "due_at", change, writes)


@terms.register(_("Corrections that enterprises owe"))
def move_corrections(change: terms.Change, writes: bool) -> int:
    """An open correction and its application say the same day."""
    owed = Enrollment.objects.filter(call__municipality=change.municipality, state=EnrollmentState.CHANGES_REQUESTED)
    asked = Correction.objects.filter(enrollment__call__municipality=change.municipality, answered_at__isnull=True)
    _move(asked, "due_at", change, writes)
    return _move(owed, "correction_due_at", change, writes)


@terms.register(_("Offered places that wait for an answer"))
def move_offers(change: terms.Change, writes: bool) -> int:
    offered = Enrollment.objects.filter(call__municipality=change.municipality, state=EnrollmentState.OFFERED)
    return _move(offered, "offer_expires_at", change, writes)
