"""Why the trainings say no, in words for people."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from portal.core import formats
from portal.core.actions import Refused
from portal.core.models import Municipality


class RequestsNotOpen(Refused):
    def __init__(self) -> None:
        super().__init__("not_open", _("The session does not take requests now. Look at its dates."))


class OverCap(Refused):
    """The enterprise would have more seats in the session than it may."""

    def __init__(self, cap: int, asked: int) -> None:
        super().__init__(
            "over_cap",
            ngettext_lazy(
                "An enterprise may have %(cap)d seat in this session, and yours has asked for %(asked)d already.",
                "An enterprise may have %(cap)d seats in this session, and yours has asked for %(asked)d already.",
                cap,
            ),
            cap=cap,
            asked=asked,
        )


class WrongNumber(Refused):
    def __init__(self) -> None:
        super().__init__(
            "wrong_number", _("Ask for one seat or more, and name no more people than the seats you ask for.")
        )


class NotOfTheEnterprise(Refused):
    def __init__(self, name: str) -> None:
        super().__init__(
            "not_of_the_enterprise", _("%(name)s does not work in the enterprise now. Choose someone else."), name=name
        )


class AlreadyInSession(Refused):
    def __init__(self, name: str) -> None:
        super().__init__("already_in_session", _("%(name)s is already in this session."), name=name)


class NoSeatsLeft(Refused):
    """The request does not fit in the seats that are free. The console proposes the waiting list."""

    def __init__(self) -> None:
        super().__init__("no_seats_left", _("There are not enough seats for it. You can put it on the waiting list."))


class SeatsLeft(Refused):
    def __init__(self) -> None:
        super().__init__("seats_left", _("There are seats for it: give them instead."))


class NotByOfficer(Refused):
    def __init__(self) -> None:
        super().__init__("not_by_officer", _("This session gives its seats by itself, in the order that it says."))


class NotYours(Refused):
    def __init__(self) -> None:
        super().__init__("not_yours", _("Only people of the enterprise can do this."))


class NotYourSession(Refused):
    def __init__(self) -> None:
        super().__init__(
            "not_your_session", _("Only the staff of the city, or whoever gives the seats of the session, can do this.")
        )


class NotDue(Refused):
    def __init__(self) -> None:
        super().__init__("not_due", _("Its time has not come."))


class NotPublishable(Refused):
    """The session cannot be published; `faults` say why, one by one."""

    def __init__(self, faults: Iterable[Any]) -> None:
        self.faults = [str(fault) for fault in faults]
        super().__init__(
            "not_publishable", _("The session cannot be published: %(faults)s"), faults=" ".join(self.faults)
        )


class VenueTaken(Refused):
    """Another session is in the room at that time."""

    def __init__(self, session: Any, at: datetime, city: Municipality) -> None:
        self.session = session
        super().__init__(
            "venue_taken",
            _("The venue is taken by “%(title)s” on %(at)s."),
            title=session.course.title,
            at=formats.instant(at, city),
        )


class TooSmall(Refused):
    def __init__(self, capacity: int) -> None:
        super().__init__(
            "venue_too_small",
            ngettext_lazy("In the venue fits %(capacity)d person.", "In the venue fit %(capacity)d people.", capacity),
            capacity=capacity,
        )


class BelowTaken(Refused):
    def __init__(self, taken: int) -> None:
        super().__init__(
            "below_taken",
            ngettext_lazy(
                "%(taken)d seat is taken. There cannot be fewer.",
                "%(taken)d seats are taken. There cannot be fewer.",
                taken,
            ),
            taken=taken,
        )
