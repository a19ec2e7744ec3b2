"""The rules of a version: in order, in words, and tried out as the public check will ask them."""

from copy import copy
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from enterprises import facts
from programs.actions.faults import faults
from programs.admin.editors.bench import DONE, LIST_VERBS, Bench, copied_words, free_code, moved
from programs.admin.editors.rule_form import OPERATORS, RuleForm
from programs.enums import Severity
from programs.models import Rule
from programs.rule_words import comparison
from programs.self_check import SelfCheck

KINDS = {
    "choice": gettext_lazy("one of a list"),
    "number": gettext_lazy("a number"),
    "boolean": gettext_lazy("yes or no"),
    "date": gettext_lazy("a date"),
    "text": gettext_lazy("a text"),
}


def rules_page(bench: Bench) -> HttpResponse:
    """List the rules in words and try them; POST moves, copies or removes one."""
    rules = list(bench.version.rules.order_by("pk"))
    if bench.request.method == "POST":
        verb, index = bench.request.POST.get("verb", ""), _index(rules, bench.request.POST.get("code", ""))
        if verb in LIST_VERBS and index is not None:
            changed = _copied(rules, index) if verb == "copy" else moved(rules, index, verb)
            bench.save(rules=changed, done=DONE[verb])
        return bench.to("rules")
    context = bench.fact_context
    rows = [{"rule": rule, "comparison": comparison(rule, context)} for rule in rules]
    found = [fault.text for fault in faults(bench.version) if fault.part == "rules"]
    trial = _trial(bench) if not found else {"trial": [], "result": None}
    return bench.page("rules", _("Rules"), rows=rows, faults=found, **trial)


def rule_page(bench: Bench) -> HttpResponse:
    """Write one rule: `?codigo=` an existing one, `?hecho=` a new one on a fact; without either, choose the fact."""
    rules = list(bench.version.rules.order_by("pk"))
    code, fact = bench.request.GET.get("codigo", ""), bench.request.GET.get("hecho", "")
    index = _index(rules, code)
    if code and index is None:
        raise Http404
    if index is None and not _is_editable(fact):
        return bench.page("facts", _("New rule"), groups=_facts(bench))
    rule = rules[index] if index is not None else Rule(fact=fact, severity=Severity.HARD, value=None)
    if not _is_editable(rule.fact):
        raise Http404
    form = RuleForm(bench.posted, rule=rule, context=bench.fact_context)
    if bench.posted is not None and form.is_valid() and _keep(bench, form, rules, index):
        return bench.to("rules")
    title = _("Rule") if index is not None else _("New rule")
    return bench.page("rule", title, form=form, fact=_fact(bench, form.fact), back="rules")


def _keep(bench: Bench, form: RuleForm, rules: list[Rule], index: int | None) -> bool:
    rule = form.instance
    if index is None:
        rule.code = free_code(rule.message, {each.code for each in rules}, "regla")
        rules = [*rules, rule]
    return bench.save(rules=rules, form=form, done=_("The rule was saved."))


def _index(rules: list[Rule], code: str) -> int | None:
    return next((index for index, rule in enumerate(rules) if rule.code == code), None)


def _copied(rules: list[Rule], index: int) -> list[Rule]:
    twin = copy(rules[index])
    twin.code = free_code(twin.code, {rule.code for rule in rules}, "regla")
    twin.message, twin.loaded_digest = copied_words(twin.message)[:300], ""
    return [*rules[: index + 1], twin, *rules[index + 1 :]]


def _is_editable(fact: str) -> bool:
    return any(each.code == fact and each.kind in OPERATORS for each in facts.all_facts())


def _facts(bench: Bench) -> list[dict[str, Any]]:
    """Return the facts by their labels, each with its kind and with the question that the public check asks."""
    return sorted((_fact(bench, fact) for fact in facts.all_facts()), key=lambda row: row["label"])


def _fact(bench: Bench, fact: facts.Fact) -> dict[str, Any]:
    words = {"label": fact.label_in(bench.city), "question": fact.question_in(bench.city)}
    return {"code": fact.code, "kind": KINDS[fact.kind], **words}


def _trial(bench: Bench) -> dict[str, Any]:
    """Ask what the public check would ask of this version, all at once, and say what it would say."""
    shown = copy(bench.call)
    shown.current_version = bench.version
    check = SelfCheck(bench.city, [shown], bench.request.GET)
    fields: list[forms.Form] = [
        check.form(fact, bench.request.GET if fact.code in check.given else None) for fact in check.facts
    ]
    return {"trial": fields, "result": check.results()[0] if check.given else None}
