"""The part of a city file that the enterprises read, and the law of the city's country."""

from typing import Any

from enterprises.models import StrategicLine
from enterprises.reference import load_reference
from portal.core.cities import Loader, section
from portal.core.models import Municipality


@section("strategic_lines")
def load_strategic_lines(document: dict[str, Any], *, municipality: Municipality, loader: Loader) -> None:
    """Load the law of the city's country, and [[strategic_lines]]: number, name, slug, is_published, description."""
    load_reference(municipality.country, loader)
    for table in loader.tables(document, "strategic_lines"):
        number = table.integer("number", minimum=1)
        loader.row(
            StrategicLine,
            {"municipality": municipality, "number": number},
            {
                "name": table.text("name", max_length=120),
                "slug": table.slug("slug", f"linea-{number}"),
                "is_published": table.boolean("is_published", False),
                "description": table.text("description", ""),
            },
        )
