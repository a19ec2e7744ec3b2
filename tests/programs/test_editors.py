"""Staff prepare a version with plain forms: rules, questions, documents, rubric; the later of two editors is told."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from programs.actions import edit_version, publish_call
from programs.models import Call, CallVersion, Rule
from programs.refusals import CityOnly, EditedMeanwhile, VersionPublished
from tests.factories.accounts import UserFactory
from tests.factories.core import MunicipalityFactory
from tests.factories.enterprises import EnterpriseFactory
from tests.factories.organizations import city_member
from tests.factories.programs import CallFactory, ProgramFactory, RequiredDocumentFactory, RuleFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def call() -> Call:
    return CallFactory(draft=True, program=ProgramFactory(municipality=MunicipalityFactory()))


@pytest.fixture
def version(call: Call) -> CallVersion:
    return call.versions.get()


@pytest.fixture
def desk(client: Client, call: Call) -> Client:
    user = city_member(call.municipality)
    user.language = "en"
    user.save()
    client.force_login(user)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def url(call: Call, page: str, query: str = "") -> str:
    return reverse(f"admin:programs_call_{page}", args=[call.pk]) + query


def text_of(answer: Any) -> str:
    return answer.content.decode()


WORDS = {"message": "Vende un millón o menos.", "remedy": "", "severity": "hard", "points": "", "source": "DOF"}


# --- Rules -----------------------------------------------------------------------------------------------------------
def test_a_rule_is_written_with_the_value_as_the_city_writes_it(desk: Client, call: Call, version: CallVersion) -> None:
    page = desk.get(url(call, "rule", "?hecho=annual_sales"))
    assert [value for value, _label in page.context["form"].fields["operator"].choices] == [
        "gte", "lte", "between", "is", "is_not",
    ]  # fmt: skip
    data = WORDS | {"operator": "between", "value": "1,000.50", "value_to": "$1,000,000"}
    answer = desk.post(url(call, "rule", "?hecho=annual_sales"), data)
    assert answer.status_code == 302
    rule = version.rules.get()
    assert (rule.operator, rule.value, rule.code) == ("between", ["1000.50", 1000000], "vende-un-millon-o-menos")
    again = desk.get(url(call, "rule", f"?codigo={rule.code}")).context["form"]
    assert (again.initial["value"], again.initial["value_to"]) == ("1000.50", 1000000)
    shown = desk.get(url(call, "rules")).context["rows"][0]["comparison"]
    assert shown == "Sales of the last year is between $1,000.50 MXN and $1,000,000.00 MXN"


@pytest.mark.parametrize(
    ("fact", "typed", "field"),
    [
        ("annual_sales", {"operator": "gte", "value": "mucho"}, "value"),
        ("annual_sales", {"operator": "between", "value": "5", "value_to": "2"}, "value_to"),
        ("annual_sales", {"operator": "between", "value": "5", "value_to": ""}, "value_to"),
        ("size", {"operator": "gte", "value": ["micro"]}, "operator"),
        ("size", {"operator": "in", "value": []}, "value"),
        ("size", {"operator": "in", "value": ["giant"]}, "value"),
        ("women_led", {"value": ""}, "value"),
        ("women_led", {"value": "yes", "points": "5"}, "points"),
        ("women_led", {"value": "yes", "message": " "}, "message"),
    ],
)
def test_a_fault_of_a_rule_is_told_at_its_field(
    desk: Client, call: Call, version: CallVersion, fact: str, typed: dict[str, Any], field: str
) -> None:
    page = desk.post(url(call, "rule", f"?hecho={fact}"), WORDS | typed)
    assert page.status_code == 200
    assert list(page.context["form"].errors) == [field]
    assert not version.rules.exists()


def test_a_choice_is_ticked_and_one_alone_is_that_one(desk: Client, call: Call, version: CallVersion) -> None:
    for chosen in (["micro"], ["micro", "small"]):
        desk.post(url(call, "rule", "?hecho=size"), WORDS | {"operator": "not_in", "value": chosen})
    assert list(version.rules.order_by("pk").values_list("code", "operator", "value")) == [
        ("vende-un-millon-o-menos", "is_not", "micro"),
        ("vende-un-millon-o-menos-2", "not_in", ["micro", "small"]),
    ]
    form = desk.get(url(call, "rule", "?codigo=vende-un-millon-o-menos")).context["form"]
    assert (form.fields["operator"].initial, form.initial["value"]) == ("not_in", ["micro"])


def test_rules_are_moved_copied_and_removed(desk: Client, call: Call, version: CallVersion) -> None:
    for code in ("a", "b"):
        RuleFactory(version=version, code=code)
    for verb, code in (("up", "b"), ("copy", "b"), ("remove", "a")):
        desk.post(url(call, "rules"), {"verb": verb, "code": code})
    assert list(version.rules.order_by("pk").values_list("code", flat=True)) == ["b", "b-2"]
    version.refresh_from_db()
    assert version.edits == 3


def test_the_rules_are_tried_out_in_the_words_of_the_public_check(
    desk: Client, call: Call, version: CallVersion
) -> None:
    RuleFactory(version=version, fact="years_operating", operator="gte", value=2, remedy="Espere un año.")
    page = text_of(desk.get(url(call, "rules", "?years_operating=1")))
    assert "How many full years has your enterprise been working?" in page
    assert "one of its rules is not met" in page
    assert "Espere un año." in page


# --- Two editors -----------------------------------------------------------------------------------------------------
def test_the_later_of_two_editors_is_told_and_loses_nothing(desk: Client, call: Call, version: CallVersion) -> None:
    rule = RuleFactory(version=version, code="ciudad")
    seen = version.edits
    edit_version(version, by=city_member(call.municipality), seen=seen, note="De otra persona")
    address = url(call, "rule", f"?codigo={rule.code}")
    page = desk.post(address, WORDS | {"value": "no", "seen": seen})
    assert "Somebody else saved a change meanwhile" in text_of(page)
    assert "Vende un millón o menos." in text_of(page)
    assert version.rules.get().value is True
    answer = desk.post(address, WORDS | {"value": "no", "seen": page.context["seen"]})
    assert answer.status_code == 302
    version.refresh_from_db()
    assert (version.rules.get().value, version.note) == (False, "De otra persona")


def test_only_the_citys_staff_edit_and_only_what_is_not_published(call: Call, version: CallVersion) -> None:
    staff = city_member(call.municipality)
    for stranger in (UserFactory(), city_member(CallFactory().municipality)):
        with pytest.raises(CityOnly):
            edit_version(version, by=stranger, seen=0, note="x")
    publish_call(version, by=staff)
    with pytest.raises(VersionPublished):
        edit_version(version, by=staff, seen=0, note="x")
    assert Rule.objects.filter(version=version).count() == 0


def test_an_old_count_changes_nothing(call: Call, version: CallVersion) -> None:
    staff = city_member(call.municipality)
    edit_version(version, by=staff, seen=0, note="uno")
    with pytest.raises(EditedMeanwhile):
        edit_version(version, by=staff, seen=0, note="dos", rules=[])
    version.refresh_from_db()
    assert version.note == "uno"


# --- Questions -------------------------------------------------------------------------------------------------------
QUESTION = {"label": "¿A quién le vende?", "help": "", "required": "on"}


def questions(version: CallVersion) -> list[dict[str, Any]]:
    version.refresh_from_db()
    return [question for page in version.form_schema["pages"] for question in page["questions"]]


def test_options_are_written_one_per_line_and_keep_their_values(desk: Client, call: Call, version: CallVersion) -> None:
    new = url(call, "question", "?pagina=negocio&tipo=choice")
    desk.post(new, QUESTION | {"choices": "pub | Al público\nA otras empresas"})
    asked = questions(version)[-1]
    assert (asked["code"], asked["choices"]) == (
        "a-quien-le-vende",
        [{"value": "pub", "label": "Al público"}, {"value": "a-otras-empresas", "label": "A otras empresas"}],
    )
    old = url(call, "question", "?pagina=negocio&codigo=a-quien-le-vende")
    desk.post(old, {"label": "¿Quién le compra?", "choices": "Al público\nAl gobierno"})
    asked = questions(version)[-1]
    assert [item["value"] for item in asked["choices"]] == ["pub", "al-gobierno"]
    assert (asked["code"], asked["label"], asked["required"]) == ("a-quien-le-vende", "¿Quién le compra?", False)


@pytest.mark.parametrize(
    ("kind", "typed", "field"),
    [
        ("choice", {"choices": "Una"}, "choices"),
        ("choice", {"choices": "a | Una\na | Otra"}, "choices"),
        ("choice", {"choices": "¡MAL! | Una\nOtra"}, "choices"),
        ("money", {"min": "10", "max": "2"}, "__all__"),
        ("money", {"min": "diez"}, "min"),
        ("text", {"max_length": "900"}, "max_length"),
        ("text", {"label": ""}, "label"),
        ("date", {"min_how": "day", "min_day": ""}, "min"),
        ("file", {"accepts": [], "max_mb": "5"}, "accepts"),
    ],
)
def test_a_fault_of_a_question_is_told_and_nothing_is_saved(
    desk: Client, call: Call, version: CallVersion, kind: str, typed: dict[str, Any], field: str
) -> None:
    before = questions(version)
    page = desk.post(url(call, "question", f"?pagina=negocio&tipo={kind}"), QUESTION | typed)
    assert page.status_code == 200
    assert list(page.context["form"].errors) == [field]
    assert questions(version) == before


def test_a_question_depends_on_an_earlier_answer_and_a_date_has_bounds(
    desk: Client, call: Call, version: CallVersion
) -> None:
    new = url(call, "question", "?pagina=negocio&tipo=date")
    desk.post(
        new, QUESTION | {"show_if": '["exporta", true]', "min_how": "day", "min_day": "2020-01-01", "max_how": "today"}
    )
    asked = questions(version)[-1]
    assert (asked["show_if"], asked["min"], asked["max"]) == (
        {"question": "exporta", "is": True},
        "2020-01-01",
        "today",
    )
    assert desk.get(url(call, "preview", "?pagina=negocio")).status_code == 200


@pytest.mark.parametrize(
    "posted", [("up", "pais"), ("down", "exporta"), ("remove", "exporta")], ids=lambda posted: "-".join(posted)
)
def test_a_question_on_which_another_depends_stays_before_it(
    desk: Client, call: Call, version: CallVersion, posted: tuple[str, str]
) -> None:
    before = questions(version)
    data = {"verb": posted[0], "page": "negocio", "code": posted[1]}
    page = text_of(desk.post(url(call, "form"), data, follow=True))
    assert questions(version) == before
    assert "“¿A qué país?” (page “Su negocio”) depends on the answer to “¿Exporta?”" in page
    assert "show_if" not in page
    assert "See it as the entrepreneur does" in page


def test_a_page_stays_while_a_later_one_depends_on_it(desk: Client, call: Call, version: CallVersion) -> None:
    desk.post(url(call, "page"), {"title": "Su equipo"})
    desk.post(url(call, "question", "?pagina=su-equipo&tipo=text"), QUESTION | {"show_if": '["exporta", false]'})
    before = questions(version)
    for verb, page in (("remove", "negocio"), ("up", "su-equipo")):
        answer = desk.post(url(call, "form"), {"verb": verb, "page": page, "code": ""}, follow=True)
        assert "“¿A quién le vende?” (page “Su equipo”) depends on the answer to “¿Exporta?”" in text_of(answer)
    assert questions(version) == before
    desk.post(url(call, "form"), {"verb": "remove", "page": "su-equipo", "code": ""})
    assert len(questions(version)) == len(before) - 1


def test_an_option_on_which_a_question_depends_stays(desk: Client, call: Call, version: CallVersion) -> None:
    desk.post(url(call, "question", "?pagina=negocio&tipo=choice"), QUESTION | {"choices": "pub | Al público\nOtros"})
    dependent = {"label": "¿A qué otros?", "show_if": '["a-quien-le-vende", "otros"]'}
    desk.post(url(call, "question", "?pagina=negocio&tipo=text"), QUESTION | dependent)
    before = questions(version)
    asker = url(call, "question", "?pagina=negocio&codigo=a-quien-le-vende")
    page = desk.post(asker, QUESTION | {"choices": "pub | Al público\nAl gobierno"})
    assert "“¿A qué otros?” (page “Su negocio”) depends on the answer to “¿A quién le vende?”" in text_of(page)
    page = desk.post(asker + "&tipo=text", QUESTION)
    assert "depends on the answer" in text_of(page)
    assert questions(version) == before
    desk.post(asker, QUESTION | {"choices": "pub | Al público\notros | A otros"})
    assert questions(version)[-2]["choices"][1]["label"] == "A otros"


def test_a_fault_that_was_stored_is_told_by_the_words_of_staff(desk: Client, call: Call, version: CallVersion) -> None:
    rows = version.form_schema["pages"][0]["questions"]
    rows.insert(0, rows.pop())
    version.save(update_fields=["form_schema"])
    page = text_of(desk.get(url(call, "form")))
    assert "Page “Su negocio”, question “¿A qué país?”: it depends on “¿Exporta?”" in page
    assert "show_if" not in page
    assert "To be mended" in text_of(desk.get(url(call, "desk")))
    assert 'value="publish"' not in text_of(desk.get(url(call, "desk")))
    desk.post(url(call, "form"), {"verb": "down", "page": "negocio", "code": "que-vende"})
    assert questions(version)[1]["code"] == "ventas", "what was wrong before hinders no other edit"


def test_pages_are_added_copied_moved_and_removed(desk: Client, call: Call, version: CallVersion) -> None:
    desk.post(url(call, "page"), {"title": "Su equipo", "intro": "Quiénes trabajan."})
    for verb, page in (("up", "su-equipo"), ("copy", "negocio"), ("remove", "su-equipo")):
        desk.post(url(call, "form"), {"verb": verb, "page": page, "code": ""})
    version.refresh_from_db()
    first, second = version.form_schema["pages"]
    assert [first["code"], second["code"]] == ["negocio", "negocio-2"]
    assert second["questions"][-1]["show_if"]["question"] == "exporta-2"
    assert "errorlist" not in text_of(desk.get(url(call, "form")))


def test_the_preview_is_the_entrepreneurs_form_and_keeps_nothing(
    desk: Client, call: Call, version: CallVersion
) -> None:
    page = desk.post(url(call, "preview", "?pagina=negocio"), {"que-vende": "Zapato", "ventas": "muchas"})
    assert list(page.context["form"].errors) == ["ventas"]
    right = desk.post(url(call, "preview", "?pagina=negocio"), {"que-vende": "Zapato", "ventas": "5,000"})
    assert "These answers would be accepted." in text_of(right)
    version.refresh_from_db()
    assert version.edits == 0
    assert not call.enrollments.exists()


# --- Documents, rubric -----------------------------------------------------------------------------------------------
def test_a_document_is_written_and_offers_the_kinds_that_the_city_knows(
    desk: Client, call: Call, version: CallVersion
) -> None:
    RequiredDocumentFactory(version=version, code="csf", name="Constancia", reusable_kind="tax_certificate")
    data = {
        "name": "Acta",
        "applies_to": "legal",
        "accepts": ["pdf"],
        "max_mb": "5",
        "reusable_kind": "tax_certificate",
    }
    assert desk.post(url(call, "document"), data).status_code == 302
    made = version.documents.get(code="acta")
    assert (made.accepts, made.required, made.reusable_kind) == (["pdf"], False, "tax_certificate")
    page = desk.post(url(call, "document"), data | {"accepts": [], "max_mb": "900"})
    assert sorted(page.context["form"].errors) == ["accepts", "max_mb"]


def rubric(*weights: int) -> dict[str, Any]:
    rows = {
        f"criteria-{n}-{key}": value
        for n, weight in enumerate(weights)
        for key, value in {"name": f"Criterio {n}", "weight": weight, "minimum": 50}.items()
    }
    counts = {"criteria-TOTAL_FORMS": len(weights), "criteria-INITIAL_FORMS": 0}
    return {"evaluators": 2, "minimum": 70} | counts | rows


def test_the_weights_of_a_rubric_add_to_a_hundred(desk: Client, call: Call, version: CallVersion) -> None:
    page = desk.post(url(call, "rubric"), rubric(60, 30))
    assert "the weights add to 90 and not to 100" in text_of(page)
    assert desk.post(url(call, "rubric"), rubric(60, 40)).status_code == 302
    version.refresh_from_db()
    assert [(each["code"], each["weight"]) for each in version.rubric["criteria"]] == [
        ("criterio-0", 60),
        ("criterio-1", 40),
    ]
    assert (version.rubric["evaluators"], version.rubric["minimum"]) == (2, 70)


# --- Desk, copy, who would qualify -----------------------------------------------------------------------------------
def test_a_copy_is_a_draft_with_the_dates_that_were_given(desk: Client, call: Call, version: CallVersion) -> None:
    RuleFactory(version=version, code="ciudad")
    dates = {"opens_at_0": "2027-01-11", "opens_at_1": "09:00", "closes_at_0": "2027-02-12", "closes_at_1": "18:00"}
    data = {"title": "Academia 2027", "slug": "", "places": "50", **dates}
    assert desk.post(url(call, "copy"), data).status_code == 302
    copied = Call.objects.get(slug="academia-2027")
    assert (copied.state, copied.places, copied.versions.get().rules.get().code) == ("draft", 50, "ciudad")
    assert copied.opens_at.astimezone(call.municipality.zone).hour == 9
    taken = desk.post(url(call, "copy"), data)
    assert list(taken.context["form"].errors) == ["__all__"]
    backwards = desk.post(url(call, "copy"), data | {"slug": "otra", "closes_at_0": "2027-01-10"})
    assert backwards.status_code == 200


def test_warnings_are_confirmed_before_publishing(desk: Client, call: Call) -> None:
    page = text_of(desk.get(url(call, "desk")))
    assert "It has no rules: every enterprise may apply." in page
    refused = desk.post(url(call, "desk"), {"verb": "publish"})
    assert refused.status_code == 200
    assert "Read the warnings and confirm that you mean it." in text_of(refused)
    assert desk.post(url(call, "desk"), {"verb": "publish", "confirm": "on"}).status_code == 302
    call.refresh_from_db()
    assert call.state == "published"


def test_who_would_qualify_counts_the_registry_of_the_city(desk: Client, call: Call, version: CallVersion) -> None:
    RuleFactory(version=version, fact="size", operator="is", value="micro", message="Es micro.")
    for size in ("micro", "medium", "medium", "unknown"):
        EnterpriseFactory(municipality=call.municipality, size=size)
    EnterpriseFactory(size="micro")
    page = desk.get(url(call, "qualify"))
    total = page.context["result"].total
    assert (total.qualify, total.unknown, total.excluded) == (1, 1, 2)
    assert "The rule that excludes most: “Es micro.” (2)." in text_of(page)


def test_test_enterprises_are_the_registry_of_the_demo_and_are_left_out_elsewhere(
    desk: Client, call: Call, settings: Any
) -> None:
    EnterpriseFactory.create_batch(2, municipality=call.municipality, is_test=True)
    settings.DEMO = True
    page = desk.get(url(call, "qualify"))
    assert page.context["result"].total.total == 2
    assert "TEST DATA" in text_of(page)
    settings.DEMO = False
    page = desk.get(url(call, "qualify"))
    assert page.context["result"].total.total == 0
    assert "2 test enterprises were left out." in text_of(page)
    assert "TEST DATA" not in text_of(page)
    assert reverse("admin:reports_importrun_add") in text_of(page), "an empty registry says what to do"
    EnterpriseFactory(municipality=call.municipality)
    page = desk.get(url(call, "qualify"))
    assert page.context["result"].total.total == 1
    assert "has no enterprises" not in text_of(page)


@pytest.mark.parametrize("page", ["rules", "form", "documents", "rubric", "qualify", "desk"])
def test_an_editor_takes_as_many_queries_for_many_parts_as_for_few(
    desk: Client, call: Call, version: CallVersion, page: str
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for extra in (1, 1, 5):
        for _number in range(extra):
            RuleFactory(version=version)
            RequiredDocumentFactory(version=version)
            EnterpriseFactory(municipality=call.municipality)
        with CaptureQueriesContext(connection) as queries:
            assert desk.get(url(call, page)).status_code == 200
        counts.append(len(queries))
    assert counts[1] == counts[2]
