"""Notices: what may be told, to whom, and with which facts. Declaring a class with an `event` registers it.

    class EnrollmentSubmitted(Notice):
        event = "programs.enrollment_submitted"
        audiences = ("applicant", "officers")

        def __init__(self, enrollment): ...
        municipality = property(lambda self: self.enrollment.municipality)
        def recipients(self): yield Recipient.of(self.enrollment.applicant, "applicant")
        def facts(self): return {"folio": self.enrollment.folio, ...}

Its texts are `templates/notifications/<event, / for .>/<audience>_{subject.txt,body.txt,body.html}`.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar

from django.conf import settings

from portal.core.models import Municipality

TEMPLATE_PARTS = ("subject.txt", "body.txt", "body.html")
_EVENT = re.compile(r"[a-z_]+(\.[a-z_]+)+")


@dataclass(frozen=True)
class Recipient:
    """One person or office that is told. `language` is a code of LANGUAGES, `name` how it is addressed.

    None stands for the user's name; "" for no name at all.
    """

    audience: str
    user: Any | None
    email: str
    language: str
    name: str | None = None

    @classmethod
    def of(cls, user: Any, audience: str) -> "Recipient":
        """The account `user`, at its address, in its language."""
        return cls(audience, user, user.email, user.language, user.full_name)


class Notice:
    """Something that happened and that people are told. Subclasses with an `event` are registered as they are declared.

    Raises TypeError at declaration when the event is taken or badly written, or when no audience is named.
    """

    event: ClassVar[str]
    audiences: ClassVar[tuple[str, ...]]
    municipality: Municipality | None = None
    by_mail: bool = True  # without it the notice is shown in the portal alone
    families: tuple[str, ...] = ()  # of reminders, which a person may leave; what is told by law or on request has none

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "event" not in cls.__dict__:
            return  # a base for several notices
        if not _EVENT.fullmatch(cls.event):
            raise TypeError(f"{cls.__name__}.event is written app.what_happened, not {cls.event!r}")
        if not getattr(cls, "audiences", ()):
            raise TypeError(f"{cls.__name__} names no audience")
        known = registered.setdefault(cls.event, cls)
        if (known.__module__, known.__qualname__) != (cls.__module__, cls.__qualname__):
            raise TypeError(f"the event {cls.event!r} is taken by {known.__module__}.{known.__qualname__}")
        registered[cls.event] = cls

    def recipients(self) -> Iterable[Recipient]:
        """Who is told. An audience and address that come twice are told once."""
        raise NotImplementedError

    def facts(self) -> dict[str, Any]:
        """What the templates get besides `city`, `site_url`, `recipient_name`, `audience` and `action_url`.

        Called once per language of the recipients, with that language active: format numbers and dates here with the
        city's conventions, and translate labels here. JSON-safe. `action_url` (or `action_path`, see `path_for`) is
        the one link of the mail; `folio` is put in front of the subject; what stands under "secret" (a text, or a
        mapping of texts) is encrypted at rest and wiped when the mail is sent.
        """
        raise NotImplementedError

    def path_for(self, audience: str) -> str:
        """The path of the mail's one link, where audiences need different ones; empty for that of the facts."""
        return ""

    def dedupe_key(self, recipient: Recipient) -> str | None:
        """A key under which `recipient` is told at most once, for ever (at most 160 characters); None for always."""
        return None


registered: dict[str, type[Notice]] = {}


def known_language(language: str) -> str:
    """`language` where the portal speaks it, else the portal's own."""
    return language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def template_names(event: str, audience: str) -> list[str]:
    """The names of the three templates (subject, text, HTML) of one event and audience."""
    folder = event.replace(".", "/")
    return [f"notifications/{folder}/{audience}_{part}" for part in TEMPLATE_PARTS]
