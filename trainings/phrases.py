from django.utils.translation import gettext_lazy as _

from portal.core.phrases import register

register(
    {
        "trainings.seat_request.approve": _("confirmed the seats"),
        "trainings.seat_request.ask": _("asked for seats"),
        "trainings.seat_request.change_people": _("changed who takes the seats"),
        "trainings.seat_request.reject": _("did not give the seats"),
        "trainings.seat_request.start_review": _("began to review the request for seats"),
        "trainings.seat_request.waitlist": _("put the request for seats on the waiting list"),
        "trainings.seat_request.withdraw": _("withdrew the request for seats"),
        "trainings.session.allocate": _("gave out the seats of the session"),
        "trainings.session.cancel": _("cancelled the session"),
        "trainings.session.change_capacity": _("changed the seats of the session"),
        "trainings.session.close": _("closed the requests for the session"),
        "trainings.session.complete": _("wrote down that the session was held"),
        "trainings.session.expire": _("let the requests for the session expire"),
        "trainings.session.promote": _("gave free seats to the waiting list"),
        "trainings.session.publish": _("published the session"),
    }
)
