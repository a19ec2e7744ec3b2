"""Money: Decimal in Python, whole minor units (cents) in the database, typed and shown as the city writes it.

SQLite keeps decimals as floats, so amounts are stored as integers. The currency is the city's; a row never mixes two.
"""

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from django import forms
from django.core import checks
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.core.numerals import Numerals

if TYPE_CHECKING:
    from portal.core.models import Municipality

DECIMALS = 2
CENT = Decimal("0.01")
LARGEST = Decimal("999999999999999.99")  # 15 digits and the cents: far above a nation's budget, far below bigint


class MoneyField(models.Field):
    """An amount as Decimal with two decimals. Give it Decimals or whole numbers: a float raises ValidationError.

    Sums and comparisons work in SQL. An arithmetic expression with a plain number needs
    `Value(amount, output_field=MoneyField())`, as with any field of its own kind.
    """

    description = _("Amount of money")

    def get_internal_type(self) -> str:
        return "BigIntegerField"

    def check(self, **kwargs: Any) -> list[checks.CheckMessage]:
        errors = super().check(**kwargs)
        if isinstance(self.default, float):
            errors.append(checks.Error("The default of an amount is a Decimal.", obj=self, id="core.E014"))
        return errors

    def to_python(self, value: Any) -> Decimal | None:
        if value is None or value == "":
            return None
        if isinstance(value, float | bool):
            raise ValidationError(_("An amount of money is not a rounded number."), code="invalid")
        try:
            amount = Decimal(value)
        except (InvalidOperation, TypeError, ValueError):
            raise ValidationError(_("This is not an amount of money."), code="invalid") from None
        if not amount.is_finite():
            raise ValidationError(_("This is not an amount of money."), code="invalid")
        if abs(amount) > LARGEST:
            raise ValidationError(_("This amount is too large. Check it, please."), code="too_large")
        if amount != amount.quantize(CENT):
            raise ValidationError(_("An amount has at most two decimals."), code="decimals")
        return amount.quantize(CENT)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Decimal | None:
        return None if value is None else (Decimal(value) / 100).quantize(CENT)

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        if value is None or hasattr(value, "resolve_expression"):
            return value
        amount = self.to_python(value)
        return None if amount is None else int(amount * 100)

    def value_to_string(self, obj: models.Model) -> str:
        value = self.value_from_object(obj)
        return "" if value is None else str(value)

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": MoneyFormField, **kwargs})


# --- Form fields -----------------------------------------------------------------------------------------------------
class LocalDecimalFormField(forms.Field):
    """A number typed as the city of `municipality` writes it; what was typed is shown again when it is wrong.

    Without a city (set `field.municipality` later), groups are refused and either decimal mark is accepted. Returns a
    Decimal, or None when it is empty.
    """

    widget = forms.TextInput

    def __init__(
        self,
        municipality: "Municipality | None" = None,
        *,
        decimal_places: int = 2,
        min_value: Decimal | int | None = 0,
        max_value: Decimal | int | None = LARGEST,
        **kwargs: Any,
    ):
        self.municipality = municipality
        self.decimal_places = decimal_places
        self.min_value, self.max_value = min_value, max_value
        super().__init__(**kwargs)
        if min_value is not None:
            message = _("This number cannot be negative.") if min_value == 0 else _("Write %(limit_value)s or more.")
            self.validators.append(MinValueValidator(min_value, message))
        if max_value is not None:
            message = _("This number is too large. Check it, please.")
            self.validators.append(MaxValueValidator(max_value, message))

    @property
    def numerals(self) -> Numerals:
        return Numerals.of(self.municipality)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"inputmode": "decimal" if self.decimal_places else "numeric", "autocomplete": "off"}

    def prepare_value(self, value: Any) -> Any:
        """A stored number in the city's way; typed text as it was typed."""
        if isinstance(value, Decimal | int) and not isinstance(value, bool):
            return self.numerals.written(value, self.decimal_places)
        return value

    def without_signs(self, text: str) -> str:
        """`text` without what people add to a number; a plain number has nothing to take away."""
        return text

    def to_python(self, value: Any) -> Decimal | None:
        if isinstance(value, Decimal):
            return value
        text = str(value).strip() if value is not None else ""
        return self.numerals.parse(self.without_signs(text), places=self.decimal_places) if text else None


class LocalIntegerFormField(LocalDecimalFormField):
    """A whole number typed as the city writes it. Returns an int."""

    def __init__(self, municipality: "Municipality | None" = None, **kwargs: Any):
        super().__init__(municipality, **{"decimal_places": 0, "max_value": 2**31 - 1, **kwargs})

    def to_python(self, value: Any) -> Any:
        if isinstance(value, int) and not isinstance(value, bool):
            return value
        number = super().to_python(value)
        return None if number is None else int(number)


class MoneyFormField(LocalDecimalFormField):
    """An amount in the city's currency; "$" and the currency's code may stand around it."""

    def __init__(self, municipality: "Municipality | None" = None, **kwargs: Any):
        super().__init__(municipality, **{"decimal_places": DECIMALS, **kwargs})

    def without_signs(self, text: str) -> str:
        code = self.municipality.currency if self.municipality else ""
        if code and text.upper().endswith(code):
            text = text[: -len(code)].rstrip()
        elif code and text.upper().startswith(code):
            text = text[len(code) :].lstrip()
        negative = text.startswith("-")
        return ("-" if negative else "") + text.removeprefix("-").lstrip().removeprefix("$").lstrip()
