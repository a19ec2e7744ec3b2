"""Form schemas and answers: what may be said, what is kept, what is shown."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from programs.actions import save_page
from programs.answers import KINDS, Answers, canonical, to_json, writings
from programs.enums import QuestionKind
from programs.form_schema import Schema
from programs.forms import PageForm
from programs.models import Call, Enrollment
from tests.factories.core import MunicipalityFactory
from tests.factories.programs import SCHEMA, CallFactory, EnrollmentFactory, member

pytestmark = pytest.mark.usefixtures("english")


def form(*questions: dict[str, Any]) -> dict[str, Any]:
    return {"project": "none", "pages": [{"code": "p", "title": "P", "questions": list(questions)}]}


def schema(*questions: dict[str, Any]) -> Schema:
    return Schema.parse(form(*questions))


def question(kind: str, **values: Any) -> Any:
    return schema({"code": "q", "kind": kind, "label": "¿?", **values}).question("q")


CHOICES = [{"value": "a", "label": "Uno"}, {"value": "b", "label": "Dos"}]


def test_a_whole_schema_is_read() -> None:
    read = Schema.parse(SCHEMA)
    assert [question.code for question in read.questions()] == ["que-vende", "ventas", "exporta", "pais"]
    assert (read.takes_project, read.page_of("pais"), read.after(read.pages[0])) == (False, read.pages[0], None)


@pytest.mark.parametrize(
    "document",
    [
        None,
        {},
        {"pages": []},
        {"pages": [{"code": "p", "title": "P", "questions": []}]},
        {"pages": "p"},
        {"pages": [{"code": "P!", "title": "P", "questions": [{"code": "q", "kind": "text", "label": "x"}]}]},
        {"project": "maybe", "pages": SCHEMA["pages"]},
        {"pages": SCHEMA["pages"] * 2},
    ],
)
def test_a_schema_that_cannot_be_asked_is_refused(document: Any) -> None:
    with pytest.raises(ValidationError):
        Schema.parse(document)


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "colour"},
        {"label": " "},
        {"code": "1"},
        {"kind": "choice"},
        {"kind": "choice", "choices": CHOICES[:1]},
        {"kind": "choice", "choices": [CHOICES[0], CHOICES[0]]},
        {"kind": "text", "choices": CHOICES},
        {"kind": "number", "min": 3, "max": 2},
        {"kind": "number", "min": "NaN"},
        {"kind": "text", "min": 1},
        {"kind": "text", "max_length": 9000},
        {"kind": "file", "accepts": ["exe"]},
        {"show_if": {"question": "later", "is": 1}},
        {"show_if": {"question": "q"}},
        {"colour": "red"},
    ],
)
def test_a_fault_says_where_it_is(fault: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match=r"pages\[0\].questions\[0\]"):
        schema({"code": "q", "kind": "text", "label": "¿?"} | fault)


@pytest.mark.parametrize(
    ("kind", "values", "value", "stored"),
    [
        ("text", {}, "  Zapato ", "Zapato"),
        ("long_text", {}, "uno\r\ndos", "uno\ndos"),
        ("number", {}, Decimal(3), "3"),
        ("money", {}, Decimal("1250.50"), "1250.50"),
        ("date", {}, date(2026, 11, 28), "2026-11-28"),
        ("choice", {"choices": CHOICES}, "b", "b"),
        ("choices", {"choices": CHOICES}, ["b", "a"], ["a", "b"]),
        ("yes_no", {}, False, False),
        ("personal_id", {"max_length": 18}, "xexa 850315 hgtxxn08", "XEXA850315HGTXXN08"),
    ],
)
def test_an_answer_goes_to_json_and_comes_back(kind: str, values: Any, value: Any, stored: Any) -> None:
    asked = question(kind, **values)
    assert to_json(asked, value) == stored
    assert to_json(asked, KINDS[asked.kind].from_json(stored)) == stored


@pytest.mark.parametrize(
    ("kind", "values", "value"),
    [
        ("text", {"max_length": 3}, "cuatro"),
        ("text", {}, "a\x00b"),
        ("number", {"min": 1}, 0),
        ("number", {"max": 5}, 6),
        ("number", {}, True),
        ("number", {}, "Infinity"),
        ("money", {}, Decimal("1.001")),
        ("money", {}, Decimal("1e16")),
        ("date", {}, "2026-02-30"),
        ("choice", {"choices": CHOICES}, "c"),
        ("choices", {"choices": CHOICES, "max_chosen": 1}, ["a", "b"]),
        ("choices", {"choices": CHOICES}, "a"),
        ("yes_no", {}, "yes"),
        ("file", {}, "x.pdf"),
    ],
)
def test_what_is_no_answer_is_refused(kind: str, values: Any, value: Any) -> None:
    with pytest.raises(ValidationError):
        to_json(question(kind, **values), value)


def test_every_kind_of_question_is_known() -> None:
    assert set(KINDS) == set(QuestionKind)


@given(st.decimals(min_value=0, max_value=10**14, places=2, allow_nan=False))
def test_money_keeps_every_cent(amount: Decimal) -> None:
    asked = question("money")
    assert KINDS[asked.kind].from_json(to_json(asked, amount)) == amount


def test_a_personal_id_is_encrypted_masked_and_never_among_the_answers(call: Call) -> None:
    asked = {"code": "curp", "kind": "personal_id", "label": "CURP"}
    call.current_version.form_schema = {"pages": [{"code": "p", "title": "P", "questions": [asked]}]}
    call.current_version.save()
    draft = EnrollmentFactory(call=call, answers={})
    answers = Answers.of(draft)
    answers.put(answers.schema.question("curp"), "XEXA850315HGTXXN08")
    answers.write_to(draft)
    draft.save()
    stored = Enrollment.objects.filter(pk=draft.pk).values("answers", "unfinished").get()
    assert stored == {"answers": {}, "unfinished": {}}
    with_raw = Enrollment.objects.raw("select id, private_answers as hidden from programs_enrollment")[0]
    assert "XEXA" not in str(with_raw.hidden)
    again = Answers.of(Enrollment.objects.get(pk=draft.pk))
    row = again.rows(again.schema.pages[0], call.municipality)[0]
    assert "XEXA850315" not in row.text
    assert again.initial(again.schema.pages[0]) == {"curp": "XEXA850315HGTXXN08"}
    again.put_unfinished(again.schema.question("curp"), "XEXA")
    assert again.unfinished == {}


def test_a_question_that_does_not_apply_is_neither_missing_nor_shown(db: None) -> None:
    answers = Answers(Schema.parse(SCHEMA), {"exporta": False, "que-vende": "Zapato", "ventas": "1"}, {})
    assert answers.missing() == []
    shown = [row.question.code for row in answers.rows(answers.schema.pages[0], MunicipalityFactory.build())]
    assert "pais" not in shown
    answers.put(answers.schema.question("exporta"), True)
    assert [question.code for question in answers.missing()] == ["pais"]


@pytest.mark.parametrize(
    ("colombia", "typed", "kept"),
    [(False, "xexa 850315 hgtxxn08", "XEXA850315HGTXXN08"), (True, "49.700.001", "49700001")],
)
def test_a_personal_id_is_checked_by_the_country_of_the_city(db: None, colombia: bool, typed: str, kept: str) -> None:
    asked = {"code": "id", "kind": "personal_id", "label": "¿?", "max_length": 18}
    call = CallFactory(program__municipality__colombia=colombia, schema=form(asked))
    draft = EnrollmentFactory(call=call, answers={})
    book = Answers.of(draft)
    page = PageForm(book.schema.pages[0], book, call.municipality, data={"id": "<b>x"})
    assert not page.is_valid()
    saved = save_page(draft, by=member(draft.enterprise), page="p", answers={"id": typed})
    assert Answers.of(saved).private == {"id": kept}
    with pytest.raises(ValidationError):
        book.put(book.schema.question("id"), "<b>x")


TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("bounds", "day", "code"),
    [
        ({"max": "today"}, "2026-11-22", "latest"),
        ({"min": "today"}, "2026-11-20", "earliest"),
        ({"max": "2026-06-30"}, "2026-07-01", "latest"),
        ({"min": "2026-06-30"}, "2026-06-29", "earliest"),
    ],
)
def test_a_day_outside_the_bounds_is_refused_with_one_that_would_do(bounds: Any, day: str, code: str) -> None:
    asked = question("date", **bounds)
    with pytest.raises(ValidationError) as refused:
        to_json(asked, day, TODAY)
    assert refused.value.code == code
    would_do = datetime.strptime(refused.value.messages[0].split()[-1].strip("."), "%d/%m/%Y").date()  # noqa: DTZ007
    assert to_json(asked, would_do, TODAY) == would_do.isoformat()


@pytest.mark.parametrize(
    "fault",
    [{"max": "tomorrow"}, {"max": "31/12/2026"}, {"min": "2026-02-30"}, {"min": "2026-02-02", "max": "2026-02-01"}],
)
def test_a_bound_that_is_no_day_is_refused_when_the_form_is_read(fault: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        question("date", **fault)


CENTS = st.integers(min_value=-(10**17) + 1, max_value=10**17 - 1)


@given(CENTS, st.sampled_from(["money", "number"]), st.data())
def test_a_number_is_stored_in_one_way_however_it_was_typed(cents: int, kind: str, data: st.DataObject) -> None:
    asked = question(kind, **({"decimals": True} if kind == "number" else {}))
    number = Decimal(cents).scaleb(-2)
    sign, digits = ("-", f"{-number:f}") if number < 0 else (data.draw(st.sampled_from(["", "+"])), f"{number:f}")
    typed = sign + data.draw(st.sampled_from(["", "0", "00"])) + digits + data.draw(st.sampled_from(["", "0", "000"]))
    stored = to_json(asked, typed)
    assert (
        stored == to_json(asked, number) == to_json(asked, stored) == canonical(asked, digits if number >= 0 else typed)
    )
    assert Decimal(stored) == number
    assert stored in writings(asked, stored)


@pytest.mark.parametrize(
    ("kind", "typed", "stored"),
    [("money", "48000.0", "48000.00"), ("money", "+5", "5.00"), ("number", "005", "5"), ("number", "-0", "0")],
)
def test_older_writings_of_a_number_are_read_as_the_present_one(kind: str, typed: str, stored: str) -> None:
    asked = question(kind)
    assert to_json(asked, typed) == stored
    assert Answers(schema({"code": "q", "kind": kind, "label": "¿?"}), {"q": typed}, {}).raw(asked) == stored
