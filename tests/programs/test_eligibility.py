"""Rules are compared with facts; what is not known is said to be so."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from enterprises import facts
from enterprises.facts import UNKNOWN
from portal.core import clock
from portal.core.actions import Refused
from programs.actions import approve, checklist, outcomes_for, override_rule, start_review
from programs.eligibility import check_rule, eligible, evaluate, with_overrides
from programs.enums import Operator, Result, Severity
from programs.models import Call, Rule
from tests.factories.enterprises import EnterpriseFactory
from tests.factories.programs import CallFactory, EnrollmentFactory, RuleFactory
from tests.programs.conftest import S, in_state, owner_of, send

pytestmark = pytest.mark.usefixtures("english")

YES, NO, MAYBE = Result.MEETS, Result.DOES_NOT, Result.UNKNOWN


def rule(fact: str, operator: str, value: Any, **values: Any) -> Rule:
    return Rule(code="r", fact=fact, operator=operator, value=value, message="Regla.", remedy="Remedio.", **values)


@pytest.mark.parametrize(
    ("fact", "operator", "expected", "value", "result"),
    [
        ("size", "is", "micro", "micro", YES),
        ("size", "is", "micro", "small", NO),
        ("size", "is_not", "large", "small", YES),
        ("size", "is_not", "large", "large", NO),
        ("size", "in", ["micro", "small"], "small", YES),
        ("size", "in", ["micro", "small"], "large", NO),
        ("size", "not_in", ["large"], "micro", YES),
        ("size", "not_in", ["large"], "large", NO),
        ("years_operating", "gte", 2, 2, YES),
        ("years_operating", "gte", 2, 1, NO),
        ("workers", "lte", 10, 10, YES),
        ("workers", "lte", 10, 11, NO),
        ("workers", "between", [1, 5], 5, YES),
        ("workers", "between", [1, 5], 6, NO),
        ("annual_sales", "lte", "100000.00", Decimal("100000.00"), YES),
        ("annual_sales", "lte", "100000.00", Decimal("100000.01"), NO),
        ("women_led", "is", True, True, YES),
        ("women_led", "is", True, False, NO),
        ("already_benefited", "is", False, False, YES),
        ("already_benefited", "is", False, True, NO),
        *(("women_led", "is", True, nothing, MAYBE) for nothing in (UNKNOWN, None, "")),
        ("workers", "gte", 1, 0, NO),
    ],
)
def test_truth_table(fact: str, operator: str, expected: Any, value: Any, result: Result) -> None:
    [outcome] = evaluate([rule(fact, operator, expected)], {fact: value})
    assert outcome.result == result
    assert outcome.reason.endswith("Remedio.") == (result == NO)


def test_a_fact_that_nobody_gave_is_unknown() -> None:
    assert evaluate([rule("women_led", "is", True)], {})[0].result == MAYBE


@given(st.lists(st.tuples(st.sampled_from(Severity), st.sampled_from(Result), st.booleans()), max_size=6))
def test_the_whole_is_as_bad_as_its_worst_required_rule(rows: list[tuple[Severity, Result, bool]]) -> None:
    values = {YES: True, NO: False, MAYBE: UNKNOWN}
    outcomes = []
    for number, (severity, result, excepted) in enumerate(rows):
        made = rule("women_led", "is", True, severity=severity)
        made.code = f"r{number}"
        reasons = {made.code: "porque sí"} if excepted else {}
        outcomes += with_overrides(evaluate([made], {"women_led": values[result]}), reasons)
    hard = {result for severity, result, excepted in rows if severity == Severity.HARD and not excepted}
    assert eligible(outcomes) == (NO if NO in hard else MAYBE if MAYBE in hard else YES)


@pytest.mark.parametrize(
    ("fact", "operator", "value"),
    [
        ("nothing_known", "is", True),
        ("size", "gte", "micro"),
        ("women_led", "is", "true"),
        ("workers", "gte", "muchos"),
        ("workers", "gte", True),
        ("workers", "between", [1]),
        ("workers", "in", 3),
        ("workers", "is", [3]),
        ("workers", "gte", "NaN"),
        ("size", "in", []),
    ],
)
def test_a_rule_that_cannot_be_compared_is_told_before_it_is_published(fact: str, operator: str, value: Any) -> None:
    with pytest.raises(ValidationError, match="“r”"):
        check_rule(rule(fact, operator, value))


def test_every_operator_has_a_comparison() -> None:
    from programs.eligibility import COMPARISONS

    assert set(COMPARISONS) == set(Operator)


def test_values_are_shown_as_the_city_writes_them(call: Call) -> None:
    RuleFactory(version=call.current_version, code="rfc", fact="has_tax_id", value=True)
    RuleFactory(version=call.current_version, code="edad", fact="years_operating", operator="gte", value=1)
    enterprise = EnterpriseFactory(municipality=call.municipality, founded_on=date(2010, 1, 1))
    shown = [outcome.value_shown for outcome in outcomes_for(enterprise, call.current_version)]
    assert shown == ["Sí", str(clock.now().year - 2010)] or shown == ["Yes", str(clock.now().year - 2010)]


def test_having_benefited_from_the_same_program_is_a_fact_and_the_own_application_is_not(call: Call) -> None:
    earlier = CallFactory(program=call.program, municipality=call.municipality)
    elsewhere = CallFactory()
    RuleFactory(version=call.current_version, code="previo", fact="already_benefited", value=False)
    RuleFactory(version=call.current_version, code="activa", fact="active_application_in_call", value=False)
    enterprise = EnterpriseFactory(municipality=call.municipality)

    def results() -> list[str]:
        return [outcome.result for outcome in outcomes_for(enterprise, call.current_version)]

    in_state(elsewhere, S.APPROVED, enterprise=enterprise)
    own = in_state(call, S.IN_REVIEW, enterprise=enterprise)
    assert results() == [YES, NO]
    assert [outcome.result for outcome in checklist(own)] == [YES, YES]
    in_state(earlier, S.APPROVED, enterprise=enterprise)
    assert results() == [NO, NO]


def test_an_approval_needs_every_required_rule_met_or_excepted_with_a_reason(call: Call, officer: Any) -> None:
    RuleFactory(
        version=call.current_version, code="mujeres", fact="women_led", value=True, message="La dirigen mujeres."
    )
    RuleFactory(
        version=call.current_version, code="puntos", fact="has_tax_id", value=False, severity="preferred", points=5
    )
    sent = start_review(send(EnrollmentFactory(call=call)), by=officer)
    with pytest.raises(Refused, match="La dirigen mujeres"):
        approve(sent, by=officer)
    with pytest.raises(Refused):
        override_rule(sent, by=officer, rule_code="mujeres", reason=" ")
    with pytest.raises(Refused):
        override_rule(sent, by=owner_of(sent), rule_code="mujeres", reason="La represento yo.")
    override_rule(sent, by=officer, rule_code="mujeres", reason="El acta muestra que la dirige una mujer.")
    approved = approve(sent, by=officer)
    decision = {outcome["rule"]: outcome for outcome in approved.evaluation["decision"]["outcomes"]}
    assert decision["mujeres"]["overridden_because"].startswith("El acta")
    assert decision["puntos"]["result"] == "does_not"
    assert "submission" in approved.evaluation


def test_both_facts_of_the_programs_are_registered() -> None:
    assert {"already_benefited", "active_application_in_call"} <= {fact.code for fact in facts.all_facts()}
