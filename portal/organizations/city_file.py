"""The city file's [[organizations]] (its own, the chambers, funders…) and [[units]] of the city government."""

from typing import Any

from portal.core.cities import CityFileError, Loader, section
from portal.core.models import Municipality
from portal.organizations.enums import OrganizationKind, UnitKind
from portal.organizations.models import Organization, Unit


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
