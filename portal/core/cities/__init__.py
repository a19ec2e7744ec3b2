"""City files: what a city is, as data (TOML), read by the sections that the apps register.

`load_city` reads a file in one transaction: either all of it is right and loaded, or nothing changes and every fault
that was found is listed with its path. Core knows `[city]` and `[calendar]`; each app registers the rest:

    @section("programs", "targets")
    def load(document: dict, *, municipality: Municipality, loader: Loader) -> None:
        for table in loader.tables(document, "programs"):
            program = loader.row(Program, {"municipality": municipality, "slug": table.text("slug")}, {...})

The document is the whole file. Sections run from the ground floor up, and inside an app in the order of registration.
"""

from portal.core.cities.loader import Loader, Report, load, shipped
from portal.core.cities.registry import section
from portal.core.cities.tables import CityFileError, Table

__all__ = ["CityFileError", "Loader", "Report", "Table", "load", "section", "shipped"]
