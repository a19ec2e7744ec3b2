"""What the rules of the calls refuse, in words for people. Each says what can be done next."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from portal.core import clock, formats
from portal.core.actions import Refused
from programs.enums import CallState
from programs.models import Call, Enrollment


class CallNotOpen(Refused):
    """The call takes no applications at this instant: not yet, no more, closed early, or cancelled."""

    def __init__(self, call: Call) -> None:
        super().__init__(
            "call_not_open",
            _why_not_open(call),
            call=call.title,
            opens=formats.deadline(call.opens_at, call.municipality),
            closes=formats.deadline(call.closes_at, call.municipality),
        )


def _why_not_open(call: Call) -> Any:
    # Of a call that was closed or cancelled the dates say nothing: they may still lie ahead.
    if call.state == CallState.DRAFT:
        return _("The call “%(call)s” is not published. It takes no applications now.")
    if call.state == CallState.CANCELLED:
        return _("The call “%(call)s” was cancelled. It takes no applications any more.")
    if clock.now() >= call.closes_at:
        return _("The call “%(call)s” closed on %(closes)s. It takes no applications any more.")
    if call.state == CallState.CLOSED:
        return _("The call “%(call)s” was closed before its date. It takes no applications any more.")
    return _("The call “%(call)s” takes no applications yet. It opens on %(opens)s.")


class AlreadyApplied(Refused):
    """The enterprise has an application to the call, or has used up how often it may apply."""

    def __init__(self) -> None:
        super().__init__(
            "already_applied", _("The enterprise already applied to this call. You find it among your applications.")
        )


class NotYours(Refused):
    def __init__(self) -> None:
        super().__init__("not_yours", _("Only the people of the enterprise can do this."))


class JoinPending(Refused):
    def __init__(self) -> None:
        super().__init__(
            "join_pending",
            _("You asked to join this enterprise and wait for the answer. You can send the application after it."),
        )


class NotEditable(Refused):
    def __init__(self) -> None:
        super().__init__("not_editable", _("The application was sent and cannot be changed now."))


@dataclass(frozen=True)
class TwoTexts:
    """One answer that two devices changed: what this page says, and what is stored by now (known by `digest`)."""

    code: str
    label: str
    mine: str
    theirs: str
    digest: str


class ChangedElsewhere(Refused):
    """The page was made from older answers than those that are stored. `both` are those that both sides changed."""

    def __init__(self, both: Iterable[TwoTexts], enrollment: Enrollment) -> None:
        self.both = list(both)
        super().__init__(
            "changed_elsewhere",
            _("This page was changed on another device (%(when)s). Choose which answer stays; none was lost."),
            when=formats.instant(enrollment.saved_at, enrollment.municipality),
        )


class NotToCorrect(Refused):
    """A correction may change what it names, and nothing else."""

    def __init__(self) -> None:
        super().__init__("not_to_correct", _("Only the points of the correction can be changed. Nothing was saved."))


class SameDocument(Refused):
    """A document is mended with another file, not with the one that was to be changed."""

    def __init__(self) -> None:
        super().__init__("same_document", _("This is the same file that you were asked to change. Attach another one."))


class NothingAsked(Refused):
    def __init__(self, what: str) -> None:
        super().__init__("nothing_asked", _("The call does not ask for “%(what)s”."), what=what)


@dataclass(frozen=True)
class Missing:
    """Something the application still lacks. `kind` is answer, document or project; `page` is where it is asked."""

    kind: str
    code: str
    label: str
    page: str = ""


class Incomplete(Refused):
    """The application lacks something; `items` say what, in the order of the form."""

    def __init__(self, items: Iterable[Missing]) -> None:
        self.items = list(items)
        super().__init__(
            "incomplete",
            _("The application is not complete. Missing: %(items)s."),
            items="; ".join(item.label for item in self.items),
        )


class DeclarationNotAccepted(Refused):
    def __init__(self) -> None:
        super().__init__(
            "declaration", _("Read the declaration and accept it to send the application. It may have changed.")
        )


class NoPlacesLeft(Refused):
    """All places of the call are held. The console proposes the waiting list."""

    def __init__(self) -> None:
        super().__init__("no_places_left", _("The call has no places left. You can put it on the waiting list."))


class PlacesLeft(Refused):
    def __init__(self) -> None:
        super().__init__("places_left", _("The call still has places: approve the application instead."))


class PlacesBelowTaken(Refused):
    def __init__(self, taken: int) -> None:
        super().__init__(
            "places_below_taken",
            _("%(taken)s places are taken. There cannot be fewer; withdraw approvals first."),
            taken=taken,
        )


class OwnEnterprise(Refused):
    def __init__(self) -> None:
        super().__init__(
            "own_enterprise", _("You belong to this enterprise. Another officer has to review its application.")
        )


class HeldByAnother(Refused):
    """Another officer has the file open."""

    def __init__(self, name: str, until: datetime) -> None:
        self.until = until
        super().__init__("held", _("%(name)s is reviewing this file now. Try again in some minutes."), name=name)


class NotYourQueue(Refused):
    def __init__(self) -> None:
        super().__init__("not_your_queue", _("Only an officer of the reviewing organization can do this."))


class NotInReview(Refused):
    def __init__(self) -> None:
        super().__init__("not_in_review", _("The application is not in review. Look at the file again."))


class NothingWaiting(Refused):
    def __init__(self) -> None:
        super().__init__("nothing_waiting", _("No file waits to be reviewed."))


class ReviewIncomplete(Refused):
    """An approval needs every required document accepted and every required rule met or excepted with a reason."""

    def __init__(self, items: Iterable[Missing]) -> None:
        self.items = list(items)
        super().__init__(
            "review_incomplete",
            _("The review is not complete. Still open: %(items)s."),
            items="; ".join(item.label for item in self.items),
        )


class NotMended(Refused):
    def __init__(self, items: Iterable[Any]) -> None:
        self.items = list(items)
        super().__init__(
            "not_mended",
            _("Some points are not corrected yet: %(items)s."),
            items="; ".join(item.label for item in self.items),
        )


class OfferExpired(Refused):
    def __init__(self) -> None:
        super().__init__("offer_expired", _("The time to accept the place ran out. It goes to the next in order."))


class NotDue(Refused):
    def __init__(self) -> None:
        super().__init__("not_due", _("Its time has not run out."))


class NotPublishable(Refused):
    """The version cannot be published; `faults` say why, one by one."""

    def __init__(self, faults: Iterable[Any]) -> None:
        self.faults = [str(fault) for fault in faults]
        super().__init__("not_publishable", _("The call cannot be published: %(faults)s"), faults=" ".join(self.faults))


class CityOnly(Refused):
    def __init__(self) -> None:
        super().__init__("city_only", _("Only the staff of the city can do this."))


class VersionPublished(Refused):
    def __init__(self) -> None:
        super().__init__(
            "version_published", _("This version is published and does not change any more. Prepare an amendment.")
        )


class EditedMeanwhile(Refused):
    """Two people prepare one version: the later save is told of the earlier one."""

    def __init__(self) -> None:
        super().__init__(
            "edited_meanwhile",
            _("Somebody else saved a change meanwhile. What you wrote stands below: save again to keep it."),
        )
