"""How a value is written: in CSV as text, in CSV by PostgreSQL itself, and in a spreadsheet with its type.

CSV is read by programs that run what looks like a formula. A text that begins like one gets an apostrophe in front;
numbers are never touched, negative ones neither. The SQL says the same as the Python beside it (a test compares).
"""

from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from zoneinfo import ZoneInfo

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from portal.reports.enums import ColumnKind as Kind

# OWASP's list, the bar of a DDE command, and the wide forms that a spreadsheet reads as the narrow ones.
TRIGGERS = "=+-@|\t\n\r＝＋－＠｜"
TENTH, CENT = Decimal("0.1"), Decimal("0.01")


def neutral(text: str) -> str:
    """`text` as no program takes it for a formula; line ends are LF alone."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return f"'{text}" if text and text[0] in TRIGGERS else text


def _percent(share: Any) -> Decimal:
    return (Decimal(share) * 100).quantize(TENTH, ROUND_HALF_UP)


def csv_cell(kind: str, value: Any, zone: ZoneInfo) -> str:
    """`value` as CSV holds it: ISO dates, a point before decimals, instants on the city's wall, nothing for None."""
    if value is None:
        return ""
    match kind:
        case Kind.NUMBER:
            return str(value)
        case Kind.MONEY:
            return str(Decimal(value).quantize(CENT))
        case Kind.PERCENT:
            return str(_percent(value))
        case Kind.DATE:
            return value.isoformat()
        case Kind.INSTANT:
            return value.astimezone(zone).strftime("%Y-%m-%d %H:%M:%S")
    return neutral(str(value))


def _as_is(column: str) -> str:
    return f"{column}::text"


def _text(column: str) -> str:
    # ascii() is the code of the first character, 0 of an empty text: the ordinary text is passed on after two looks.
    text = f"{column}::text"
    plain = f"replace(replace({text}, E'\\r\\n', E'\\n'), E'\\r', E'\\n')"
    triggers = ", ".join(str(ord(trigger)) for trigger in TRIGGERS)
    return (
        f"CASE WHEN ascii({text}) NOT IN (0, {triggers}) AND strpos({text}, E'\\r') = 0 THEN {text}"
        f" WHEN {text} = '' THEN NULL WHEN ascii({text}) IN ({triggers}) THEN '''' || {plain} ELSE {plain} END"
    )


def _instant(column: str) -> str:
    return f"date_trunc('second', {column} AT TIME ZONE %s)::text"


SQL: dict[str, Callable[[str], str]] = {
    Kind.TEXT: _text,
    Kind.NUMBER: _as_is,
    Kind.MONEY: lambda column: f"round({column} / 100.0, 2)::text",  # kept in cents
    Kind.DATE: lambda column: f"to_char({column}, 'YYYY-MM-DD')",
    Kind.INSTANT: _instant,
    Kind.PERCENT: lambda column: f"round({column} * 100.0, 1)::text",
}
"""By kind, the PostgreSQL expression that writes a column; an instant takes the zone as its parameter."""

NUMBER_FORMATS: dict[str, str] = {
    Kind.TEXT: "@",
    Kind.NUMBER: "General",
    Kind.MONEY: "#,##0.00",
    Kind.DATE: "yyyy-mm-dd",
    Kind.INSTANT: "yyyy-mm-dd hh:mm",
    Kind.PERCENT: "0.0%",
}


def sheet_value(kind: str, value: Any, zone: ZoneInfo) -> Any:
    """`value` with the type that a spreadsheet gives it. Texts lose the control characters that XML cannot hold."""
    if value is None:
        return None
    match kind:
        case Kind.NUMBER | Kind.MONEY | Kind.DATE:
            return value
        case Kind.PERCENT:
            return Decimal(value)
        case Kind.INSTANT:
            return value.astimezone(zone).replace(tzinfo=None)
    return ILLEGAL_CHARACTERS_RE.sub("", str(value))
