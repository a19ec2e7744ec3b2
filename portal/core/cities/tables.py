"""Typed reading of a city file: each fault is told with the path to it, and a key that nobody reads is a fault too."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from enum import Enum
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from portal.core import clock

RELATIVE = re.compile(r"today(?:(?P<sign>[+-])(?P<days>\d{1,4})d)?(?: (?P<time>\d{2}:\d{2}(?::\d{2})?))?")
_MISSING = object()
Choice = TypeVar("Choice", bound=Enum)


class CityFileError(Exception):
    """What is wrong in a city file; each fault says where: `programs[2].opens_on: must be a date`."""

    def __init__(self, *faults: str):
        self.faults = faults
        super().__init__("\n".join(faults))


class Table:
    """One table of the file. Read each key with the method of its type; `close` refuses the keys that were not read.

    Without a default a key is required. Text is stripped, and empty text counts as missing.
    """

    def __init__(self, values: Any, path: str, zone: ZoneInfo):
        if not isinstance(values, dict):
            raise CityFileError(f"{path}: must be a table")
        self.values = values
        self.path = path
        self.zone = zone
        self._read: set[str] = set()

    def fault(self, key: str, message: str) -> CityFileError:
        """The error to raise about `key`."""
        return CityFileError(f"{self.path}.{key}: {message}" if self.path else f"{key}: {message}")

    def _get(self, key: str, kind: type | tuple[type, ...], what: str, default: Any) -> Any:
        self._read.add(key)
        value = self.values.get(key, _MISSING)
        if value is _MISSING or value == "":
            if default is _MISSING:
                raise self.fault(key, f"is missing, must be {what}")
            return default
        # A TOML boolean is a Python int, and a datetime is a date: neither may pass for the other.
        confused = (isinstance(value, bool) and kind is not bool) or (isinstance(value, datetime) and kind is date)
        if confused or not isinstance(value, kind):
            raise self.fault(key, f"must be {what}, not {value!r}")
        return value

    def __contains__(self, key: str) -> bool:
        return key in self.values

    def text(self, key: str, default: Any = _MISSING, *, max_length: int | None = None) -> Any:
        """Text without the spaces around it; a text of several lines keeps its inner line breaks."""
        value = self._get(key, str, "a text", default)
        if not isinstance(value, str):
            return value
        value = value.strip()
        if max_length and len(value) > max_length:
            raise self.fault(key, f"has {len(value)} characters, at most {max_length} fit")
        return value

    def slug(self, key: str, default: Any = _MISSING) -> Any:
        """Lowercase letters and digits, with single hyphens or underscores between them: an address, or a code."""
        value = self._get(key, str, "a short name", default)
        if isinstance(value, str) and value and not re.fullmatch(r"[a-z0-9]+([-_][a-z0-9]+)*", value):
            raise self.fault(key, f"may have lowercase letters, digits, and single - or _ between them, not {value!r}")
        return value

    def integer(self, key: str, default: Any = _MISSING, *, minimum: int | None = None) -> Any:
        value = self._get(key, int, "a whole number", default)
        if isinstance(value, int) and minimum is not None and value < minimum:
            raise self.fault(key, f"must be {minimum} or more, not {value}")
        return value

    def boolean(self, key: str, default: Any = _MISSING) -> Any:
        return self._get(key, bool, "true or false", default)

    def decimal(self, key: str, default: Any = _MISSING) -> Any:
        """A number, or a text like "1300000.00"; a fraction is better written as text, which has no rounding."""
        value = self._get(key, (int, float, str), "a number", default)
        if value is default:
            return value
        try:
            number = Decimal(str(value))
        except InvalidOperation:
            raise self.fault(key, f"must be a number, not {value!r}") from None
        if not number.is_finite():
            raise self.fault(key, f"must be a number, not {value!r}")
        return number

    def money(self, key: str, default: Any = _MISSING) -> Any:
        """An amount of 0 or more in the city's currency, with at most two decimals."""
        value = self.decimal(key, default)
        if isinstance(value, Decimal) and (value < 0 or value != value.quantize(Decimal("0.01"))):
            raise self.fault(key, f"must be an amount of 0 or more with at most two decimals, not {value}")
        return value

    def day(self, key: str, default: Any = _MISSING) -> Any:
        """A date (2027-03-25), or for drafts of the demo "today+30d"."""
        value = self._get(key, (date, str), "a date (2027-03-25)", default)
        if isinstance(value, str):
            found = RELATIVE.fullmatch(value)
            if not found or found["time"]:
                raise self.fault(key, f"must be a date (2027-03-25) or like today+30d, not {value!r}")
            return self._moved(found)
        if isinstance(value, datetime):
            raise self.fault(key, "must be a date without a time")
        return value

    def instant(self, key: str, default: Any = _MISSING) -> Any:
        """A moment, in UTC: a local date and time of the city, one with its offset, or like "today+45d 23:59:59"."""
        value = self._get(key, (datetime, str), "a date and time (2027-03-25T23:59:59)", default)
        if isinstance(value, str):
            found = RELATIVE.fullmatch(value)
            if not found:
                raise self.fault(key, f"must be a date and time, or like 'today+45d 23:59:59', not {value!r}")
            try:
                moment = time.fromisoformat(found["time"] or "00:00")
            except ValueError:
                raise self.fault(key, f"has a time that does not exist: {value!r}") from None
            value = datetime.combine(self._moved(found), moment)
        if not isinstance(value, datetime):
            return value
        aware = value if value.tzinfo else value.replace(tzinfo=self.zone)
        return aware.astimezone(UTC)

    def _moved(self, found: re.Match[str]) -> date:
        days = int(found["days"] or 0) * (-1 if found["sign"] == "-" else 1)
        return clock.today(self.zone) + timedelta(days=days)

    def choice(self, key: str, choices: type[Choice], default: Any = _MISSING) -> Any:
        """A member of `choices` by its value."""
        value = self._get(key, (str, int), "one of the known values", default)
        if value is default:
            return value
        try:
            return choices(value)
        except ValueError:
            known = ", ".join(str(member.value) for member in choices)
            raise self.fault(key, f"must be one of {known}, not {value!r}") from None

    def texts(self, key: str, default: Any = _MISSING) -> Any:
        """A list of texts."""
        value = self._get(key, list, "a list of texts", default)
        if value is not default and not all(isinstance(text, str) and text for text in value):
            raise self.fault(key, "must be a list of texts")
        return value

    def data(self, key: str, default: Any = _MISSING) -> Any:
        """Whatever stands there (a rule's value, a form schema), for the reader to validate."""
        self._read.add(key)
        if key not in self.values and default is _MISSING:
            raise self.fault(key, "is missing")
        return self.values.get(key, default)

    def table(self, key: str) -> "Table":
        """A nested table; an empty one when it is missing."""
        self._read.add(key)
        return Table(self.values.get(key, {}), f"{self.path}.{key}" if self.path else key, self.zone)

    def tables(self, key: str) -> Iterator["Table"]:
        """The tables of a nested list ([[programs.partners]]), each closed after its turn; none when it is missing."""
        self._read.add(key)
        items = self.values.get(key, [])
        if not isinstance(items, list):
            raise self.fault(key, f"must be a list of tables ([[{key}]])")
        for number, values in enumerate(items, start=1):
            table = Table(values, f"{self.path}.{key}[{number}]" if self.path else f"{key}[{number}]", self.zone)
            yield table
            table.close()

    def close(self) -> None:
        """Raise CityFileError when a key of this table was not read: it is misspelt, or out of place."""
        faults = [self.fault(key, "is not known here").faults[0] for key in self.values if key not in self._read]
        if faults:
            raise CityFileError(*faults)
