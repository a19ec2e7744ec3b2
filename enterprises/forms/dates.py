"""A date that a person remembers: day, month and year in three boxes, in the order in which it is said."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.template.loader import get_template
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _


class RememberedDateWidget(forms.MultiWidget):
    """Three short boxes for numbers, each with its name above it."""

    template_name = "enterprises/widgets/remembered_date.html"
    use_fieldset = True

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        boxes = {"day": _("Day"), "month": _("Month"), "year": _("Year")}
        common = {"inputmode": "numeric", "autocomplete": "off", "class": "input-short"}
        super().__init__({name: forms.TextInput(common | {"title": label}) for name, label in boxes.items()}, attrs)

    def decompress(self, value: date | None) -> list[Any]:
        return [value.day, value.month, value.year] if value else [None, None, None]

    def _render(self, template_name: str, context: dict[str, Any], renderer: Any = None) -> SafeString:
        """Render with the project's templates; the default renderer of forms reads those of Django alone."""
        return get_template(template_name).render(context)


class RememberedDateField(forms.MultiValueField):
    """Gives a date, or None when all boxes are empty. Words for what is wrong say how to mend it."""

    default_error_messages = {
        "required": _("Please write day, month and year."),
        "incomplete": _("Please write day, month and year."),
        "invalid": _("This is not a day of the calendar. Please write it like 27 3 2019."),
    }

    def __init__(self, **kwargs: Any) -> None:
        part = {
            "min_value": 1,
            "required": False,
            "error_messages": {"invalid": self.default_error_messages["invalid"]},
        }
        fields = (forms.IntegerField(**part), forms.IntegerField(**part), forms.IntegerField(**part))
        kwargs.setdefault("help_text", _("Day, month and year, for example 27 3 2019."))
        super().__init__(fields, widget=RememberedDateWidget(), require_all_fields=False, **kwargs)

    def compress(self, data_list: list[int | None]) -> date | None:
        if not any(data_list):
            return None
        if not all(data_list):
            raise ValidationError(self.error_messages["incomplete"], code="incomplete")
        day, month, year = data_list
        try:
            return date(year, month, day)
        except (ValueError, OverflowError) as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error
