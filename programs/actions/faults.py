"""What keeps a version from being published, and where it is mended."""

import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db.models import Max
from django.utils.translation import gettext as _

from enterprises.facts import FactContext
from portal.core import clock
from programs.eligibility import check_rule
from programs.enums import CallState, PartnerRole
from programs.form_schema import FILE_KINDS, Schema
from programs.models import Call, CallVersion
from programs.rubric import Rubric

PUBLISHABLE = (CallState.DRAFT, CallState.PUBLISHED)
PLACE = re.compile(r"^pages\[(\d+)\](?:\.questions\[(\d+)\])?$")


class Fault(NamedTuple):
    """One thing to mend. `part` is where: call, dates, places, program, reviewer, rules, documents, form, rubric."""

    part: str
    text: str


def faults_of(version: CallVersion) -> list[str]:
    """Return everything that keeps a version from being published, in words."""
    return [fault.text for fault in faults(version)]


def faults(version: CallVersion) -> list[Fault]:
    """Return everything that keeps a version from being published, each with the part where it is mended."""
    call = version.call
    newest = call.versions.aggregate(Max("number"))["number__max"]
    known = (
        (version.is_published, "version", _("This version is already published.")),
        (call.state not in PUBLISHABLE, "version", _("The call is closed or cancelled.")),
        (call.closes_at <= clock.now(), "dates", _("The closing date has passed.")),
        (call.places < 1, "places", _("The call has no places.")),
        (not call.reviewer.is_active, "reviewer", _("The reviewing organization is not active.")),
        (
            not _may_review(call),
            "reviewer",
            _("The reviewing organization is neither of this city nor a reviewing partner."),
        ),
        (not call.program.is_published, "program", _("Publish the program first.")),
        (version.number != newest, "version", _("There is a newer version; publish that one.")),
    )
    return [
        *(Fault(part, text) for is_there, part, text in known if is_there),
        *faults_of_form(version.form_schema),
        *_faults_of_rules(version),
        *_faults_of_documents(version),
        *_faults_of_rubric(version),
    ]


def _may_review(call: Call) -> bool:
    """Whether the reviewer is of the call's city, or a partner that the program names as its reviewer."""
    if call.reviewer.municipality_id == call.municipality_id:
        return True
    return call.program.partners.filter(organization=call.reviewer_id, role=PartnerRole.REVIEWER).exists()


def faults_of_form(schema: dict[str, Any]) -> list[Fault]:
    """Return what is wrong with the questions, each place named by the titles that staff gave."""
    try:
        Schema.parse(schema)
    except ValidationError as error:
        return [Fault("form", text) for text in _placed(error.error_list, schema)]
    return []


def _placed(errors: Iterable[ValidationError], schema: dict[str, Any]) -> Iterator[str]:
    for error in errors:
        params = error.params or {}
        place = _place(params["where"], schema)
        yield _("%(where)s: %(fault)s") % {"where": place, "fault": params["fault"]}


def _place(where: str, schema: dict[str, Any]) -> str:
    found = PLACE.match(where)
    if found is None:
        return where
    page = schema["pages"][int(found[1])]
    if not isinstance(page, dict):
        return where
    title = page.get("title") or page.get("code", "")
    if found[2] is None:
        return _("Page “%(page)s”") % {"page": title}
    question = page["questions"][int(found[2])]
    if not isinstance(question, dict):
        return where
    names = {"page": title, "question": question.get("label") or question.get("code", "")}
    return _("Page “%(page)s”, question “%(question)s”") % names


def _faults_of_rules(version: CallVersion) -> Iterator[Fault]:
    city = version.call.municipality
    context = FactContext(municipality=city, on=clock.today(city.zone))
    for rule in version.rules.order_by("pk"):
        try:
            check_rule(rule, context)
        except ValidationError as error:
            yield from (Fault("rules", message) for message in error.messages)
        if not rule.message.strip():
            yield Fault("rules", _("The rule “%(code)s” has no words for people.") % {"code": rule.code})


def _faults_of_documents(version: CallVersion) -> Iterator[Fault]:
    codes = _codes_of_files(version.form_schema)
    for document in version.documents.order_by("pk"):
        if document.code in codes:
            text = _("“%(code)s” is both a document and a question.")
            yield Fault("documents", text % {"code": document.code})
        if not isinstance(document.accepts, list) or set(document.accepts) - set(FILE_KINDS):
            text = _("“%(code)s” accepts an unknown kind of file.")
            yield Fault("documents", text % {"code": document.code})


def _codes_of_files(schema: dict[str, Any]) -> set[str]:
    try:
        return {question.code for question in Schema.parse(schema).questions() if question.is_file}
    except ValidationError:
        return set()  # told with the questions


def _faults_of_rubric(version: CallVersion) -> Iterator[Fault]:
    try:
        Rubric.parse(version.rubric)
    except ValidationError as error:
        yield from (Fault("rubric", message) for message in error.messages)
