"""Forms about reminders."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from portal.notifications.models import NoticePreference, ReminderRule
from portal.notifications.reminders.kinds import families_for, registered


class PreferencesForm(forms.Form):
    """Which families of reminders a person wants by mail, of those that can reach that person."""

    wanted = forms.MultipleChoiceField(
        label=_("I want these reminders by mail"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, user: Any, is_sent: bool = False, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.is_bound = is_sent  # nothing ticked is an answer too
        left = set(NoticePreference.objects.filter(user=user, by_mail=False).values_list("family", flat=True))
        known = families_for(user)
        self.fields["wanted"].choices = [(family.code, f"{family.label}. {family.help}") for family in known]
        self.initial["wanted"] = [family.code for family in known if family.code not in left]


class DaysField(forms.CharField):
    """Days written as people do: 7, 3, 1. Gives a list of whole numbers."""

    def __init__(self, *, encoder: Any = None, decoder: Any = None, **kwargs: Any):
        super().__init__(**kwargs)  # the two belong to the JSON column behind it

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(str(day) for day in value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> list[int]:
        parts = [part.strip() for part in str(value or "").split(",") if part.strip()]
        if not all(part.isascii() and part.isdecimal() and len(part) <= 3 for part in parts):
            raise ValidationError(_("Write days as whole numbers with commas between them, like 7, 3, 1."))
        return [int(part) for part in parts]

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return self.to_python(data) != (initial or [])
        except ValidationError:
            return True


class ReminderRuleForm(forms.ModelForm):
    """A rule as staff write it."""

    kind = forms.ChoiceField(label=_("Reminder"))

    class Meta:
        model = ReminderRule
        fields = (
            "municipality",
            "kind",
            "enabled",
            "days_before",
            "days_after",
            "escalate_days",
            "at_hour",
            "business_days",
            "digest",
            "own_text",
        )
        field_classes = {"days_before": DaysField, "days_after": DaysField, "escalate_days": DaysField}
        widgets = dict.fromkeys(("days_before", "days_after", "escalate_days"), forms.TextInput)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if "kind" in self.fields:
            self.fields["kind"].choices = sorted((code, kind.label) for code, kind in registered.items())
        if "own_text" in self.fields and self.instance.known:
            names = ", ".join(f"{{{name}}}: {label}" for name, label in self.instance.known.variables.items())
            self.fields["own_text"].help_text = _("It may name: %(names)s.") % {"names": names or "—"}
