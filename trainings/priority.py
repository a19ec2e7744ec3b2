"""Local first: what the priority rules say of an enterprise, with the reasons that are stored and shown."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from enterprises import facts
from enterprises.facts import FactContext
from enterprises.models import Enterprise
from portal.core import clock, formats
from portal.core.models import Municipality
from programs.eligibility import evaluate
from trainings.models import PriorityRule, SeatRequest, Session

MOST_POINTS = 99_999


@dataclass(frozen=True)
class Standing:
    """How an enterprise stands in a session's order: its points, whether it is local, and the rules that it met."""

    points: int
    is_local: bool
    earned: list[dict[str, Any]]

    def key(self, submitted_at: datetime, folio: str) -> str:
        """Return the sort key: more points first, then who asked first.

        Fixed width and digits up to the folio, so that every collation orders it the same.
        """
        return f"{MOST_POINTS - self.points:05d}.{submitted_at:%Y%m%d%H%M%S%f}.{folio}"


def standing_of(session: Session, enterprise: Enterprise) -> Standing:
    """Evaluate the priority rules of the session's city and course on an enterprise today.

    Local is who meets every rule that opens the window; where no rule does, everybody.
    """
    rules = list(PriorityRule.objects.of_session(session))
    city = session.municipality
    context = FactContext(municipality=city, on=clock.today(city.zone))
    codes = sorted({rule.fact for rule in rules})
    outcomes = evaluate([rule.as_rule() for rule in rules], facts.values_for(enterprise, codes, context), context)
    scored = list(zip(rules, outcomes, strict=True))
    earned = [
        {"rule": rule.code, "message": rule.message, "points": outcome.points}
        for rule, outcome in scored
        if outcome.points
    ]
    points = min(sum(outcome.points for outcome in outcomes), MOST_POINTS)
    return Standing(points, all(outcome.points for rule, outcome in scored if rule.is_local), earned)


def reasons_in_words(request: SeatRequest) -> list[str]:
    """Return why the request stands where it does, as phrases: each rule that it met, and when it was asked."""
    city: Municipality = request.municipality
    phrases = [
        _("%(reason)s (%(points)s points)") % {"reason": reason["message"].rstrip("."), "points": reason["points"]}
        for reason in request.waiting_reasons
    ]
    asked = formats.instant(request.submitted_at, city)
    return [*phrases, _("Asked for on %(at)s") % {"at": asked}]
