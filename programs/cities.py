"""The part of a city file that the programs read: [[programs]], [[targets]], [[calls]], [[decision_reasons]].

A call in the file is a draft until staff publish it; from then on the file changes nothing of it.
"""

import hashlib
import json
from typing import Any

from django.core.exceptions import ValidationError

from portal.core.cities import Loader, Table, section
from portal.core.models import Municipality
from portal.organizations.city_file import organization_named
from portal.organizations.models import Unit
from programs.eligibility import check_rule
from programs.enums import (
    AppliesTo,
    CallState,
    Comparator,
    Operator,
    PartnerRole,
    ProgramKind,
    Severity,
    TargetUnit,
)
from programs.form_schema import Schema
from programs.models import Call, CallVersion, DecisionReason, Program, ProgramPartner, RequiredDocument, Rule, Target

FIRST = 1


@section("programs", "targets", "calls", "decision_reasons")
def load(document: dict[str, Any], *, municipality: Municipality, loader: Loader) -> None:
    """Write the programs with their partners and targets, the draft calls, and the reasons of decisions."""
    for table in loader.tables(document, "programs"):
        _program(table, municipality, loader)
    for table in loader.tables(document, "targets"):
        slug = table.slug("program", None)
        program = _found(Program, table, "program", municipality=municipality, slug=slug) if slug else None
        _target(table, municipality, program, loader)
    for table in loader.tables(document, "calls"):
        _call(table, municipality, loader)
    for table in loader.tables(document, "decision_reasons"):
        _reason(table, municipality, loader)


def _found(model: Any, table: Table, key: str, **lookup: Any) -> Any:
    """Return the row that a key of the table names. Raise CityFileError when there is none."""
    row = model._default_manager.filter(**lookup).first()
    if row is None:
        raise table.fault(key, f"names no {model._meta.model_name} of the city: {table.values.get(key)!r}")
    return row


def _program(table: Table, municipality: Municipality, loader: Loader) -> None:
    unit = _found(Unit, table, "unit", organization__municipality=municipality, slug=table.slug("unit"))
    program = loader.row(
        Program,
        {"municipality": municipality, "slug": table.slug("slug")},
        {
            "unit": unit,
            "name": table.text("name", max_length=160),
            "summary": table.text("summary", max_length=300),
            "description": table.text("description", ""),
            "kind": table.choice("kind", ProgramKind),
            "led_by": organization_named(table, municipality, "led_by") if "led_by" in table else None,
            "starts_on": table.day("starts_on", None),
            "ends_on": table.day("ends_on", None),
            "rules_url": table.text("rules_url", ""),
            "is_published": table.boolean("is_published", False),
        },
    )
    for partner in table.tables("partners"):
        loader.row(
            ProgramPartner,
            {
                "program": program,
                "organization": organization_named(partner, municipality, "organization"),
                "role": partner.choice("role", PartnerRole),
            },
            {
                "note": partner.text("note", "", max_length=300),
                "planned_contribution": partner.money("planned_contribution", None),
            },
            path=partner.path,
        )
    for target in table.tables("targets"):
        _target(target, municipality, program, loader)


def _target(table: Table, municipality: Municipality, program: Program | None, loader: Loader) -> None:
    loader.row(
        Target,
        {"municipality": municipality, "slug": table.slug("slug")},
        {
            "program": program,
            "name": table.text("name", max_length=200),
            "unit": table.choice("unit", TargetUnit),
            "comparator": table.choice("comparator", Comparator, Comparator.GTE),
            "number": table.decimal("number"),
            "qualifies": table.text("qualifies", ""),
            "counts_once_by": table.text("counts_once_by", "", max_length=80),
            "period_start": table.day("period_start", None),
            "period_end": table.day("period_end", None),
            "source": table.text("source", "", max_length=300),
        },
        path=table.path,
    )


def _call(table: Table, municipality: Municipality, loader: Loader) -> None:
    content = _content_digest(table)
    lookup = {"municipality": municipality, "slug": table.slug("slug")}
    program = _found(Program, table, "program", municipality=municipality, slug=table.slug("program"))
    values = {
        "program": program,
        "title": table.text("title", max_length=160),
        "summary": table.text("summary", "", max_length=400),
        "opens_at": table.instant("opens_at"),
        "closes_at": table.instant("closes_at"),
        "places": table.integer("places", minimum=1),
        "budget": table.money("budget", None),
        "reviewer": organization_named(table, municipality, "reviewer"),
        "correction_days": table.integer("correction_days", 5, minimum=1),
        "offer_days": table.integer("offer_days", 2, minimum=1),
        "max_per_enterprise": table.integer("max_per_enterprise", 1, minimum=1),
    }
    form = _form(table, loader)
    rules = [(each, _rule(each, loader)) for each in table.tables("rules")]
    documents = [(each, _document(each)) for each in table.tables("documents")]
    call = Call.objects.filter(**lookup).first()
    if call is not None and call.state != CallState.DRAFT:
        _keep(call, content, loader)
        return
    call = loader.row(Call, lookup, values)
    version = loader.row(CallVersion, {"call": call, "number": FIRST}, {"form_schema": form}, path=f"{table.path}.form")
    for part, row in rules:
        loader.row(Rule, {"version": version, "code": part.slug("code")}, row, path=part.path)
    for part, row in documents:
        loader.row(RequiredDocument, {"version": version, "code": part.slug("code")}, row, path=part.path)
    CallVersion.objects.filter(pk=version.pk).update(file_digest=content)


def _keep(call: Call, content: str, loader: Loader) -> None:
    first = call.versions.filter(number=FIRST).first()
    if first is not None and first.file_digest == content:
        loader.report.unchanged += 1
    else:
        loader.keep(call, "it is published; amend it in the administration")


def _content_digest(table: Table) -> str:
    text = json.dumps(table.values, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _form(table: Table, loader: Loader) -> Any:
    """Read and check the questions; also those of a published call, which the file leaves as they are."""
    form = table.data("form")
    try:
        Schema.parse(form)
    except ValidationError as error:
        for message in error.messages:
            loader.fault(f"{table.path}.form", message)
    return form


def _rule(table: Table, loader: Loader) -> dict[str, Any]:
    """Read a rule and check that its fact can be compared as it says."""
    code = table.slug("code")
    values = {
        "fact": table.text("fact", max_length=60),
        "operator": table.choice("operator", Operator),
        "value": table.data("value"),
        "severity": table.choice("severity", Severity, Severity.HARD),
        "points": table.integer("points", 0, minimum=0),
        "message": table.text("message", max_length=300),
        "remedy": table.text("remedy", "", max_length=400),
        "source": table.text("source", "", max_length=300),
    }
    try:
        check_rule(Rule(code=code, **values))
    except ValidationError as error:
        loader.fault(table.path, " ".join(error.messages))
    return values


def _document(table: Table) -> dict[str, Any]:
    table.slug("code")
    return {
        "name": table.text("name", max_length=160),
        "help": table.text("help", "", max_length=400),
        "required": table.boolean("required", True),
        "applies_to": table.choice("applies_to", AppliesTo, AppliesTo.ALL),
        "accepts": table.texts("accepts", []),
        "max_mb": table.integer("max_mb", 10, minimum=1),
        "max_age_days": table.integer("max_age_days", None, minimum=1),
        "reusable_kind": table.slug("reusable_kind", ""),
    }


def _reason(table: Table, municipality: Municipality, loader: Loader) -> None:
    loader.row(
        DecisionReason,
        {"municipality": municipality, "code": table.slug("code")},
        {
            "title": table.text("title", max_length=160),
            "text": table.text("text"),
            "source": table.text("source", "", max_length=300),
            "is_active": table.boolean("is_active", True),
        },
    )
