"""The check without an account: one question at a time, "I do not know" is an answer, nothing is kept."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from programs.enums import Result
from programs.models import Call
from tests.factories.programs import CallFactory, RuleFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def call() -> Call:
    """A call for micro and small enterprises of at least two years."""
    call = CallFactory(title="Academia")
    RuleFactory(version=call.current_version, code="edad", fact="years_operating", operator="gte", value=2)
    RuleFactory(version=call.current_version, code="tamano", fact="size", operator="in", value=["micro", "small"])
    RuleFactory(version=call.current_version, code="primera", fact="already_benefited", operator="is", value=False)
    return call


def check(client: Client, call: Call, **answers: str) -> Any:
    url = reverse("public:eligibility", args=[call.municipality.slug])
    response = client.get(url, {"convocatoria": call.slug} | answers)
    assert response.status_code == 200
    return response


def result(client: Client, call: Call, **answers: str) -> Result:
    [only] = check(client, call, **answers).context["results"]
    return only.result


def test_it_asks_one_question_after_the_other_and_carries_the_answers_on(client: Client, call: Call) -> None:
    first = check(client, call)
    assert first.context["fact"].code == "years_operating"
    second = check(client, call, years_operating="3")
    assert second.context["fact"].code == "size"
    assert ("years_operating", "3") in second.context["kept"]
    # What only an account knows is not asked of anybody.
    assert [fact.code for fact in first.context["check"].facts] == ["years_operating", "size"]


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({"years_operating": "3", "size": "micro"}, Result.UNKNOWN),  # nobody can know whether it was helped before
        ({"years_operating": "1", "size": "micro"}, Result.DOES_NOT),
        ({"years_operating": "3", "size": "large"}, Result.DOES_NOT),
        ({"no_se": "years_operating", "size": "micro"}, Result.UNKNOWN),
        ({"no_se": "years_operating", "size": "large"}, Result.DOES_NOT),
        ({"years_operating": "3", "size": "no-se"}, Result.UNKNOWN),
    ],
)
def test_the_result_says_what_each_rule_says(
    client: Client, call: Call, answers: dict[str, str], expected: Result
) -> None:
    assert result(client, call, **answers) == expected


def test_with_every_rule_known_and_met_the_answer_is_yes(client: Client, call: Call) -> None:
    call.current_version.rules.filter(code="primera").delete()
    assert result(client, call, years_operating="2", size="small") == Result.MEETS


@pytest.mark.parametrize("typed", ["", "muchos", "-1", "1e5", "NaN"])
def test_what_is_no_answer_is_asked_again_with_the_reason_and_what_was_typed(
    client: Client, call: Call, typed: str
) -> None:
    response = check(client, call, years_operating=typed, pregunta="years_operating")
    assert response.context["fact"].code == "years_operating"
    assert response.context["form"].errors
    assert f'value="{typed}"' in response.content.decode() or not typed


def test_an_answer_that_is_no_choice_is_asked_again(client: Client, call: Call) -> None:
    response = check(client, call, years_operating="3", size="gigantic")
    assert response.context["fact"].code == "size"
    assert response.context["form"].errors


def test_a_call_that_is_closed_or_hidden_has_no_check(client: Client, call: Call) -> None:
    url = reverse("public:eligibility", args=[call.municipality.slug])
    for other in (CallFactory(program=call.program, draft=True), CallFactory()):
        assert client.get(url, {"convocatoria": other.slug}).status_code == 404


def test_without_a_call_every_open_call_of_the_city_is_answered(client: Client, call: Call) -> None:
    free = CallFactory(program=call.program, title="Sin requisitos")
    url = reverse("public:eligibility", args=[call.municipality.slug])
    results = client.get(url, {"years_operating": "1", "size": "micro"}).context["results"]
    assert [(each.call, each.result) for each in results] == [(free, Result.MEETS), (call, Result.DOES_NOT)]


def test_a_city_without_open_calls_says_so(client: Client, call: Call) -> None:
    Call.objects.update(state="closed")
    url = reverse("public:eligibility", args=[call.municipality.slug])
    assert client.get(url).status_code == 200
