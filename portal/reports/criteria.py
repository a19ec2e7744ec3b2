"""What a report asks before it runs. A form whose answers are kept as JSON and read again by the worker."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from portal.core import clock, formats
from portal.core.models import Municipality
from portal.core.querysets import AnyUser


class Criteria(forms.Form):
    """Asks nothing. Subclasses add fields; choices of rows begin at `visible_to(self.user)` and the city."""

    use_required_attribute = False

    def __init__(self, data: Mapping[str, Any] | None = None, *, user: AnyUser, municipality: Municipality):
        self.user, self.municipality = user, municipality
        super().__init__(data)

    def stored(self) -> dict[str, str]:
        """What was answered, as JSON that binds the same form again. Only after `is_valid()`; no personal values."""
        found = {}
        for name, field in self.fields.items():
            value = field.prepare_value(self.cleaned_data[name])
            if value not in (None, ""):
                found[name] = value.isoformat() if isinstance(value, dt.date) else str(value)
        return found

    def described(self) -> list[tuple[str, str]]:
        """What was answered, for people: pairs of label and text."""
        return [
            (str(field.label), self._shown(field, self.cleaned_data[name]))
            for name, field in self.fields.items()
            if self.cleaned_data[name] not in (None, "")
        ]

    def _shown(self, field: forms.Field, value: Any) -> str:
        if isinstance(value, dt.date):
            return formats.date(value, self.municipality)
        if isinstance(field, forms.ChoiceField) and not isinstance(field, forms.ModelChoiceField):
            return str(dict(field.choices).get(value, value))  # type: ignore[call-overload, arg-type]
        return str(value)


def day_field(label: Any, *, required: bool = True) -> forms.DateField:
    """A field for a day, with the browser's own calendar."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, widget=widget)


def refuse_backward_period(since: dt.date | None, until: dt.date | None, field: str) -> None:
    """Raise ValidationError on `field` when a period ends before it begins; an open one is right."""
    if since and until and since > until:
        raise ValidationError({field: _("The period ends before it begins. Please correct one of the dates.")})


class PeriodCriteria(Criteria):
    """Asks for a period, both days included, in the city's zone. A schedule fills it with the period that ended."""

    since = day_field(_("From"))
    until = day_field(_("Until, this day included"))

    def __init__(self, data: Mapping[str, Any] | None = None, *, user: AnyUser, municipality: Municipality):
        super().__init__(data, user=user, municipality=municipality)
        today = clock.today(municipality.zone)
        self.fields["since"].initial = today.replace(day=1)
        self.fields["until"].initial = today

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        refuse_backward_period(cleaned.get("since"), cleaned.get("until"), "until")
        return cleaned


def instants(filters: Mapping[str, Any], municipality: Municipality) -> tuple[dt.datetime, dt.datetime]:
    """The first instant of a period and the first after it, in UTC, by the city's wall."""
    first = dt.datetime.combine(filters["since"], dt.time(), tzinfo=municipality.zone)
    after = dt.datetime.combine(filters["until"] + dt.timedelta(days=1), dt.time(), tzinfo=municipality.zone)
    return first.astimezone(dt.UTC), after.astimezone(dt.UTC)
