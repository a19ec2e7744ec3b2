"""The page on which an auditor follows one application, enterprise or person through the ledger."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from portal.core.enums import Role
from portal.core.models import LedgerEntry, Municipality, Seal
from portal.core.phrases import changes_of, phrase_of
from portal.core.querysets import AnyUser
from portal.core.stories import LONGEST_SEARCH, Story, find
from portal.core.workflow import Text

PER_PAGE = 100


class StoryForm(forms.Form):
    q = forms.CharField(
        label=_("Folio, public id of an enterprise, or e-mail"),
        max_length=LONGEST_SEARCH,
        widget=forms.TextInput(attrs={"class": "vTextField", "size": 40}),
    )


@dataclass(frozen=True)
class Line:
    """One ledger entry as a person reads it; `when` is written in the clock of its city."""

    entry: LedgerEntry
    when: str
    who: str
    what: str
    about: Text
    changes: list[str]
    place: int | None  # of its seal; None while it is not sealed


def story_context(request: HttpRequest) -> dict[str, Any]:
    """Return `form`, and for what was typed `story` and `page` (of lines, oldest first); both None where nothing is.

    Rows outside of the reader's ledger are left out; a story without any row in it was not found.
    """
    form = StoryForm(request.GET if "q" in request.GET else None)
    story = find(form.cleaned_data["q"], request.user) if form.is_bound and form.is_valid() else None
    page = _page(story, request.user, request.GET.get("p")) if story else None
    if page is None or not page.paginator.count:
        return {"form": form, "story": None, "page": None}
    return {"form": form, "story": story, "page": page}


def _page(story: Story, user: AnyUser, number: str | None) -> Any:
    entries = LedgerEntry.objects.visible_to(user).filter(story.q).order_by("pk")
    page: Any = Paginator(entries, PER_PAGE).get_page(number)
    page.object_list = list(_lines(list(page.object_list), story))
    return page


def _lines(entries: list[LedgerEntry], story: Story) -> Iterable[Line]:
    """Yield them with one query each for the seals, the people and the cities."""
    places = dict(Seal.objects.filter(entry_id__in=[entry.pk for entry in entries]).values_list("entry_id", "position"))
    people = get_user_model()._default_manager.in_bulk({entry.by_id for entry in entries if entry.by_id})
    cities = Municipality.objects.in_bulk({entry.chain for entry in entries})
    names = story.names
    for entry in entries:
        zone = cities[entry.chain].zone if entry.chain in cities else UTC
        yield Line(
            entry=entry,
            when=f"{entry.at.astimezone(zone):%Y-%m-%d %H:%M:%S %Z}",
            who=_who(entry, people),
            what=phrase_of(entry.action),
            about=names.get((entry.object_type, entry.object_id), entry.object_type),
            changes=changes_of(entry),
            place=places.get(entry.pk),
        )


def _who(entry: LedgerEntry, people: dict[int, Any]) -> str:
    if entry.by_id is None:
        return str(Role.SYSTEM.label)
    person = people.get(entry.by_id)
    return f"{person.full_name} ({person.get_username()})" if person else f"#{entry.by_id}"
