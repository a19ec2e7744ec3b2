"""The part of a city file that the trainings read: [[venues]], [[courses]], [[sessions]], [[seat_priorities]].

A session in the file is a draft until it is published; from then on the file changes nothing of it.
"""

from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError

from portal.core.cities import Loader, Table, section
from portal.core.models import Municipality
from portal.organizations.city_file import organization_named
from portal.organizations.models import Agreement
from programs.eligibility import check_rule
from programs.enums import Operator
from programs.models import Program
from trainings.actions import refresh_dates
from trainings.enums import SeatMode, SessionState, ThematicArea
from trainings.models import Course, Meeting, PriorityRule, Session, Venue


@section("venues", "courses", "sessions", "seat_priorities")
def load(document: dict[str, Any], *, municipality: Municipality, loader: Loader) -> None:
    """Write venues, courses with their prices, draft sessions with their meetings, and who goes first."""
    for table in loader.tables(document, "venues"):
        _venue(table, municipality, loader)
    for table in loader.tables(document, "courses"):
        _course(table, municipality, loader)
    for table in loader.tables(document, "seat_priorities"):
        _priority(table, municipality, loader)
    for table in loader.tables(document, "sessions"):
        _session(table, municipality, loader)


def _named(model: Any, table: Table, key: str, municipality: Municipality) -> Any:
    """Return the row of the city that a key of the table names by its slug. Raise CityFileError when there is none."""
    row = model._default_manager.filter(municipality=municipality, slug=table.slug(key)).first()
    if row is None:
        raise table.fault(key, f"names no {model._meta.model_name} of the city: {table.values.get(key)!r}")
    return row


def _venue(table: Table, municipality: Municipality, loader: Loader) -> None:
    loader.row(
        Venue,
        {"municipality": municipality, "slug": table.slug("slug")},
        {
            "organization": organization_named(table, municipality, "organization"),
            "name": table.text("name", max_length=160),
            "address": table.text("address", max_length=300),
            "capacity": table.integer("capacity", minimum=1),
        },
    )


def _course(table: Table, municipality: Municipality, loader: Loader) -> None:
    prices = {
        f"price_{part}": table.money(f"price_{part}", Decimal(0))
        for part in ("total", "program", "partners", "company")
    }
    loader.row(
        Course,
        {"municipality": municipality, "slug": table.slug("slug")},
        {
            "program": _named(Program, table, "program", municipality) if "program" in table else None,
            "agreement": _named(Agreement, table, "agreement", municipality) if "agreement" in table else None,
            "provider": organization_named(table, municipality, "provider"),
            "title": table.text("title", max_length=160),
            "summary": table.text("summary", "", max_length=400),
            "syllabus": table.text("syllabus", ""),
            "audience": table.text("audience", "", max_length=300),
            "hours": table.integer("hours", minimum=1),
            "area": table.choice("area", ThematicArea).value,
            "is_published": table.boolean("is_published", False),
            **prices,
        },
    )


def _priority(table: Table, municipality: Municipality, loader: Loader) -> None:
    """Read a rule and check that its fact can be compared as it says."""
    course = _named(Course, table, "course", municipality) if "course" in table else None
    code = table.slug("code")
    values = {
        "fact": table.text("fact", max_length=60),
        "operator": table.choice("operator", Operator).value,
        "value": table.data("value"),
        "points": table.integer("points", minimum=1),
        "is_local": table.boolean("is_local", False),
        "message": table.text("message", max_length=300),
        "source": table.text("source", "", max_length=300),
    }
    try:
        check_rule(PriorityRule(code=code, **values).as_rule())
    except ValidationError as error:
        loader.fault(table.path, " ".join(error.messages))
        return
    loader.row(PriorityRule, {"municipality": municipality, "course": course, "code": code}, values)


def _session(table: Table, municipality: Municipality, loader: Loader) -> None:
    lookup = {"course": _named(Course, table, "course", municipality), "code": table.slug("code")}
    values = {
        "municipality": municipality,
        "venue": _named(Venue, table, "venue", municipality),
        "reviewer": organization_named(table, municipality, "reviewer"),
        "capacity": table.integer("capacity", minimum=1),
        "social_seats": table.integer("social_seats", 0, minimum=0),
        "min_to_run": table.integer("min_to_run", 1, minimum=1),
        "company_cap": table.integer("company_cap", 2, minimum=1),
        "seat_mode": table.choice("seat_mode", SeatMode, SeatMode.AT_ONCE).value,
        "opens_at": table.instant("opens_at"),
        "closes_at": table.instant("closes_at"),
        "priority_until": table.instant("priority_until", None),
    }
    meetings = [(each.path, each.instant("starts_at"), each.instant("ends_at")) for each in table.tables("meetings")]
    session = Session.objects.filter(**lookup).first()
    if session is not None and session.state != SessionState.DRAFT:
        loader.report.unchanged += 1
        return
    session = loader.row(Session, lookup, values)
    # Of an earlier load: dates that are relative to the day moved on. What a person wrote stays.
    session.meetings.exclude(starts_at__in=[start for _path, start, _end in meetings]).exclude(
        loaded_digest=""
    ).delete()
    for path, starts_at, ends_at in meetings:
        loader.row(Meeting, {"session": session, "starts_at": starts_at}, {"ends_at": ends_at}, path=path)
    refresh_dates(session)
