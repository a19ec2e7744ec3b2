"""What every editor works on: one version of one call, read once, saved by one action that sees other editors."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from enterprises.facts import FactContext
from portal.core import clock
from portal.core.actions import Refused
from programs.actions import edit_version
from programs.models import Call, CallVersion

LIST_VERBS = ("up", "down", "copy", "remove")
DONE = {
    "up": gettext_lazy("It was moved up."),
    "down": gettext_lazy("It was moved down."),
    "copy": gettext_lazy("It was copied. Change the copy."),
    "remove": gettext_lazy("It was removed."),
}


@dataclass
class Bench:
    """The version that one request works on: what is being prepared, else the newest one, which is only read.

    `seen` counts the edits that the person saw; a save that comes after somebody else's is told so by `save`.
    """

    request: HttpRequest
    call: Call
    may_change: bool
    context: dict[str, Any]
    version: CallVersion = field(init=False)
    seen: int = field(init=False)

    def __post_init__(self) -> None:
        self.version = self.call.versions.order_by("-number").first()
        self.version.call = self.call
        given = self.request.POST.get("seen", "")
        self.seen = int(given) if given.isdecimal() and len(given) < 9 else self.version.edits

    @property
    def city(self) -> Any:
        return self.call.municipality

    @property
    def is_open(self) -> bool:
        """Whether this person may change this version."""
        return self.may_change and not self.version.is_published

    @property
    def fact_context(self) -> FactContext:
        return FactContext(municipality=self.city, on=clock.today(self.city.zone), call=self.call)

    @property
    def posted(self) -> Any:
        return self.request.POST if self.request.method == "POST" else None

    def page(self, template: str, title: Any, **more: Any) -> HttpResponse:
        """Answer with one of the editors' templates."""
        context = self.context | {
            "title": title,
            "subtitle": self.call.title,
            "call": self.call,
            "city": self.city,
            "version": self.version,
            "seen": self.seen,
            "is_open": self.is_open,
            **more,
        }
        return TemplateResponse(self.request, f"admin/programs/call/editors/{template}.html", context).render()

    def save(self, *, form: Form | None = None, done: Any = "", **parts: Any) -> bool:
        """Save parts of the version; return whether they were. What is refused is said, at the form where there is one.

        After an edit by somebody else the page carries the newest count: saving again keeps what was typed.
        """
        try:
            edit_version(self.version, by=self.request.user, seen=self.seen, **parts)
        except (Refused, ValidationError) as error:
            self.version.refresh_from_db(fields=["edits", "published_at"])
            self.seen = self.version.edits
            self._tell(form, error)
            return False
        if done:
            messages.success(self.request, done)
        return True

    def _tell(self, form: Form | None, error: Refused | ValidationError) -> None:
        texts = [error.message] if isinstance(error, Refused) else error.messages
        for text in texts:
            if form is not None:
                form.add_error(None, text)
            else:
                messages.error(self.request, text)

    def to(self, name: str, query: str = "") -> HttpResponse:
        """Lead on to another page below the desk."""
        answer = redirect(f"admin:programs_call_{name}", self.call.pk)
        answer["Location"] += query
        return answer


View = Callable[[Bench], HttpResponse]
"""An editor's page: it shows on GET and saves on POST."""


def moved(rows: list[Any], index: int, verb: str) -> list[Any]:
    """Return the list after one of `up`, `down` and `remove` on the row at `index`; at an end it stays as it is."""
    rows = list(rows)
    row = rows.pop(index)
    if verb != "remove":
        rows.insert(max(index - 1, 0) if verb == "up" else index + 1, row)
    return rows


def free_code(wanted: str, taken: Any, fallback: str) -> str:
    """Return a code made of the words that staff wrote, which no other row has; people never see it."""
    base = slugify(wanted)[:50].strip("-_").lstrip("0123456789-_") or fallback
    code, number = base, 2
    while code in taken:
        code, number = f"{base}-{number}", number + 1
    return code


def copied_words(words: str) -> str:
    """Return the words of a copy, so that the two are told apart."""
    return _("%(words)s (copy)") % {"words": words}
