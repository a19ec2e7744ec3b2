"""The next call from an earlier one, such as last year's."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.core.actions import Refused
from programs.actions import copy_call
from programs.admin.desk import NamedDateTime
from programs.admin.editors.bench import Bench
from programs.models import Call


class CopyForm(forms.Form):
    """What is not taken over: how it is called, when it is open, and how many places it has."""

    use_required_attribute = False
    title = forms.CharField(label=gettext_lazy("Title"), max_length=160)
    slug = forms.SlugField(
        label=gettext_lazy("Address"),
        max_length=80,
        required=False,
        help_text=gettext_lazy("The last part of its web address. Empty: made from the title."),
    )
    opens_at = forms.SplitDateTimeField(label=gettext_lazy("Opens"), widget=NamedDateTime)
    closes_at = forms.SplitDateTimeField(label=gettext_lazy("Closes"), widget=NamedDateTime)
    places = forms.IntegerField(label=gettext_lazy("Places"), min_value=1, max_value=1_000_000)


def copy_page(bench: Bench) -> HttpResponse:
    """Ask for title, address, dates and places of the next call, and prepare it as a draft."""
    call = bench.call
    dates = {"opens_at": _a_year_later(call.opens_at), "closes_at": _a_year_later(call.closes_at)}
    form = CopyForm(bench.posted, initial={"places": call.places, **dates})
    if bench.posted is not None and form.is_valid() and (made := _copy(bench, form)) is not None:
        messages.success(
            bench.request, _("The call was copied. It is a draft: look at its rules, questions and dates.")
        )
        return redirect("admin:programs_call_desk", made.pk)
    return bench.page("copy", _("Copy this call"), form=form)


def _copy(bench: Bench, form: CopyForm) -> Call | None:
    data = form.cleaned_data
    data["slug"] = data["slug"] or slugify(data["title"])[:80].strip("-")
    try:
        return copy_call(bench.call, by=bench.request.user, **data)
    except Refused as refusal:
        form.add_error(None, refusal.message)
    except ValidationError as error:
        _tell(form, error)
    return None


def _tell(form: CopyForm, error: ValidationError) -> None:
    for name, faults in error.update_error_dict({}).items():
        form.add_error(name if name in form.fields else None, faults)


def _a_year_later(instant: datetime) -> Any:
    return instant + timedelta(weeks=52)  # on the same day of the week
