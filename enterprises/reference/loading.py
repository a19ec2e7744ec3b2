"""Reads the reference file of a country into dated rows; rows that a person changed since are kept and reported."""

import tomllib
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from enterprises.enums import EnterpriseSize, SizeMeasure, Stratum
from enterprises.models import ReferenceValue, SectorCode, SizeRule
from portal.core.cities import CityFileError, Loader, Report, Table
from portal.core.enums import Country

FILES = {Country.MX: "mexico.toml", Country.CO: "colombia.toml"}
SECTOR_SOURCES = {Country.MX: "scian", Country.CO: "ciiu"}


def load_reference(country: str, loader: Loader | None = None) -> None:
    """Load sectors, size limits and values of `country` through `loader`; needs an open transaction.

    Raises CityFileError with the path of what is wrong in the file.
    """
    name = FILES[Country(country)]
    document = tomllib.loads((Path(__file__).parent / name).read_text(encoding="utf-8"))
    writer = loader or Loader(Report())
    for key, load in (("values", _load_value), ("sizes", _load_sizes), ("sectors", _load_sector)):
        for number, values in enumerate(document[key], start=1):
            table = Table(values, f"{name}:{key}[{number}]", ZoneInfo("UTC"))
            load(table, country, document, writer)
            table.close()


def _load_value(table: Table, country: str, document: dict[str, Any], writer: Loader) -> None:
    writer.row(
        ReferenceValue,
        {"country": country, "code": table.text("code"), "valid_from": table.day("valid_from")},
        {
            "name": table.text("name"),
            "value": table.decimal("value"),
            "valid_until": table.day("valid_until", None),
            "source": _source(table, document, table.text("source")),
        },
        path=table.path,
    )


def _load_sizes(table: Table, country: str, document: dict[str, Any], writer: Loader) -> None:
    lookup = {"country": country, "stratum": table.choice("stratum", Stratum), "valid_from": table.day("valid_from")}
    common = {
        "measure": table.choice("measure", SizeMeasure),
        "valid_until": table.day("valid_until", None),
        "source": _source(table, document, table.text("source")),
    }
    caps = table.table("caps")
    for size in (EnterpriseSize.MICRO, EnterpriseSize.SMALL, EnterpriseSize.MEDIUM):
        writer.row(SizeRule, lookup | {"size": size}, common | {"cap": caps.decimal(size.value)}, path=caps.path)
    caps.close()


def _load_sector(table: Table, country: str, document: dict[str, Any], writer: Loader) -> None:
    stratum = table.text("stratum", "")
    writer.row(
        SectorCode,
        {"country": country, "code": table.text("code")},
        {
            "name": table.text("name"),
            "stratum": Stratum(stratum) if stratum else "",
            "eligible": table.boolean("eligible", True),
            "words": table.text("words", ""),
            "source": _source(table, document, SECTOR_SOURCES[Country(country)]),
        },
        path=table.path,
    )


def _source(table: Table, document: dict[str, Any], key: str) -> str:
    try:
        return document[key]["source"]
    except KeyError:
        raise CityFileError(f"{table.path}.source: no [{key}] with a source in this file") from None
