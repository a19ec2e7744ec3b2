"""The workflows write their verbs as "session.publish"; what is refused is written as the action's own name."""

from django.utils.translation import gettext_lazy as _

from portal.core.phrases import register

SEAT_REQUEST = {
    "approve": _("confirmed the seats"),
    "ask": _("asked for seats"),
    "cancel": _("cancelled the request for seats with its session"),
    "change_people": _("changed who takes the seats"),
    "expire": _("let the request for seats expire"),
    "give": _("gave the seats"),
    "queue": _("put the request for seats in line"),
    "reject": _("did not give the seats"),
    "start_review": _("began to review the request for seats"),
    "waitlist": _("put the request for seats on the waiting list"),
    "withdraw": _("withdrew the request for seats"),
}
SESSION = {
    "allocate": _("gave out the seats of the session"),
    "cancel": _("cancelled the session"),
    "change_capacity": _("changed the seats of the session"),
    "close": _("closed the requests for the session"),
    "complete": _("wrote down that the session was held"),
    "expire": _("let the requests for the session expire"),
    "promote": _("gave free seats to the waiting list"),
    "publish": _("published the session"),
}

for prefix in ("", "trainings."):
    register({f"{prefix}seat_request.{verb}": text for verb, text in SEAT_REQUEST.items()})
    register({f"{prefix}session.{verb}": text for verb, text in SESSION.items()})
