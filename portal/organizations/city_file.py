"""The city file's [[organizations]] (its own, the chambers, funders…) and [[units]] of the city government."""

from typing import Any

from django.db.models import F, Q

from portal.core.cities import CityFileError, Loader, Table, section
from portal.core.models import Municipality
from portal.organizations.enums import AgreementState, OrganizationKind, PartyRole, UnitKind
from portal.organizations.models import Agreement, AgreementParty, Organization, Unit


@section("organizations")
def load_organizations(document: dict[str, Any], *, municipality: Municipality, loader: Loader) -> None:
    """Keys: slug, kind, name; short_name, email, phone, website, and `everywhere = true` for one without a city.

    Exactly one is of the kind "city": the city government, in which staff hold their roles.
    """
    for table in loader.tables(document, "organizations"):
        everywhere = table.boolean("everywhere", False)
        lookup = {"slug": table.slug("slug"), "municipality": None if everywhere else municipality}
        values = {
            "kind": table.choice("kind", OrganizationKind).value,
            "name": table.text("name", max_length=200),
            "short_name": table.text("short_name", "", max_length=60),
            "email": table.text("email", ""),
            "phone": table.text("phone", "", max_length=40),
            "website": table.text("website", ""),
        }
        loader.row(Organization, lookup, values)
    if not municipality.organizations.filter(kind=OrganizationKind.CITY).exists():
        raise CityFileError('organizations: one must be of the kind "city", the city government itself')


@section("units")
def load_units(document: dict[str, Any], *, municipality: Municipality, loader: Loader) -> None:
    """Keys: slug, name, kind; head_name, parent (slug of a unit above), organization (slug, else the city's own)."""
    for table in loader.tables(document, "units"):
        organization = _organization(table, municipality)
        parent_slug = table.slug("parent", None)
        parent = Unit.objects.filter(organization=organization, slug=parent_slug).first() if parent_slug else None
        if parent_slug and parent is None:
            raise table.fault("parent", f"names no unit above this one: {parent_slug!r}")
        values = {
            "kind": table.choice("kind", UnitKind).value,
            "name": table.text("name", max_length=200),
            "head_name": table.text("head_name", "", max_length=150),
            "parent": parent,
        }
        loader.row(Unit, {"organization": organization, "slug": table.slug("slug")}, values)


def _organization(table, municipality: Municipality) -> Organization:
    slug = table.slug("organization", None)
    named = {"slug": slug} if slug else {"kind": OrganizationKind.CITY}
    organization = Organization.objects.filter(municipality=municipality, **named).first()
    if organization is None:
        raise table.fault("organization", f"names no organization of this city: {slug!r}")
    return organization


@section("agreements")
def load_agreements(document: dict[str, Any], *, municipality: Municipality, loader: Loader) -> None:
    """Keys: slug, title, led_by, starts_on, ends_on; number, signed_on, scope, and [[agreements.parties]].

    A party has organization, role; signatory, position. An agreement in the file is a draft until staff put it in
    force; from then on the file changes nothing of it.
    """
    for table in loader.tables(document, "agreements"):
        lookup = {"municipality": municipality, "slug": table.slug("slug")}
        values = {
            "title": table.text("title", max_length=200),
            "number": table.text("number", "", max_length=60),
            "led_by": organization_named(table, municipality, "led_by"),
            "signed_on": table.day("signed_on", None),
            "starts_on": table.day("starts_on"),
            "ends_on": table.day("ends_on"),
            "scope": table.text("scope", ""),
        }
        parties = [(each.path, *_party(each, municipality)) for each in table.tables("parties")]
        agreement = Agreement.objects.filter(**lookup).first()
        if agreement is not None and agreement.state != AgreementState.DRAFT:
            loader.report.unchanged += 1
            continue
        agreement = loader.row(Agreement, lookup, values)
        for path, organization, party in parties:
            loader.row(AgreementParty, {"agreement": agreement, "organization": organization}, party, path=path)


def _party(table: Table, municipality: Municipality) -> tuple[Organization, dict[str, Any]]:
    return organization_named(table, municipality, "organization"), {
        "role": table.choice("role", PartyRole).value,
        "signatory": table.text("signatory", "", max_length=150),
        "position": table.text("position", "", max_length=200),
    }


def organization_named(table: Table, municipality: Municipality, key: str) -> Organization:
    """Return the organization of the city that a key names, or the one of state or nation where the city has none."""
    named = Organization.objects.filter(slug=table.slug(key))
    here = Q(municipality=municipality) | Q(municipality__isnull=True)
    organization = named.filter(here).order_by(F("municipality").asc(nulls_last=True)).first()
    if organization is None:
        raise table.fault(key, f"names no organization of the city: {table.values.get(key)!r}")
    return organization
