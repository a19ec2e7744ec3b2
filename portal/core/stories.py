"""From what a person types to the rows of the ledger that tell of it.

The ledger knows ids alone. Each app says, in a module `stories`, how its objects are found and called, and what hangs
on them; the module is imported by itself.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.db import models
from django.db.models import Q

from portal.core.ledger import Subject
from portal.core.querysets import NOTHING, AnyUser
from portal.core.workflow import Text

MOST_PARTS = 500  # of one kind; the newest
LONGEST_SEARCH = 254  # an e-mail


@dataclass(frozen=True)
class Part:
    """One object that a story is of, as the ledger names it and as a person calls it."""

    object_type: str
    object_id: int
    name: Text

    @classmethod
    def of(cls, obj: models.Model, name: Text) -> "Part":
        return cls(obj._meta.label_lower, obj.pk, name)


@dataclass(frozen=True)
class Story:
    """An object with what hangs on it; of a person also, by `actor_id`, what that person did."""

    title: Text
    parts: tuple[Part, ...]
    actor_id: int | None = None

    @property
    def q(self) -> Q:
        """The condition on ledger entries; whoever reads them narrows them by `visible_to` too."""
        ids: dict[str, list[int]] = defaultdict(list)
        for part in self.parts:
            ids[part.object_type].append(part.object_id)
        found = NOTHING
        for object_type, numbers in ids.items():
            found |= Q(object_type=object_type, object_id__in=numbers)
        return found | Q(by_id=self.actor_id) if self.actor_id else found

    @property
    def names(self) -> dict[tuple[str, int | None], Text]:
        return {(part.object_type, part.object_id): part.name for part in self.parts}


Finder = Callable[[str, AnyUser], Story | None]
Hanging = Callable[[models.Model], Iterable[Part]]

_finders: list[Finder] = []
_hanging: dict[str, list[Hanging]] = defaultdict(list)


def finder(function: Finder) -> Finder:
    """Add a way to find an object: (what was typed, by whom) -> its story, or None where it is not meant.

    It finds only what the user may know of; that the ledger's rows are in scope is seen to here.
    """
    if function not in _finders:
        _finders.append(function)
    return function


def hangs_on(label: str) -> Callable[[Hanging], Hanging]:
    """Add what hangs on the objects of the model `label` ("programs.enrollment"): (object) -> parts."""

    def decorate(function: Hanging) -> Hanging:
        if function not in _hanging[label.lower()]:
            _hanging[label.lower()].append(function)
        return function

    return decorate


def told_of(obj: models.Model, title: Text, *, actor_id: int | None = None) -> Story:
    """Return the story of `obj` with everything that hangs on it."""
    label = Subject.of(obj).object_type
    hanging = (part for function in _hanging[label] for part in function(obj))
    return Story(title, (Part.of(obj, title), *hanging), actor_id)


def named(rows: models.QuerySet, name: Text) -> Iterator[Part]:
    """Yield the newest of `rows` as parts that are all called `name`."""
    label = rows.model._meta.label_lower
    for pk in rows.order_by("-pk").values_list("pk", flat=True)[:MOST_PARTS]:
        yield Part(label, pk, name)


def find(text: str, user: AnyUser) -> Story | None:
    """Return the story of what somebody typed (a folio, a public id, an e-mail), as far as `user` may know of it."""
    typed = text.replace("\x00", "").strip()[:LONGEST_SEARCH]
    if not typed:
        return None
    return next((story for function in _finders if (story := function(typed, user)) is not None), None)
