"""The size of an enterprise by the law of its country, with the arithmetic that a person can check.

Mexico (Acuerdo DOF 30-06-2009): workers × 10 % + sales in millions of pesos × 90 %, at most the cap of its group.
Colombia (Decreto 957 de 2019): ordinary income in UVT, at most the limit of its macro-sector, inclusive.
Limits, weights and UVT are dated rows (`SizeRule`, `ReferenceValue`).
"""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from enterprises.enums import EnterpriseSize, SizeMeasure, Stratum
from enterprises.models import ReferenceValue, SizeRule
from portal.core import formats

if TYPE_CHECKING:
    from portal.core.models import Municipality

MILLION = Decimal(1_000_000)
ASCENDING = (EnterpriseSize.MICRO, EnterpriseSize.SMALL, EnterpriseSize.MEDIUM)


@dataclass(frozen=True)
class SizeResult:
    """A size and how it came about.

    `amount` is the score (Mexico) or the income in UVT (Colombia), None while the size is unknown; `rules` are the rows
    compared, smallest first; `basis` is the JSON-safe record that `explain` turns into words in any language.
    """

    size: EnterpriseSize
    amount: Decimal | None = None
    rules: tuple[SizeRule, ...] = ()
    basis: dict[str, Any] = field(default_factory=dict)

    def explanation(self, municipality: "Municipality") -> str:
        """Give the arithmetic in words, with numbers as `municipality` writes them."""
        return explain(self.basis, municipality)


def classify(country: str, stratum: str, workers: int | None, sales: Decimal | None, on: date) -> SizeResult:
    """Compute the size of an enterprise of the group `stratum` with the tables in force on the day `on`.

    `sales` are those of the last closed year, in the currency of the country. The size is UNKNOWN, and the basis says
    why, when the sector, a figure or a table of that day is missing.
    """
    if not stratum:
        return _unknown("sector")
    rules = _rules(country, stratum, on)
    if not rules:
        return _unknown("table", on=on)
    if rules[0].measure == SizeMeasure.UVT:
        return _by_uvt(country, rules, sales, on)
    return _by_score(country, rules, workers, sales, on)


def explain(basis: dict[str, Any], municipality: "Municipality") -> str:
    """Turn the stored `basis` of a size into sentences of the active language: the size, how it is reckoned, the limit.

    Numbers and money are written as in `municipality`.
    """
    if missing := basis.get("missing"):
        return _missing_words(missing, basis)
    if not basis:
        return _missing_words("figures", basis)
    number = _Numbers(municipality)
    told = _told_score if basis["measure"] == SizeMeasure.SCORE else _told_uvt
    return " ".join([*told(basis, number), _limit_words(basis, number)])


def _told_score(basis: dict[str, Any], number: "_Numbers") -> list[str]:
    workers = int(basis["workers"])
    size = ngettext(
        "With %(workers)s worker and sales of %(sales)s a year, the enterprise is %(size)s.",
        "With %(workers)s workers and sales of %(sales)s a year, the enterprise is %(size)s.",
        workers,
    ) % {"workers": number(workers), "sales": number.money(basis["sales"]), "size": _size_word(basis["size"])}
    reckoning = _(
        "The law adds %(workers_weight)s of the workers and %(sales_weight)s of the sales in millions of pesos: "
        "%(workers)s × %(workers_weight)s + %(millions)s × %(sales_weight)s = %(score)s points."
    ) % {
        "workers": number(workers),
        "workers_weight": number.percent(basis["weight_workers"]),
        "millions": number(Decimal(basis["sales"]) / MILLION),
        "sales_weight": number.percent(basis["weight_sales"]),
        "score": number(basis["amount"]),
    }
    return [size, reckoning]


def _told_uvt(basis: dict[str, Any], number: "_Numbers") -> list[str]:
    sales, uvt = number.money(basis["sales"]), number.money(basis["uvt"])
    size = _("With an income of %(sales)s in the year, the enterprise is %(size)s.") % {
        "sales": sales,
        "size": _size_word(basis["size"]),
    }
    reckoning = _(
        "The law counts the income in tax value units (UVT), of %(uvt)s each in %(year)s: "
        "%(sales)s ÷ %(uvt)s = %(amount)s UVT."
    ) % {"uvt": uvt, "year": basis["uvt_year"], "sales": sales, "amount": number(basis["amount"])}
    return [size, reckoning]


def _size_word(size: str) -> str:
    return EnterpriseSize(size).label.lower()


def _by_score(country: str, rules: list[SizeRule], workers: int | None, sales: Decimal | None, on: date) -> SizeResult:
    if workers is None or sales is None:
        return _unknown("figures")
    weights = {value.code: value for value in ReferenceValue.objects.in_force(on).filter(country=country)}
    try:
        for_workers, for_sales = weights["size.weight_workers"].value, weights["size.weight_sales"].value
    except KeyError:
        return _unknown("table", on=on)
    score = workers * for_workers + sales / MILLION * for_sales
    basis = {
        "workers": workers,
        "sales": str(sales),
        "weight_workers": str(for_workers),
        "weight_sales": str(for_sales),
    }
    return _compared(rules, score, basis)


def _by_uvt(country: str, rules: list[SizeRule], sales: Decimal | None, on: date) -> SizeResult:
    if sales is None:
        return _unknown("sales")
    uvt = ReferenceValue.objects.in_force(on).filter(country=country, code="uvt").order_by("-valid_from").first()
    if uvt is None:
        return _unknown("uvt", on=on)
    # Decimal's 28 digits keep the quotient apart from the limit: the limit itself is inside, one cent more is outside.
    return _compared(
        rules, sales / uvt.value, {"sales": str(sales), "uvt": str(uvt.value), "uvt_year": uvt.valid_from.year}
    )


def _compared(rules: list[SizeRule], amount: Decimal, basis: dict[str, Any]) -> SizeResult:
    fitting = next((rule for rule in rules if amount <= rule.cap), None)
    size = EnterpriseSize(fitting.size) if fitting else EnterpriseSize.LARGE
    position = rules.index(fitting) if fitting else len(rules)
    used = tuple(rules[max(position - 1, 0) : position + 1])
    return SizeResult(
        size,
        amount,
        used,
        basis
        | {
            "size": size.value,
            "measure": rules[0].measure,
            "stratum": rules[0].stratum,
            "amount": str(amount.quantize(Decimal("0.000001")).normalize()),
            "cap": str(fitting.cap) if fitting else None,
            "above": str(rules[position - 1].cap) if position else None,
            "valid_from": rules[0].valid_from.isoformat(),
            "source": rules[0].source,
        },
    )


def _rules(country: str, stratum: str, on: date) -> list[SizeRule]:
    newest: dict[str, SizeRule] = {}
    for rule in SizeRule.objects.in_force(on).filter(country=country, stratum=stratum).order_by("valid_from"):
        newest[rule.size] = rule
    return [newest[size] for size in ASCENDING if size in newest] if len(newest) == len(ASCENDING) else []


def _unknown(missing: str, *, on: date | None = None) -> SizeResult:
    basis = {"missing": missing} | ({"year": on.year} if on else {})
    return SizeResult(EnterpriseSize.UNKNOWN, basis=basis)


def _missing_words(missing: str, basis: dict[str, Any]) -> str:
    if missing == "sector":
        return _("The size is not known yet: the sector is missing.")
    if missing == "sales":
        return _("The size is not known yet: the sales of the last closed year are missing.")
    if missing == "uvt":
        return _("The size is not known yet: the UVT of %(year)s is not loaded in the portal.") % {
            "year": basis["year"]
        }
    if missing == "table":
        return _("The size is not known yet: no size table of %(year)s is loaded in the portal.") % {
            "year": basis["year"]
        }
    return _("The size is not known yet: the workers and sales of the last closed year are missing.")


def _limit_words(basis: dict[str, Any], number: "_Numbers") -> str:
    is_score = basis["measure"] == SizeMeasure.SCORE
    if basis["cap"] is None:
        text = _("That is above the %(limit)s points of a medium one.")
        text = text if is_score else _("That is above the %(limit)s UVT of a medium one.")
        return text % {"limit": number(basis["above"])}
    text = _("In %(stratum)s, a %(size)s enterprise has at most %(limit)s points.")
    text = text if is_score else _("In %(stratum)s, a %(size)s enterprise has at most %(limit)s UVT.")
    words = {"stratum": Stratum(basis["stratum"]).label.lower(), "size": _size_word(basis["size"])}
    return text % {"limit": number(basis["cap"]), **words}


class _Numbers:
    """Writes numbers as one city does."""

    def __init__(self, municipality: "Municipality") -> None:
        self.municipality = municipality

    def __call__(self, value: Any) -> str:
        return formats.number(Decimal(str(value)).normalize() + 0, self.municipality)

    def money(self, value: Any) -> str:
        return formats.money(Decimal(str(value)), self.municipality)

    def percent(self, value: Any) -> str:
        return formats.percent(Decimal(str(value)), self.municipality)
