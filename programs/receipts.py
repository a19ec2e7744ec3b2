"""What the receipt and the letters say: frozen facts of the sending and of the decision, and their PDF."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from portal.core import formats
from portal.core.words import word
from portal.documents.pdf import render_pdf
from programs import declarations
from programs.enums import EnrollmentState
from programs.requirements import Contents

if TYPE_CHECKING:
    from portal.core.models import Municipality
    from programs.models import Enrollment


def receipt_facts(enrollment: Enrollment, contents: Contents | None = None) -> dict[str, Any]:
    """Return what is kept of the sending, as it reads at this moment; personal ids masked.

    Args:
        contents: what the application says, where the caller has read it.
    """
    city, enterprise, project = enrollment.municipality, enrollment.enterprise, enrollment.project
    contents = contents or Contents.of(enrollment)
    answers = contents.answers
    return {
        "folio": enrollment.folio,
        "submitted_at": enrollment.submitted_at.isoformat() if enrollment.submitted_at else "",
        "call": enrollment.call.title,
        "program": enrollment.call.program.name,
        "version": enrollment.call_version.number,
        "reviewer": enrollment.call.reviewer.name,
        "enterprise": enterprise.legal_name,
        "tax_id": enterprise.masked_tax_id,
        "applicant": enrollment.applicant.full_name,
        "project": _project(project, city) if project else None,
        "sections": [
            {
                "title": page.title,
                "rows": [
                    {"question": row.question.label, "answer": row.text or "—"} for row in answers.rows(page, city)
                ],
            }
            for page in answers.schema.pages
        ],
        "documents": [
            {
                "name": requirement.name,
                "file": requirement.given.document.original_name,
                "sha256": requirement.given.document.sha256,
            }
            for requirement in contents.requirements
            if requirement.given is not None
        ],
        "declaration": {"version": enrollment.declaration, "text": str(declarations.TEXT)},
    }


def _project(project: Any, city: Municipality) -> dict[str, str]:
    return {
        "title": project.title,
        "line": project.line.name if project.line else "—",
        "goal": project.goal,
        "budget": formats.money(project.budget, city),
    }


def receipt_pdf(enrollment: Enrollment) -> bytes:
    """Return the receipt of a sent application: what was sent, when, and under which folio."""
    city, facts = enrollment.municipality, enrollment.receipt
    sent = datetime.fromisoformat(facts["submitted_at"])
    corrected = facts.get("corrected_at")
    documents = [
        {"name": each["name"], "file": each["file"], "digest": each["sha256"][:16]} for each in facts["documents"]
    ]
    data = _head(city) | {
        "title": word("receipt", city.country),
        "folio_label": word("folio", city.country),
        "folio": facts["folio"],
        "rows": _rows(
            (_("Received"), formats.instant(sent, city)),
            (_("Corrected"), formats.instant(datetime.fromisoformat(corrected), city) if corrected else ""),
            (_("Program"), facts["program"]),
            (_("Call"), _("%(call)s, version %(version)s") % {"call": facts["call"], "version": facts["version"]}),
            (_("Enterprise"), facts["enterprise"]),
            (word("tax_id", city.country), facts["tax_id"]),
            (_("Sent by"), facts["applicant"]),
            (_("Reviewed by"), facts["reviewer"]),
        ),
        "project": facts["project"],
        "project_labels": {
            "heading": _("Project"),
            "title": _("Title"),
            "line": _("Strategic line"),
            "goal": _("Goal"),
            "budget": _("Budget"),
        },
        "sections": facts["sections"],
        "documents_heading": _("Documents"),
        "documents": documents,
        "documents_labels": [_("Document"), _("File"), _("SHA-256, first digits")],
        "declaration_heading": _("Declaration"),
        "declaration": facts["declaration"]["text"],
        "note": _("This receipt proves that the application was received. It does not mean that it was approved."),
    }
    return render_pdf("receipt", data)


def letter_pdf(enrollment: Enrollment) -> bytes:
    """Return the letter of a decision: approval, waiting list, or the reason why not. Raise ValueError before one."""
    if enrollment.decided_at is None:
        raise ValueError("There is no letter before there is a decision.")
    city, facts = enrollment.municipality, enrollment.receipt
    title, paragraphs = _letter(enrollment)
    data = _head(city) | {
        "title": title,
        "folio_label": word("folio", city.country),
        "folio": enrollment.folio,
        "date": formats.date(enrollment.decided_at, city),
        "addressee": facts["enterprise"],
        "paragraphs": [paragraph for paragraph in paragraphs if paragraph],
        "rules_heading": _("What was verified"),
        "rules_labels": [_("Rule"), _("Result")],
        "rules": _verified(enrollment),
        "signed_by": enrollment.call.reviewer.name,
    }
    return render_pdf("decision", data)


def _letter(enrollment: Enrollment) -> tuple[str, list[str]]:
    names = {"call": enrollment.call.title, "program": enrollment.call.program.name}
    if enrollment.state == EnrollmentState.REJECTED:
        return _("Your application was not approved"), [
            _("We reviewed your application to “%(call)s”, of the program %(program)s.") % names,
            enrollment.reason.title,
            enrollment.reason.text,
            _("It rests on: %(source)s") % {"source": enrollment.reason.source} if enrollment.reason.source else "",
            enrollment.decision_note,
        ]
    if enrollment.state in (EnrollmentState.WAITLISTED, EnrollmentState.OFFERED):
        return _("Your application is on the waiting list"), [
            _("Your application to “%(call)s” meets what the call asks for, and its places are taken.") % names,
            _("We will write to you when a place is freed; it is offered in the order of the list."),
            enrollment.decision_note,
        ]
    return _("Your application was approved"), [
        _("Your application to “%(call)s”, of the program %(program)s, was approved and you have a place.") % names,
        enrollment.decision_note,
    ]


def _verified(enrollment: Enrollment) -> list[dict[str, str]]:
    results = {"meets": _("Meets"), "does_not": _("Does not meet"), "unknown": _("Not known")}
    outcomes = enrollment.evaluation.get("decision", {}).get("outcomes", [])
    return [
        {
            "rule": outcome["message"],
            "result": _("Accepted as an exception") if outcome["overridden_because"] else results[outcome["result"]],
        }
        for outcome in outcomes
        if outcome["severity"] == "hard"
    ]


def _head(city: Municipality) -> dict[str, Any]:
    return {
        "city": {
            "name": city.name,
            "official_name": city.official_name,
            "brand_color": city.brand_color,
            "brand_soft": city.brand_soft,
            "contact": " · ".join(part for part in (city.address, city.phone, city.email) if part),
            "legend": city.legend,
        }
    }


def _rows(*pairs: tuple[str, str]) -> list[dict[str, str]]:
    return [{"label": label, "value": value} for label, value in pairs if value]
