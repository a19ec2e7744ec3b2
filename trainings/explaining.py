"""How a session gives its seats, said plainly before anybody asks for one."""

from django.utils.translation import gettext as _

from portal.core import formats
from trainings.enums import SeatMode
from trainings.models import Session


def ways_of(session: Session) -> list[str]:
    """Return, in sentences, how the session gives its seats now; instants are those of its city."""
    if session.seat_mode == SeatMode.BY_OFFICER:
        said = [_("%(name)s reads each request and answers it.") % {"name": session.reviewer.name}]
    elif session.seat_mode == SeatMode.RANKED and session.in_priority_window:
        said = [
            _("Requests are gathered until %(until)s.") % {"until": _until(session)},
            _("Then the seats are given in order of priority: more points first, then who asked first."),
        ]
    else:
        said = [_("Seats are given at once, while there are any."), *_window(session)]
        return [*said, _("When the seats are taken, there is a waiting list.")]
    return [*said, _("When the seats are taken, there is a waiting list, in the same order.")]


def is_ordered_by_points(session: Session) -> bool:
    """Whether the points order who is given a seat; elsewhere they order no more than the waiting list."""
    return session.seat_mode == SeatMode.RANKED and session.in_priority_window


def _window(session: Session) -> list[str]:
    if not session.in_priority_window:
        return []
    until = {"until": _until(session)}
    return [_("Until %(until)s they go to local enterprises alone. The others wait in their order.") % until]


def _until(session: Session) -> str:
    return formats.deadline(session.priority_until, session.municipality)
