"""What an officer writes: a verdict on a document, an exception, a correction, a decision."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import User
from portal.core.enums import Role
from portal.organizations.models import Membership
from programs.actions.corrections import Point
from programs.answers import Answers
from programs.enums import CorrectionKind, ReviewState
from programs.models import Case, DecisionReason, Enrollment
from programs.requirements import Requirement, requirements_of

MOST_SHOWN = 120  # characters of an answer beside its point
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

    def __init__(self, data: Any, *, subject: Any) -> None:
        """Offer the reasons of the city of `subject`: an application, or what another kind of case stands for."""
        super().__init__(data, initial={"version": subject.version})
        reasons = DecisionReason.objects.filter(municipality=subject.municipality, is_active=True)
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


class PersonChoice(forms.ModelChoiceField):
    def label_from_instance(self, user: User) -> str:  # type: ignore[override]
        return user.full_name


class AssignForm(forms.Form):
    """To which officer of the case's organization it is given."""

    use_required_attribute = False
    to = PersonChoice(queryset=User.objects.none(), to_field_name="public_id", empty_label=None, label=_("Colleague"))

    def __init__(self, data: Any = None, *, case: Case) -> None:
        super().__init__(data)
        officers = Membership.objects.active().filter(organization=case.organization_id, role=Role.OFFICER)
        people = User.objects.filter(pk__in=officers.values("user"), is_active=True).exclude(pk=case.assignee_id)
        self.fields["to"].queryset = people.order_by("full_name", "pk")


@dataclass(frozen=True)
class Subject:
    """A thing that can be mended, with its two fields: the box that names it, and what to mend in it."""

    kind: CorrectionKind
    code: str
    box: str
    note: str


class CorrectionForm(VersionForm):
    """One list of what can be mended, by page; a point is asked when its box is ticked, and then says what to mend."""

    def __init__(self, data: Any, *, enrollment: Enrollment) -> None:
        super().__init__(data, initial={"version": enrollment.version})
        self.groups: list[tuple[Any, list[Subject]]] = []
        answers, city = Answers.of(enrollment), enrollment.municipality
        self._group(_("Documents"), [self._of_document(item) for item in requirements_of(enrollment, answers)])
        if answers.schema.takes_project:
            title = enrollment.project.title if enrollment.project else ""
            self._group(_("Project"), [self._add(CorrectionKind.PROJECT, "project", _("The project"), title)])
        for page in answers.schema.pages:
            rows = [(row.question, row.text) for row in answers.rows(page, city)]
            self._group(
                page.title, [self._add(CorrectionKind.ANSWER, each.code, each.label, now) for each, now in rows]
            )
        self.fields["note"] = forms.CharField(
            max_length=2000,
            widget=SHORT,
            label=_("Message to the applicant"),
            help_text=_("It stands above the points, in the mail and on the page."),
            error_messages={"required": _("Write a sentence to the applicant.")},
        )

    def rows(self) -> list[tuple[Any, list[tuple[forms.BoundField, forms.BoundField]]]]:
        """Return the groups with the two fields of each point, for the page."""
        return [(title, [(self[each.box], self[each.note]) for each in subjects]) for title, subjects in self.groups]

    def _group(self, title: Any, subjects: list[Subject]) -> None:
        if subjects:
            self.groups.append((title, subjects))

    def _of_document(self, item: Requirement) -> Subject:
        now = item.given.document.original_name if item.given else ""
        note = item.given.note if item.given and item.given.state == ReviewState.REJECTED else ""
        return self._add(CorrectionKind.DOCUMENT, item.code, item.name, now, note)

    def _add(self, kind: CorrectionKind, code: str, label: Any, now: str, note: str = "") -> Subject:
        subject = Subject(kind, code, box=f"pick-{kind}-{code}", note=f"{kind}-{code}")
        self.fields[subject.box] = forms.BooleanField(
            required=False, label=label, help_text=Truncator(now).chars(MOST_SHOWN), initial=bool(note)
        )
        self.fields[subject.note] = forms.CharField(
            required=False, max_length=400, label=_("What to mend in “%(what)s”") % {"what": label}, initial=note
        )
        return subject

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        picked = [each for each in self._subjects() if cleaned.get(each.box)]
        if not picked:
            raise ValidationError(_("Tick at least one point, and write what to mend in it."), code="points")
        for subject in picked:
            if subject.note not in self.errors and not cleaned[subject.note]:
                self.add_error(subject.note, _("Write what to mend: the applicant reads it beside the point."))
        return cleaned

    def points(self) -> list[Point]:
        """Return the points that were ticked, in the order of the file."""
        given = self.cleaned_data
        return [Point(each.kind, each.code, given[each.note]) for each in self._subjects() if given.get(each.box)]

    def _subjects(self) -> list[Subject]:
        return [subject for _title, subjects in self.groups for subject in subjects]
