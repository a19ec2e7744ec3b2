"""What the rules say of an application: read from the facts now, and kept as evidence when it is sent and decided."""

from dataclasses import dataclass
from typing import Any

from enterprises import facts
from enterprises.models import Enterprise, Project
from portal.core import clock
from programs.eligibility import Outcome, evaluate, with_overrides
from programs.models import Call, CallVersion, Enrollment


@dataclass(frozen=True)
class ApplicationContext(facts.FactContext):
    """The context of a fact, with the application that asks, so that it does not count itself."""

    enrollment: Enrollment | None = None


def outcomes_for(
    enterprise: Enterprise,
    version: CallVersion,
    *,
    project: Project | None = None,
    enrollment: Enrollment | None = None,
) -> list[Outcome]:
    """Evaluate a version's rules on an enterprise today, in the order they were written."""
    call: Call = version.call
    city = call.municipality
    context = ApplicationContext(
        municipality=city, on=clock.today(city.zone), project=project, call=call, enrollment=enrollment
    )
    rules = list(version.rules.order_by("pk"))
    codes = sorted({rule.fact for rule in rules})
    return evaluate(rules, facts.values_for(enterprise, codes, context), context)


def checklist(enrollment: Enrollment) -> list[Outcome]:
    """Return what the rules say of an application today, the officers' exceptions with their reasons."""
    reasons = dict(enrollment.overrides.values_list("rule_code", "reason"))
    return with_overrides(first_checklist(enrollment), reasons)


def first_checklist(enrollment: Enrollment) -> list[Outcome]:
    """`checklist` of an application that is being sent: no officer has read it, so that there are no exceptions."""
    return outcomes_for(enrollment.enterprise, enrollment.asks, project=enrollment.project, enrollment=enrollment)


def evidence(outcomes: list[Outcome], version: CallVersion) -> dict[str, Any]:
    """Return what is stored of an evaluation: when, by which version, and each rule with its words and outcome."""
    return {
        "at": clock.now().isoformat(),
        "version": version.number,
        "outcomes": [outcome.as_json() for outcome in outcomes],
    }


def waiting_key(enrollment: Enrollment, outcomes: list[Outcome]) -> tuple[str, list[dict[str, Any]]]:
    """Return the sort key of the waiting list and its reasons: more points first, then who sent first.

    Fixed width and digits up to the folio, so that every collation orders it the same.
    """
    earned = [outcome for outcome in outcomes if outcome.points]
    points = min(sum(outcome.points for outcome in earned), 99_999)
    sent = enrollment.submitted_at
    key = f"{99_999 - points:05d}.{sent:%Y%m%d%H%M%S%f}.{enrollment.folio}"
    reasons: list[dict[str, Any]] = [
        {"rule": outcome.rule.code, "message": outcome.rule.message, "points": outcome.points} for outcome in earned
    ]
    return key, [*reasons, {"submitted_at": sent.isoformat()}]
