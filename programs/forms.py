"""The forms of an application: one per page of the call's questions, made from the schema."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from enterprises.models import Enterprise, Project
from portal.core import clock
from portal.core.actions import Refused
from portal.core.enums import Country
from portal.core.models import Municipality
from portal.core.money import LocalDecimalFormField, LocalIntegerFormField, MoneyFormField
from programs.answers import Answers, to_json
from programs.enums import QuestionKind
from programs.form_schema import Page, Question
from programs.requirements import MEGABYTE, Requirement

EARLIEST, LATEST = date(1900, 1, 1), date(2100, 1, 1)


class DayField(forms.DateField):
    """A day, from the browser's own calendar; years that nobody means are refused."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
        super().__init__(widget=widget, input_formats=["%Y-%m-%d", "%d/%m/%Y"], **kwargs)

    def clean(self, value: Any) -> date | None:
        day = super().clean(value)
        if day is not None and not EARLIEST <= day < LATEST:
            raise ValidationError(_("Check the year: write the date as day/month/year, like 28/11/2026."), code="year")
        return day


def _text(question: Question, city: Municipality) -> forms.Field:
    # Without strip=False a paste of spaces would count as an answer; the length is checked when the answer is kept.
    return forms.CharField()


def _personal_id(question: Question, city: Municipality) -> forms.Field:
    # No autocomplete: browsers would offer the id of whoever typed one before.
    keys = {"inputmode": "numeric"} if city.country == Country.CO else {"autocapitalize": "characters"}
    return forms.CharField(widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"} | keys))


def _long_text(question: Question, city: Municipality) -> forms.Field:
    return forms.CharField(
        widget=forms.Textarea(attrs={"rows": 6, "data-count": question.max_length, "maxlength": question.max_length})
    )


def _date(question: Question, city: Municipality) -> forms.Field:
    field = DayField()
    first, last = question.days(clock.today(city.zone))
    days = {"min": first, "max": last}
    field.widget.attrs |= {name: day.isoformat() for name, day in days.items() if day is not None}
    return field


def _choice(question: Question, city: Municipality) -> forms.Field:
    choices = [(choice.value, choice.label) for choice in question.choices]
    return forms.ChoiceField(choices=choices, widget=forms.RadioSelect)


def _choices(question: Question, city: Municipality) -> forms.Field:
    choices = [(choice.value, choice.label) for choice in question.choices]
    return forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple)


def _yes_no(question: Question, city: Municipality) -> forms.Field:
    return forms.TypedChoiceField(
        choices=[("yes", _("Yes")), ("no", _("No"))],
        coerce=lambda value: {"yes": True, "no": False}[value],
        empty_value=None,
        widget=forms.RadioSelect,
    )


FIELDS: Mapping[str, Callable[[Question, Municipality], forms.Field]] = {
    QuestionKind.TEXT: _text,
    QuestionKind.LONG_TEXT: _long_text,
    QuestionKind.NUMBER: lambda question, city: (LocalDecimalFormField if question.decimals else LocalIntegerFormField)(
        city
    ),
    QuestionKind.MONEY: lambda question, city: MoneyFormField(city),
    QuestionKind.DATE: _date,
    QuestionKind.CHOICE: _choice,
    QuestionKind.CHOICES: _choices,
    QuestionKind.YES_NO: _yes_no,
    QuestionKind.PERSONAL_ID: _personal_id,
}


class PageForm(forms.Form):
    """The written questions of one page. Files are asked with the documents.

    A draft may leave anything empty: what is owed is asked for at "check your answers". What was typed and is no
    answer is an error here, and the action keeps it as unfinished.

    Args:
        page: the page of the schema.
        answers: the application's answers, for the initial values and for the questions that depend on others.
        municipality: the city, in whose way numbers and money are written.
        only: codes of the questions that may change (a correction); None means all.
    """

    use_required_attribute = False

    def __init__(
        self,
        page: Page,
        answers: Answers,
        municipality: Municipality,
        *,
        only: Collection[str] | None = None,
        data: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data=data, initial=form_initial(answers, page))
        self.page = page
        self.answers = answers
        self.questions: list[Question] = []
        for question in page.questions:
            if self._is_shown(question, only):
                self.questions.append(question)
                self.fields[question.code] = self._field(question, municipality)

    def _is_shown(self, question: Question, only: Collection[str] | None) -> bool:
        if question.is_file or (only is not None and question.code not in only):
            return False
        # A question that depends on one that is shown here is shown too: the page must serve without JavaScript.
        depends = question.show_if
        return depends is None or depends.question in self.fields or question.is_asked(self.answers.stored)

    def _field(self, question: Question, municipality: Municipality) -> forms.Field:
        field = FIELDS[question.kind](question, municipality)
        field.label = question.label
        field.help_text = question.help
        depends = question.show_if
        other = self.page.question(depends.question) if depends is not None else None
        if depends is not None and other is not None and other.code in self.fields:
            self._depend(field, other, depends.value)
        # A draft is saved with an answer missing; the template pack reads `owed` to not call it optional.
        field.required = False
        field.owed = question.required  # type: ignore[attr-defined]
        return field

    def _depend(self, field: forms.Field, other: Question, value: Any) -> None:
        """Say when the question applies; page.js hides it while it does not, by what the browser sends for `other`."""
        if isinstance(value, bool):
            sent, shown = ("yes", _("Yes")) if value else ("no", _("No"))
        else:
            sent, shown = str(value), other.choice_label(str(value))
        words = {"answer": shown, "question": other.label}
        hint = _("Only if you answered “%(answer)s” to “%(question)s”.") % words
        field.help_text = f"{field.help_text} {hint}".strip()
        field.widget.attrs |= {"data-show-if": other.code, "data-show-value": sent}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        given: dict[str, Any] = {}
        for question in self.questions:
            if question.code not in cleaned or cleaned[question.code] in (None, "", []):
                continue
            try:
                answers = self.answers
                given[question.code] = to_json(question, cleaned[question.code], answers.today, answers.country)
            except ValidationError as error:
                self.add_error(question.code, error)
        self._pass_over_what_does_not_apply(given)
        return cleaned

    def _pass_over_what_does_not_apply(self, given: Mapping[str, Any]) -> None:
        """Let a mistake in a question that does not apply hold nobody back; its answer stays as it is."""
        here = {question.code for question in self.questions}
        elsewhere = {code: value for code, value in self.answers.stored.items() if code not in here}
        for question in self.questions:
            if question.code in self.errors and not question.is_asked(elsewhere | dict(given)):
                del self.errors[question.code]
                self.cleaned_data.pop(question.code, None)

    def typed(self) -> dict[str, str]:
        """Return what was typed in the fields that have errors, so that it is kept."""
        return {
            code: str(self.data.get(code, ""))
            for code in self.errors
            if code in self.fields and not isinstance(self.fields[code], forms.MultipleChoiceField)
        }


def form_initial(answers: Answers, page: Page) -> dict[str, Any]:
    """Return the page's answers as the form's widgets hold them."""
    initial = answers.initial(page)
    words = {True: "yes", False: "no"}
    return {code: words[value] if isinstance(value, bool) else value for code, value in initial.items()}


class EnterpriseChoice(forms.ModelChoiceField):
    def label_from_instance(self, enterprise: Enterprise) -> str:  # type: ignore[override]
        return (
            f"{enterprise.display_name} ({enterprise.masked_tax_id})" if enterprise.tax_id else enterprise.display_name
        )


class EnterpriseChoiceForm(forms.Form):
    """Which of one's enterprises applies."""

    use_required_attribute = False
    enterprise = EnterpriseChoice(
        queryset=Enterprise.objects.none(),
        to_field_name="public_id",
        empty_label=None,
        widget=forms.RadioSelect,
        label=_("Which enterprise applies?"),
        error_messages={"required": _("Choose the enterprise that applies.")},
    )

    def __init__(self, data: Any, *, enterprises: Any) -> None:
        super().__init__(data)
        self.fields["enterprise"].queryset = enterprises
        if len(enterprises) == 1:
            self.initial["enterprise"] = enterprises[0].public_id


class ProjectChoice(forms.ModelChoiceField):
    def label_from_instance(self, project: Project) -> str:  # type: ignore[override]
        return f"{project.title} · {project.line.name}" if project.line_id else project.title


class ProjectForm(forms.Form):
    """Which of the enterprise's projects the application is for."""

    use_required_attribute = False
    project = ProjectChoice(
        queryset=Project.objects.none(),
        empty_label=None,
        widget=forms.RadioSelect,
        label=_("Which project is it for?"),
        error_messages={"required": _("Choose a project, or write a new one.")},
    )

    def __init__(self, data: Any, *, projects: Any, initial: Mapping[str, Any]) -> None:
        super().__init__(data, initial=dict(initial))
        self.fields["project"].queryset = projects
        if self.initial.get("project") is None and len(projects) == 1:
            self.initial["project"] = projects[0].pk


class DeclarationForm(forms.Form):
    """The declaration that is accepted on sending."""

    use_required_attribute = False
    declaration = forms.BooleanField(
        label=_("I have read the declaration and I accept it"),
        error_messages={"required": _("Read the declaration and accept it to send the application.")},
    )


class WithdrawForm(forms.Form):
    """Why an application is withdrawn; it may stay unsaid."""

    use_required_attribute = False
    note = forms.CharField(
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        label=_("Would you tell us why?"),
        help_text=_("It helps us to improve. The reviewing organization reads it."),
    )


class UploadForm(forms.Form):
    """One file for one requirement. What the vault refuses is shown beside the field."""

    use_required_attribute = False
    file = forms.FileField(
        allow_empty_file=True,  # the vault says it better
        label=_("Choose the file"),
        error_messages={"required": _("Choose a file, or take a photo of the document.")},
    )

    def __init__(self, data: Any, files: Any, *, requirement: Requirement) -> None:
        super().__init__(data, files)
        kinds = {"pdf": "application/pdf", "jpeg": "image/jpeg", "png": "image/png"}
        names = {"pdf": "PDF", "jpeg": "JPG", "png": "PNG"}
        widget = self.fields["file"].widget
        widget.attrs |= {"accept": ",".join(kinds[kind] for kind in requirement.accepts), "data-shrink": ""}
        self.fields["file"].help_text = _("%(kinds)s, %(size)s MB at most.") % {
            "kinds": ", ".join(names[kind] for kind in requirement.accepts),
            "size": requirement.max_bytes // MEGABYTE,
        }

    @contextmanager
    def telling_refusals(self) -> Iterator[UploadForm]:
        """Run a verb; when it is refused, say so beside the file. `done` tells which it was."""
        self.done = False
        try:
            yield self
            self.done = True
        except Refused as refusal:
            self.add_error("file", refusal.message)
