"""What an officer writes: a verdict on a document, an exception, a correction, a decision."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from programs.actions.corrections import Point
from programs.answers import Answers
from programs.enums import CorrectionKind
from programs.models import DecisionReason, Enrollment
from programs.requirements import requirements_of

SHORT = forms.Textarea(attrs={"rows": 2})


class VersionForm(forms.Form):
    """Carries the counter of the file as the officer saw it, so that a change meanwhile is noticed."""

    use_required_attribute = False
    version = forms.IntegerField(widget=forms.HiddenInput)


class ApproveForm(VersionForm):
    note = forms.CharField(
        required=False,
        max_length=1000,
        widget=SHORT,
        label=_("Note for the letter"),
        help_text=_("The applicant reads it."),
    )


class ReasonChoice(forms.ModelChoiceField):
    def label_from_instance(self, reason: DecisionReason) -> str:  # type: ignore[override]
        return reason.title


class RejectForm(VersionForm):
    reason = ReasonChoice(
        queryset=DecisionReason.objects.none(),
        to_field_name="code",
        empty_label=None,
        widget=forms.RadioSelect,
        label=_("Reason"),
        error_messages={"required": _("Choose the reason: the letter says it.")},
    )
    note = forms.CharField(
        required=False,
        max_length=2000,
        widget=SHORT,
        label=_("What you add to it"),
        help_text=_("The applicant reads it after the reason. Say what can be done next."),
    )

    def __init__(self, data: Any, *, enrollment: Enrollment) -> None:
        super().__init__(data, initial={"version": enrollment.version})
        reasons = DecisionReason.objects.filter(municipality=enrollment.municipality, is_active=True)
        self.fields["reason"].queryset = reasons.order_by("code")


class VerdictForm(forms.Form):
    """Accept a document, or say why it does not serve."""

    use_required_attribute = False
    verdict = forms.ChoiceField(choices=[("accept", _("Accept")), ("reject", _("Does not serve"))])
    note = forms.CharField(required=False, max_length=400, label=_("Why it does not serve"))


class OverrideForm(forms.Form):
    """The reason for which a rule counts as met."""

    use_required_attribute = False
    reason = forms.CharField(
        max_length=1000,
        widget=SHORT,
        label=_("Reason of the exception"),
        error_messages={"required": _("Write the reason of the exception: it stays in the file.")},
    )


class CorrectionForm(VersionForm):
    """One line per thing that can be mended; what is written beside one is what the applicant must mend there."""

    def __init__(self, data: Any, *, enrollment: Enrollment) -> None:
        super().__init__(data, initial={"version": enrollment.version})
        self.subjects: list[tuple[str, CorrectionKind, str]] = []
        answers = Answers.of(enrollment)
        for item in requirements_of(enrollment, answers):
            note = item.given.note if item.given and item.given.state == "rejected" else ""
            self._add(CorrectionKind.DOCUMENT, item.code, item.name, note)
        if answers.schema.takes_project:
            self._add(CorrectionKind.PROJECT, "project", _("The project"), "")
        for question in answers.asked():
            if not question.is_file:
                self._add(CorrectionKind.ANSWER, question.code, question.label, "")
        self.fields["note"] = forms.CharField(
            max_length=2000,
            widget=SHORT,
            label=_("Message to the applicant"),
            help_text=_("It stands above the points, in the mail and on the page."),
            error_messages={"required": _("Write a sentence to the applicant.")},
        )

    def _add(self, kind: CorrectionKind, code: str, label: Any, note: str) -> None:
        name = f"{kind}-{code}"
        self.subjects.append((name, kind, code))
        self.fields[name] = forms.CharField(required=False, max_length=400, label=label, initial=note)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not any(cleaned.get(name) for name, _kind, _code in self.subjects):
            raise ValidationError(_("Write beside at least one point what to mend."), code="points")
        return cleaned

    def points(self) -> list[Point]:
        """Return the points that were written, in the order of the file."""
        return [
            Point(kind, code, self.cleaned_data[name])
            for name, kind, code in self.subjects
            if self.cleaned_data.get(name)
        ]
