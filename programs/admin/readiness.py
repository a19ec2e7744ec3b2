"""What is still to be done before a version is published: by part, each with its link, and what to think about."""

from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.core import clock
from portal.core.calendar import BusinessCalendar
from portal.core.enums import Role
from programs import changes
from programs.actions.faults import Fault, faults
from programs.enums import CallState
from programs.models import Call, CallVersion

FEW_DAYS = 10
"""Business days that a call should be open."""


@dataclass
class Part:
    """One part of a version: what it has, where it is changed, and what keeps it from being published."""

    label: str
    url: str
    summary: str
    faults: list[str] = field(default_factory=list)


def parts_of(version: CallVersion) -> list[Part]:
    """Return the parts of a version in the order in which they are prepared."""
    found = faults(version)
    pages = version.form_schema.get("pages", [])
    questions = sum(len(page["questions"]) for page in pages)
    criteria = len(version.rubric.get("criteria", []))
    rules, documents = version.rules.count(), version.documents.count()
    counts = {
        "rules": (_("Rules"), ngettext("%(n)d rule", "%(n)d rules", rules) % {"n": rules}),
        "form": (_("Questions"), ngettext("%(n)d question", "%(n)d questions", questions) % {"n": questions}),
        "documents": (_("Documents"), ngettext("%(n)d document", "%(n)d documents", documents) % {"n": documents}),
        "rubric": (_("Rubric"), ngettext("%(n)d criterion", "%(n)d criteria", criteria) % {"n": criteria}),
    }
    data = Part(_("Data of the call"), _data_url(version.call), _("Dates, places, reviewing organization"))
    data.faults = _texts(found, lambda part: part not in counts)
    parts = [
        Part(label, reverse(f"admin:programs_call_{name}", args=[version.call_id]), summary)
        for name, (label, summary) in counts.items()
    ]
    for name, part in zip(counts, parts, strict=True):
        part.faults = _texts(found, lambda place, name=name: place == name)
    return [data, *parts]


def _texts(found: list[Fault], is_meant: Any) -> list[str]:
    return [fault.text for fault in found if is_meant(fault.part)]


def _data_url(call: Call) -> str:
    return reverse("admin:programs_call_change", args=[call.pk])


def warnings_of(version: CallVersion) -> list[str]:
    """Return what does not hinder the publication and should be meant."""
    call = version.call
    zone, calendar = call.municipality.zone, BusinessCalendar.of(call.municipality)
    closes = call.closes_at.astimezone(zone).date()
    opens = max(call.opens_at, clock.now()).astimezone(zone).date()
    days = calendar.between(opens, closes)
    sourceless = version.rules.filter(source="").count()
    known = (
        (not calendar.is_business_day(closes), _("It closes on a day on which the city does not work.")),
        (
            days < FEW_DAYS,
            ngettext("It is open for %(n)d business day only.", "It is open for %(n)d business days only.", days)
            % {"n": days},
        ),
        (not version.rules.exists(), _("It has no rules: every enterprise may apply.")),
        (not version.documents.exists(), _("It asks for no documents.")),
        (not _has_officers(call), _("The reviewing organization has nobody who reviews.")),
        (
            bool(sourceless),
            ngettext("%(n)d rule says no source.", "%(n)d rules say no source.", sourceless) % {"n": sourceless},
        ),
        (
            call.state == CallState.PUBLISHED and not changes.between(call.current_version, version),
            _("Nothing that is asked changes with this version."),
        ),
    )
    return [text for is_there, text in known if is_there]


def _has_officers(call: Call) -> bool:
    return call.reviewer.memberships.filter(role=Role.OFFICER, ended_at__isnull=True, user__is_active=True).exists()
