"""One file: the summary, the rules with their evidence, the documents, and what may be done."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from enterprises.sizes import explain
from programs.actions import assign_case, override_rule, release_case, take_case, withdraw_override
from programs.actions.evaluations import checklist
from programs.actions.reveals import TAX_ID
from programs.actions.reviews import open_points
from programs.answers import Answers
from programs.console.changes import changes_of
from programs.console.forms import AssignForm, OverrideForm
from programs.console.head import head_of
from programs.console.reveals import shown_once
from programs.console.views.scope import applications, carry_out, visible_application, visible_case
from programs.eligibility import Outcome
from programs.models import Case, Enrollment, EnrollmentTransition
from programs.querysets import waiting_position
from programs.requirements import requirements_of
from programs.workflow import EnrollmentWorkflow


@require_safe
def case_file(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show a file to whoever may read it; the buttons are those of the reader's role in the file's state."""
    case = applications().visible_to(request.user).filter(public_id=public_id).first()
    if case is None:
        # Of another kind, which has a page of its own; or out of sight.
        return redirect(visible_case(request, public_id))
    response = render(request, "console/file.html", _context(case, request.user, shown_once(request, case)))
    add_never_cache_headers(response)
    return response


@require_POST
def take(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Open the file for review: assigned to oneself and held against others for a while."""
    case = visible_case(request, public_id)
    return carry_out(request, case, lambda: take_case(case, by=request.user), _("The file is yours to review."))


@require_POST
def release(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Give the file back to the queue."""
    case = visible_case(request, public_id)
    carry_out(
        request,
        case,
        lambda: release_case(case, by=request.user, keep_assigned=False),
        _("The file is back in the queue."),
    )
    return redirect("console:queue")


@require_POST
def assign(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Give the file to a colleague."""
    case = visible_case(request, public_id)
    form = AssignForm(request.POST, case=case)
    if not form.is_valid():
        messages.error(request, _("Choose a colleague of the organization that reviews."))
        return redirect(case)
    to = form.cleaned_data["to"]
    done = _("The file is now with %(name)s.") % {"name": to.full_name}
    return carry_out(request, case, lambda: assign_case(case, by=request.user, to=to), done)


@require_POST
def withdraw_exception(request: HttpRequest, public_id: UUID, rule: str) -> HttpResponse:
    """Take an exception back while nothing is decided."""
    case = visible_application(request, public_id)
    return carry_out(
        request,
        case,
        lambda: withdraw_override(case.enrollment, by=request.user, rule_code=rule),
        _("The exception was withdrawn. The rule counts as before."),
        place="rules",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def override(request: HttpRequest, public_id: UUID, rule: str) -> HttpResponse:
    """Let a rule count as met, with the reason in writing; who cannot decide has no such page."""
    case = visible_application(request, public_id)
    if "approve" not in {edge.verb for edge in EnrollmentWorkflow.allowed(case.enrollment, request.user)}:
        return redirect("console:file", case.public_id)
    outcome = next((each for each in checklist(case.enrollment) if each.rule.code == rule), None)
    if outcome is None:
        messages.error(request, _("The call has no such rule."))
        return redirect("console:file", case.public_id)
    form = OverrideForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        return carry_out(
            request,
            case,
            lambda: override_rule(case.enrollment, by=request.user, rule_code=rule, reason=reason),
            _("The exception is in the file."),
        )
    context = {"city": case.municipality, "case": case, "outcome": outcome, "form": form}
    return render(request, "console/override.html", context)


def _context(case: Case, user: Any, revealed: str) -> dict[str, Any]:
    enrollment = case.enrollment
    answers = Answers.of(enrollment)
    outcomes = checklist(enrollment)
    head = head_of(case, user)
    return head | {
        "enrollment": enrollment,
        "call": enrollment.call,
        "enterprise": enrollment.enterprise,
        "size_explanation": explain(enrollment.enterprise.size_basis, case.municipality),
        "outcomes": outcomes,
        "requirements": requirements_of(enrollment, answers),
        "sections": [(page, answers.rows(page, case.municipality)) for page in answers.schema.pages],
        "takes_project": answers.schema.takes_project,
        "open_points": open_points(enrollment, outcomes) if "approve" in head["verbs"] else [],
        "position": waiting_position(enrollment),
        "events": _events(enrollment),
        "sent_outcomes": _when_sent(enrollment, outcomes),
        "corrections": changes_of(enrollment, answers),
        **_revealed(case, answers, revealed),
    }


def _revealed(case: Case, answers: Answers, what: str) -> dict[str, str]:
    """Return the one id that this look shows, and of which question it is the answer; empty texts for the others."""
    question = answers.schema.question(what) if what else None
    return {
        "revealed_tax_id": case.enterprise.tax_id if what == TAX_ID else "",
        "revealed_code": what if question else "",
        "revealed_answer": str(answers.raw(question)) if question else "",
    }


def _events(enrollment: Enrollment) -> list[dict[str, Any]]:
    """Return the steps of the file with the names of who took them: the staff's timeline."""
    steps = EnrollmentTransition.objects.filter(subject=enrollment).select_related("by").order_by("-at", "-pk")
    return [
        {
            "step": step,
            "label": EnrollmentWorkflow.state(step.to_state).label,
            "by": step.by.full_name if step.by else "",
        }
        for step in steps
    ]


def _when_sent(enrollment: Enrollment, outcomes: list[Outcome]) -> dict[str, str]:
    """Return, by rule code, what the rule said when the application was sent, where it says otherwise now."""
    sent = {item["rule"]: item["result"] for item in enrollment.evaluation.get("submission", {}).get("outcomes", [])}
    return {
        each.rule.code: sent[each.rule.code]
        for each in outcomes
        if each.rule.code in sent and sent[each.rule.code] != str(each.result)
    }
