"""Workflows as a page of documentation: a Mermaid diagram, what each state means, who may do what."""

from collections.abc import Iterable

from django.utils.translation import override

from portal.core.checks import installed_workflows
from portal.core.workflow import Transition, Workflow

HEAD = """\
# Workflows

Written by `manage.py render_workflows` from the tables in each app's `workflow.py`; change those, not this page.
"""


def page() -> str:
    """Return docs/workflow.md: every workflow of the installed apps, in English."""
    with override("en"):
        return "\n".join([HEAD, *(section(flow) for flow in installed_workflows())])


def section(flow: type[Workflow]) -> str:
    """Return one workflow in Markdown, in the active language."""
    return "\n".join(
        [
            f"## {flow.name}\n",
            diagram(flow),
            _table(
                ("State", "Staff read", "The applicant reads", "What it means"),
                ((f"`{s.value}`", s.label, s.applicant_label, s.explanation) for s in flow.states),
            ),
            _table(
                ("Action", "Label", "From", "To", "Who", "Note"),
                (_row(transition) for transition in flow.transitions),
            ),
        ]
    )


def diagram(flow: type[Workflow]) -> str:
    """Return the states and edges as a Mermaid state diagram."""
    edges = [f"    {source} --> {t.target}: {t.verb}" for t in flow.transitions for source in t.sources]
    sources = {source for t in flow.transitions for source in t.sources}
    ends = [f"    {state.value} --> [*]" for state in flow.states if state.value not in sources]
    return "\n".join(["```mermaid", "stateDiagram-v2", f"    [*] --> {flow.initial}", *edges, *ends, "```\n"])


def _row(transition: Transition) -> tuple[object, ...]:
    sources = ", ".join(f"`{source}`" for source in transition.sources)
    who = ", ".join(str(role.label) for role in transition.by)
    note = "required" if transition.needs_note else ""
    return f"`{transition.verb}`", transition.label, sources, f"`{transition.target}`", who, note


def _table(head: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join("| " + " | ".join(str(cell).replace("|", "\\|") for cell in line) + " |" for line in lines) + "\n"
