"""What core itself reads of a city file: `[city]` and `[calendar]`."""

from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel import Locale, UnknownLocaleError
from babel.numbers import is_currency

from portal.core import brand
from portal.core.cities.registry import section
from portal.core.cities.tables import CityFileError, Table
from portal.core.enums import Country
from portal.core.models import Municipality, NonWorkingDay

if TYPE_CHECKING:
    from portal.core.cities.loader import Loader


def load_municipality(document: dict[str, Any], *, loader: "Loader") -> Municipality:
    """The city of the file, created or brought up to date. Raises CityFileError."""
    if "city" not in document:
        raise CityFileError("city: is missing; a city file begins with [city]")
    table = Table(document["city"], "city", ZoneInfo("UTC"))
    lookup = {"slug": table.slug("slug")}
    values = _identity(table) | _contact(table) | _colors(table) | {"settings": _settings(table)}
    table.close()
    return loader.row(Municipality, lookup, values, path="city")


def _identity(table: Table) -> dict[str, Any]:
    timezone, locale, currency = table.text("timezone"), table.text("locale"), table.text("currency")
    try:
        ZoneInfo(timezone)
    except (ZoneInfoNotFoundError, ValueError):
        raise table.fault("timezone", f"is not a zone of the tz database: {timezone!r}") from None
    try:
        Locale.parse(locale)
    except (UnknownLocaleError, ValueError):
        raise table.fault("locale", f"must be like es_MX, not {locale!r}") from None
    if not is_currency(currency):
        raise table.fault("currency", f"must be an ISO 4217 code like MXN, not {currency!r}")
    return {
        "name": table.text("name"),
        "official_name": table.text("official_name"),
        "country": table.choice("country", Country),
        "locale": locale,
        "currency": currency,
        "timezone": timezone,
        "folio_prefix": table.text("folio_prefix"),
        "is_published": table.boolean("is_published", True),
    }


def _contact(table: Table) -> dict[str, Any]:
    names = ("phone", "whatsapp", "email", "address", "office_hours", "legend")
    return {name: table.text(name, "") for name in names}


def _colors(table: Table) -> dict[str, str]:
    main = table.text("brand_color")
    try:
        dark, soft = brand.derived(main)
    except ValueError as error:
        raise table.fault("brand_color", str(error)) from None
    dark, soft = table.text("brand_dark", dark), table.text("brand_soft", soft)
    faults = [table.fault(name, reason).faults[0] for name, reason in brand.faults(main, dark, soft)]
    if faults:
        raise CityFileError(*faults)
    return {"brand_color": main, "brand_dark": dark, "brand_soft": soft}


def _settings(table: Table) -> dict[str, Any]:
    """The thresholds: each with its value, whether staff still must set it, and a note on where it comes from."""
    settings = {}
    nested = table.table("settings")
    for key in nested.values:
        threshold = nested.table(key)
        settings[key] = {
            "value": threshold.data("value"),
            "to_be_set_by_staff": threshold.boolean("to_be_set_by_staff", False),
            "note": threshold.text("note", ""),
        }
        threshold.close()
    return settings


@section("calendar")
def load_calendar(document: dict[str, Any], *, municipality: Municipality, loader: "Loader") -> None:
    """The days that the city closes besides its country's holidays."""
    calendar = Table(document.get("calendar", {}), "calendar", loader.zone)
    for table in calendar.tables("non_working_days"):
        lookup = {"municipality": municipality, "date": table.day("date")}
        loader.row(NonWorkingDay, lookup, {"reason": table.text("reason")}, path=table.path)
    calendar.close()
