"""The questions of a version: pages in order, each with its questions, and each page as the entrepreneur gets it."""

from copy import deepcopy
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.core import clock
from programs.actions.faults import faults_of_form
from programs.admin.editors.bench import DONE, LIST_VERBS, Bench, copied_words, free_code, moved
from programs.admin.editors.dependence import newly_cut_off
from programs.admin.editors.question_form import PageTitleForm, ProjectChoiceForm, QuestionForm, Raw
from programs.answers import Answers
from programs.enums import QuestionKind
from programs.form_schema import Schema
from programs.forms import PageForm

KIND_HELP = {
    QuestionKind.TEXT: gettext_lazy("One line."),
    QuestionKind.LONG_TEXT: gettext_lazy("Several lines."),
    QuestionKind.NUMBER: gettext_lazy("A quantity, such as how many workers."),
    QuestionKind.MONEY: gettext_lazy("An amount in the city's currency."),
    QuestionKind.DATE: gettext_lazy("A day."),
    QuestionKind.CHOICE: gettext_lazy("One of several options."),
    QuestionKind.CHOICES: gettext_lazy("Any number of several options."),
    QuestionKind.YES_NO: gettext_lazy("Yes, or no."),
    QuestionKind.FILE: gettext_lazy("A PDF or a photo; it is asked with the documents."),
    QuestionKind.PERSONAL_ID: gettext_lazy(
        "The CURP or cédula of a person: checked, kept encrypted, and shown with only its last characters."
    ),
}


def form_page(bench: Bench) -> HttpResponse:
    """List pages and questions; POST moves, copies or removes one, or says whether a project is asked for."""
    schema = deepcopy(bench.version.form_schema)
    if bench.request.method == "POST":
        return _change(bench, schema)
    return bench.page(
        "form",
        _("Questions"),
        pages=[_page_row(page) for page in schema["pages"]],
        project=ProjectChoiceForm(initial={"project": schema.get("project", "required")}),
        faults=[fault.text for fault in faults_of_form(schema)],
    )


def _page_row(page: Raw) -> dict[str, Any]:
    labels = {raw["code"]: raw["label"] for raw in page["questions"]}
    rows = [
        {
            "code": raw["code"],
            "label": raw["label"],
            "kind": QuestionKind(raw["kind"]).label,
            "is_required": raw.get("required", True),
            "asked_if": labels.get(raw["show_if"]["question"], raw["show_if"]["question"]) if "show_if" in raw else "",
        }
        for raw in page["questions"]
    ]
    return {"code": page["code"], "title": page["title"], "intro": page.get("intro", ""), "questions": rows}


def _change(bench: Bench, schema: Raw) -> HttpResponse:
    post = bench.request.POST
    verb, page, question = post.get("verb", ""), _page_index(schema, post.get("page", "")), post.get("code", "")
    if verb == "project" and (form := ProjectChoiceForm(post)).is_valid():
        bench.save(form_schema=schema | form.cleaned_data, done=_("It was saved."))
    elif verb in LIST_VERBS and page is not None and _changed(schema, page, question, verb):
        if refused := newly_cut_off(bench.version.form_schema, schema):
            for text in refused:
                messages.error(bench.request, text)
        else:
            bench.save(form_schema=schema, done=DONE[verb])
    return bench.to("form")


def _changed(schema: Raw, page: int, question: str, verb: str) -> bool:
    """Change the schema in place; return whether there was something to change."""
    pages = schema["pages"]
    if not question:
        schema["pages"] = _copied_page(schema, page) if verb == "copy" else moved(pages, page, verb)
        return True
    rows = pages[page]["questions"]
    index = next((index for index, raw in enumerate(rows) if raw["code"] == question), None)
    if index is None:
        return False
    if verb == "copy":
        rows.insert(index + 1, _copied_question(rows[index], _codes(schema)))
    elif (verb, index) == ("up", 0) or (verb, index) == ("down", len(rows) - 1):
        _to_the_next_page(pages, page, index, verb)
    else:
        pages[page]["questions"] = moved(rows, index, verb)
    return True


def _to_the_next_page(pages: list[Raw], page: int, index: int, verb: str) -> None:
    """Move a question beyond the end of its page, where there is a page."""
    other = page - 1 if verb == "up" else page + 1
    if 0 <= other < len(pages):
        raw = pages[page]["questions"].pop(index)
        pages[other]["questions"].insert(len(pages[other]["questions"]) if verb == "up" else 0, raw)


def _copied_question(raw: Raw, taken: set[str]) -> Raw:
    return deepcopy(raw) | {"code": free_code(raw["code"], taken, "pregunta"), "label": copied_words(raw["label"])}


def _copied_page(schema: Raw, index: int) -> list[Raw]:
    """Return the pages with a copy of one; questions that depended on one of its own depend on the copy."""
    pages, taken = schema["pages"], _codes(schema)
    twin = deepcopy(pages[index])
    twin["code"] = free_code(twin["code"], {page["code"] for page in pages}, "pagina")
    twin["title"] = copied_words(twin["title"])
    codes: dict[str, str] = {}
    for raw in twin["questions"]:
        codes[raw["code"]] = free_code(raw["code"], taken | set(codes.values()), "pregunta")
    for raw in twin["questions"]:
        raw["code"] = codes[raw["code"]]
        if "show_if" in raw:
            raw["show_if"]["question"] = codes.get(raw["show_if"]["question"], raw["show_if"]["question"])
    return [*pages[: index + 1], twin, *pages[index + 1 :]]


def page_page(bench: Bench) -> HttpResponse:
    """Write the title of a page: `?pagina=` an existing one, else a new one at the end."""
    schema = deepcopy(bench.version.form_schema)
    index = _asked_page(bench, schema)
    page = schema["pages"][index] if index is not None else {}
    form = PageTitleForm(bench.posted, initial=page)
    if bench.posted is not None and form.is_valid():
        written = {key: value for key, value in form.cleaned_data.items() if value}
        if index is None:
            code = free_code(written["title"], {each["code"] for each in schema["pages"]}, "pagina")
            schema["pages"].append({"code": code, "questions": []} | written)
        else:
            page.pop("intro", None)
            page |= written
        if bench.save(form_schema=schema, form=form, done=_("The page was saved.")):
            return bench.to("form")
    return bench.page("part", _("Page of questions"), form=form, back="form")


def question_page(bench: Bench) -> HttpResponse:
    """Write one question of `?pagina=`: `?codigo=` an existing one, else a new one of the kind `?tipo=`."""
    schema = deepcopy(bench.version.form_schema)
    page = _asked_page(bench, schema)
    code, kind = bench.request.GET.get("codigo", ""), bench.request.GET.get("tipo", "")
    if page is None and not schema["pages"]:
        return bench.to("form")
    page = page or 0
    rows = schema["pages"][page]["questions"]
    index = next((index for index, raw in enumerate(rows) if raw["code"] == code), None)
    if code and index is None:
        raise Http404
    if index is None and kind not in QuestionKind.values:
        return _kinds(bench, schema["pages"][page])
    raw = dict(rows[index]) if index is not None else {"kind": kind}
    if kind in QuestionKind.values:
        raw["kind"] = kind
    form = QuestionForm(bench.posted, raw=raw, earlier=_earlier(schema, page, index), city=bench.city)
    if bench.posted is not None and form.is_valid() and _keep(bench, form, schema, page, index):
        return bench.to("form")
    words = {"kind": QuestionKind(raw["kind"]).label, "kinds": _kind_rows(), "page": schema["pages"][page]}
    return bench.page("question", _("Question"), form=form, code=code, back="form", **words)


def _kinds(bench: Bench, page: Raw) -> HttpResponse:
    return bench.page("kinds", _("New question"), kinds=_kind_rows(), page=page, code="")


def _kind_rows() -> list[dict[str, Any]]:
    return [{"kind": kind, "help": KIND_HELP[kind]} for kind in QuestionKind]


def _keep(bench: Bench, form: QuestionForm, schema: Raw, page: int, index: int | None) -> bool:
    rows = schema["pages"][page]["questions"]
    if index is None:
        rows.append(form.question(free_code(form.cleaned_data["label"], _codes(schema), "pregunta")))
        index = len(rows) - 1
    else:
        rows[index] = form.question(rows[index]["code"])
    faults = _faults_at(schema, f"pages[{page}].questions[{index}]")
    if faults := faults or newly_cut_off(bench.version.form_schema, schema):
        for fault in faults:
            form.add_error(None, fault)
        return False
    return bench.save(form_schema=schema, form=form, done=_("The question was saved."))


def _faults_at(schema: Raw, where: str) -> list[str]:
    """Return what the schema says of one place; what is wrong elsewhere is told in the list."""
    try:
        Schema.parse(schema)
    except ValidationError as error:
        found = [each.params or {} for each in error.error_list]
        return [str(params["fault"]) for params in found if params.get("where") == where]
    return []


def preview_page(bench: Bench) -> HttpResponse:
    """Show a page as the entrepreneur gets it, by the same form; what is posted is checked and not kept."""
    try:
        schema = Schema.parse(bench.version.form_schema)
    except ValidationError:
        return bench.to("form")
    page = schema.page(bench.request.GET.get("pagina", "")) or schema.pages[0]
    answers = Answers(schema, {}, {}, today=clock.today(bench.city.zone), country=bench.city.country)
    form = PageForm(page, answers, bench.city, data=bench.posted)
    is_right = bench.posted is not None and form.is_valid()
    number = schema.pages.index(page) + 1
    files = [question for question in page.questions if question.is_file]
    return bench.page(
        "preview", page.title, form=form, page=page, number=number, total=len(schema.pages), files=files,
        pages=schema.pages, is_right=is_right,
    )  # fmt: skip


def _asked_page(bench: Bench, schema: Raw) -> int | None:
    code = bench.request.GET.get("pagina", "")
    index = _page_index(schema, code)
    if code and index is None:
        raise Http404
    return index


def _page_index(schema: Raw, code: str) -> int | None:
    return next((index for index, page in enumerate(schema["pages"]) if page["code"] == code), None)


def _codes(schema: Raw) -> set[str]:
    return {raw["code"] for page in schema["pages"] for raw in page["questions"]}


def _earlier(schema: Raw, page: int, index: int | None) -> list[Raw]:
    before = [raw for each in schema["pages"][:page] for raw in each["questions"]]
    return before + schema["pages"][page]["questions"][:index]
