"""A rule's comparison in words: "Size is one of Micro, Small"."""

from typing import Any

from django.utils.translation import gettext as _

from enterprises import facts
from enterprises.facts import FactContext
from programs.eligibility import plain_value, shown
from programs.enums import Operator
from programs.models import Rule


def comparison(rule: Rule, context: FactContext) -> str:
    """Say what a rule compares, in the active language and the city's numbers.

    What no code knows any more, and values that are not of the fact's kind, are shown as they are stored.
    """
    try:
        fact = facts.get(rule.fact)
    except KeyError:
        return f"{rule.fact} {rule.get_operator_display()} {rule.value}"
    values = rule.value if isinstance(rule.value, list) else [rule.value]
    words = [_shown(fact, value, context) for value in values]
    if rule.operator == Operator.BETWEEN and len(words) == 2:
        return _("%(fact)s is between %(least)s and %(most)s") % {
            "fact": fact.label_in(context.municipality),
            "least": words[0],
            "most": words[1],
        }
    return _("%(fact)s %(operator)s %(values)s") % {
        "fact": fact.label_in(context.municipality),
        "operator": rule.get_operator_display(),
        "values": ", ".join(words),
    }


def _shown(fact: facts.Fact, value: Any, context: FactContext) -> str:
    try:
        return shown(fact, plain_value(fact, value), context)
    except (ValueError, TypeError):
        return str(value)
