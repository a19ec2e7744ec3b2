"""What may be reminded of. An app declares its kinds in a module `reminders`; declaring a class registers it.

    class DraftClosing(ReminderKind):
        code = "programs.draft_closing"
        label = _("Unfinished application before its call closes")
        family = DEADLINES
        audiences = ("applicant",)
        counts = Counts.BEFORE
        variables = {"call_title": _("title of the call")}

        def due(self, rule, days): ...
        def facts(self, audience, subjects, city): ...

Its texts are `templates/notifications/reminders/<code, / for .>/<audience>_{subject.txt,body.txt,body.html}`. They are
parts of a mail, and get `item` (the facts) and `city`.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any, ClassVar

from django.db.models import QuerySet
from django.utils.functional import Promise

if TYPE_CHECKING:
    from portal.core.models import Municipality
    from portal.notifications.models import ReminderRule
    from portal.notifications.reminders.days import Days

_CODE = re.compile(r"[a-z_]+\.[a-z_]+")
PARTS = ("subject.txt", "body.txt", "body.html")


class Counts(Enum):
    """From where the days of a rule are counted."""

    BEFORE = "before"  # days before a deadline
    AFTER = "after"  # days after something began
    DAILY = "daily"  # every day on which there is something


@dataclass(frozen=True)
class Family:
    """What a person accepts or leaves as a whole. Families with the same code are the same."""

    code: str
    label: Promise
    help: Promise


@dataclass(frozen=True)
class Due:
    """Occasions that are due, as one query that is not run yet.

    `rows` has, as columns or annotations, `subject` (the key of what it is about), `recipient` (the key of an account)
    and `occasion` (the day, in the city's zone, that makes it another reminder than the one before). A pair of subject
    and recipient comes once.
    """

    audience: str
    rows: QuerySet


class ReminderKind:
    """One thing that people are reminded of. Subclasses with a `code` are registered as they are declared.

    Raises TypeError at declaration when the code is taken or badly written, or when something is not said.
    """

    code: ClassVar[str]
    label: ClassVar[Promise]
    family: ClassVar[Family]
    audiences: ClassVar[tuple[str, ...]]
    counts: ClassVar[Counts]
    escalates: ClassVar[bool] = False
    variables: ClassVar[dict[str, Promise]] = {}  # what a city's own sentence may name, of the facts
    named_by: ClassVar[tuple[str, ...]] = ()  # the facts by which staff tell one reminder from another

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "code" not in cls.__dict__:
            return  # a base for several kinds
        if not _CODE.fullmatch(cls.code):
            raise TypeError(f"{cls.__name__}.code is written app.what, not {cls.code!r}")
        for name in ("label", "family", "audiences", "counts"):
            if not getattr(cls, name, None):
                raise TypeError(f"{cls.__name__} does not say its {name}")
        known = registered.get(cls.code)
        if known and (type(known).__module__, type(known).__qualname__) != (cls.__module__, cls.__qualname__):
            raise TypeError(
                f"the reminder {cls.code!r} is taken by {type(known).__module__}.{type(known).__qualname__}"
            )
        registered[cls.code] = cls()

    def due(self, rule: "ReminderRule", days: "Days") -> Iterable[Due]:
        """Give the queries of what `rule` reminds of at `days.now`: only those who still have something to do."""
        raise NotImplementedError

    def can_reach(self, user: Any) -> bool:
        """Whether `user`, by the roles held now, may ever be reminded of this."""
        return True

    def facts(self, audience: str, subjects: Collection[int], city: "Municipality") -> dict[int, dict[str, Any]]:
        """Give the facts of each subject by its key, JSON-safe, formatted for the city in the active language.

        `path` is where the person goes on. All in a bounded number of queries.
        """
        raise NotImplementedError


registered: dict[str, ReminderKind] = {}


def families() -> list[Family]:
    """All families that some kind belongs to, in the order of their codes."""
    known = {kind.family.code: kind.family for kind in registered.values()}
    return [known[code] for code in sorted(known)]


def families_for(user: Any) -> list[Family]:
    """The families of which something can reach `user`, in the order of their codes."""
    reached = {kind.family.code for kind in registered.values() if kind.can_reach(user)}
    return [family for family in families() if family.code in reached]


def template_names(code: str, audience: str) -> list[str]:
    """The names of the three parts (subject, text, HTML) of a kind and audience."""
    return [f"notifications/reminders/{template_folder(code)}/{audience}_{part}" for part in PARTS]


def template_folder(code: str) -> str:
    return code.replace(".", "/")
