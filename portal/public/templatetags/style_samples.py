"""What the living page /estilo/ shows: one sample of each component's parameters, of no person and no enterprise."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Row, Submit
from django import forms, template
from django.core.paginator import Page, Paginator
from django.utils.translation import gettext_lazy as _

from portal.core.enums import Tone

register = template.Library()

ICONS = [
    "menu",
    "check",
    "check-circle",
    "cross",
    "cross-circle",
    "question",
    "info",
    "warning",
    "clock",
    "calendar",
    "file",
    "upload",
    "download",
    "camera",
    "search",
    "arrow-left",
    "arrow-right",
    "user",
    "people",
    "store",
    "building",
    "money",
    "phone",
    "mail",
    "chat",
    "pin",
    "print",
    "link",
    "edit",
    "trash",
    "lock",
    "flag",
    "list",
    "plus",
    "keyboard",
]


class SampleForm(forms.Form):
    """One field of each kind, with errors: the page shows how they are told."""

    use_required_attribute = False

    name = forms.CharField(label=_("Legal name"), help_text=_("As it stands on the tax certificate."))
    person = forms.ChoiceField(
        label=_("Kind of person"),
        choices=[("legal", _("Legal person")), ("natural", _("Natural person with business activity"))],
        widget=forms.RadioSelect,
    )
    needs = forms.MultipleChoiceField(
        label=_("What do you need?"),
        choices=[("training", _("Training")), ("funding", _("Funding"))],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    starts_on = forms.DateField(label=_("From"), widget=forms.DateInput(attrs={"type": "date"}), required=False)
    ends_on = forms.DateField(label=_("Until"), widget=forms.DateInput(attrs={"type": "date"}), required=False)
    goal = forms.CharField(label=_("Goal"), widget=forms.Textarea(attrs={"rows": 4, "maxlength": 500}))
    paper = forms.FileField(
        label=_("Tax certificate"),
        help_text=_("PDF, JPG or PNG, up to 10 MB. A legible photo will do."),
        widget=forms.FileInput(attrs={"data-shrink": "", "accept": "image/*,application/pdf"}),
    )
    declaration = forms.BooleanField(label=_("I declare that what I wrote is true."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.form_show_errors = False  # its summary would take the focus of the whole page
        self.helper.disable_csrf = True  # the page is public, and nothing is sent from it
        self.helper.layout = Layout(
            "name", "person", "needs", Row("starts_on", "ends_on"), "goal", "paper", "declaration"
        )
        self.helper.add_input(Submit("continue", _("Save and continue"), type="button"))


@register.simple_tag
def style_samples() -> dict[str, Any]:
    """`{% style_samples as samples %}`: what templates/style_guide.html shows. Nothing is read from the database."""
    return {
        "tones": _tones(),
        "cards": _cards(),
        "figures": [
            {"value": "150", "label": _("companies in the academy"), "note": _("of 150 planned")},
            {"value": "7,000", "label": _("entrepreneurs reached"), "note": ""},
            {"value": "$1,300,000", "label": _("joint investment"), "note": ""},
        ],
        "tasks": _tasks(),
        "answers": [
            {"label": _("Legal name"), "value": "Empresa de ejemplo, S.A. de C.V.", "url": "#main"},
            {"label": _("Web site"), "value": "", "url": "#main"},
        ],
        "rules": _rules(),
        "documents": _documents(),
        "events": _events(),
        "table": _table(),
        "page": _page(),
        "empty_states": _empty_states(),
        "form": SampleForm(data={}),
        "icons": ICONS,
    }


def _tones() -> list[dict[str, Any]]:
    return [
        {"tone": Tone.NEUTRAL, "label": _("Draft"), "text": _("Something to know, without hurry.")},
        {"tone": Tone.INFO, "label": _("In review"), "text": _("Something is under way.")},
        {"tone": Tone.OK, "label": _("Approved"), "text": _("Something went well.")},
        {"tone": Tone.WARN, "label": _("To be corrected"), "text": _("Something is asked of you, until a date.")},
        {"tone": Tone.ERROR, "label": _("Rejected"), "text": _("Something failed, and how to mend it.")},
    ]


def _cards() -> list[dict[str, Any]]:
    return [
        {
            "title": _("Business academy"),
            "url": "#main",
            "text": _("Training and company for established enterprises."),
            "tag_label": _("Open"),
            "tag_tone": Tone.OK,
            "meta": _("150 places"),
        },
        {
            "title": _("Training inside companies"),
            "url": "#main",
            "text": _("Your workers learn where they work."),
            "tag_label": _("Closed"),
            "tag_tone": Tone.NEUTRAL,
            "meta": "",
        },
    ]


def _tasks() -> list[dict[str, Any]]:
    return [
        {"label": _("Your enterprise"), "status": _("Complete"), "url": "#main", "tone": "", "hint": ""},
        {
            "label": _("Your project"),
            "status": _("Incomplete"),
            "url": "#main",
            "tone": Tone.INFO,
            "hint": _("Two questions are left."),
        },
        {"label": _("Review and send"), "status": _("Cannot start yet"), "url": "", "tone": "", "hint": ""},
    ]


def _rules() -> list[dict[str, Any]]:
    rule = {"reason": "", "remedy": "", "source": ""}
    return [
        rule | {"result": "meets", "title": _("The enterprise is in the city")},
        rule
        | {
            "result": "does_not",
            "title": _("It has worked for two years or more"),
            "reason": _("It was founded eight months ago."),
            "remedy": _("You can apply from the date on which it turns two."),
            "source": _("Rules of operation, article 7"),
        },
        rule | {"result": "unknown", "title": _("It has between 1 and 10 workers")},
    ]


def _documents() -> list[dict[str, Any]]:
    document = {"help": "", "file_name": "", "file_url": "", "note": "", "upload_url": "", "required": True}
    return [
        document
        | {
            "name": _("Tax certificate"),
            "status": _("Accepted"),
            "tone": Tone.OK,
            "file_name": "constancia.pdf",
            "file_url": "#main",
        },
        document
        | {
            "name": _("Proof of address"),
            "status": _("Rejected"),
            "tone": Tone.ERROR,
            "note": _("It is more than three months old."),
            "upload_url": "#main",
        },
        document
        | {
            "name": _("Catalogue"),
            "status": _("Missing"),
            "tone": Tone.NEUTRAL,
            "help": _("Photos of what you make help us to know you."),
            "upload_url": "#main",
            "required": False,
        },
    ]


def _events() -> list[dict[str, Any]]:
    event = {"when": "", "iso": "", "by": "", "text": ""}
    return [
        event
        | {
            "title": _("Sent"),
            "status": "done",
            "when": "28 de noviembre de 2026, 10:12 a. m.",
            "iso": "2026-11-28T16:12:00Z",
        },
        event | {"title": _("In review"), "status": "current", "text": _("We will answer before 12 December.")},
        event | {"title": _("Decision"), "status": "next"},
    ]


def _table() -> dict[str, Any]:
    columns = [{"label": _("Folio"), "number": False}, {"label": _("Amount"), "number": True}]

    def row(folio: str, amount: str) -> dict[str, Any]:
        return {
            "cells": [
                {"label": columns[0]["label"], "value": folio, "url": "#main", "number": False},
                {"label": columns[1]["label"], "value": amount, "url": "", "number": True},
            ]
        }

    return {
        "caption": _("Applications by folio"),
        "columns": columns,
        "rows": [row("LEO-2026-00042-7", "$45,000.00"), row("LEO-2026-00043-5", "$120,000.00")],
    }


def _page() -> Page:
    return Paginator(range(100), 20).page(2)


def _empty_states() -> list[dict[str, Any]]:
    return [
        {
            "illustration": "start",
            "title": _("Nothing here yet"),
            "text": _("What you start will appear here."),
            "url": "#main",
            "link": _("See the calls"),
        },
        {
            "illustration": "search",
            "title": _("Nothing matches"),
            "text": _("Take away a filter."),
            "url": "#main",
            "link": _("Remove the filters"),
        },
        {"illustration": "done", "title": _("All done"), "text": _("Nothing waits for you."), "url": "", "link": ""},
        {
            "illustration": "locked",
            "title": _("Not for this account"),
            "text": _("Ask your administrator."),
            "url": "",
            "link": "",
        },
    ]
